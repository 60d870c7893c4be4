/**
 * The places where a process that dies leaves a state of its own behind: before and after everything that is kept in the
 * store or changed at a target. Each is named where it is reached, so that a test can end the process there, or fail
 * there as a dead process would. Nobody observes a city at work: then reaching a place costs one comparison.
 */
export const WRITE_BOUNDARIES = [
  /** All of a transaction is written and none of it is kept yet. */
  'store.before-commit',
  /** It is kept, and nobody has been told. */
  'store.after-commit',
  /** A decision is kept; its sender has no answer. */
  'decision.committed',
  /** Inside the deciding transaction: persons are marked as due. */
  'due.marked',
  /** Role changes whose day has come are in the outbox. */
  'announcement.committed',
  /** Inside the relay: nothing of this step is ordered; events have their place and audit rows have none; all is kept. */
  'relay.before',
  'relay.events-placed',
  'relay.after',
  /** Persons are under our lease, and nothing was done for them. */
  'claim.taken',
  /** Handovers were opened or passed on to another. */
  'handover.committed',
  /** A plan and its operations are kept, and none is begun. */
  'plan.stored',
  /** A call is announced. */
  'intent.committed',
  /** The target is about to be called. */
  'call.before',
  /** Within one call: the directory has the entry, and a group is not written yet. */
  'directory.before-group',
  /** Within one call: before each batch that writes accounts of the mail system. */
  'mail.before-entries',
  /** Within one call: one paper has changed its owner, others have not. */
  'qlvb.paper-moved',
  /** The target has answered, and its answer is not kept. */
  'call.after',
  'outcome.committed',
  /** A call that a crash cut off is told as unknown. */
  'interrupted.closed',
  /** A person's turn is over. */
  'person.released',
] as const;

export type WriteBoundary = (typeof WRITE_BOUNDARIES)[number];

type Observer = (boundary: WriteBoundary) => void;

let observer: Observer | null = null;

/** Called at every place. What an observer throws comes out of the place that was reached, as if the work ended there. */
export function reached(boundary: WriteBoundary): void {
  if (observer !== null) observer(boundary);
}

/**
 * One observer at a time; for tests. One that throws to stand for a crash must throw at every later place too, until what
 * it has ended is thrown away: callers may take the first for a target's fault and go on. Returns the way to stop.
 */
export function observeBoundaries(next: Observer): () => void {
  observer = next;
  return () => {
    if (observer === next) observer = null;
  };
}
