/**
 * One person's turn: observe, correlate, desired, plan, check, store, apply, observe again.
 *
 * Known accounts that must be closed are closed first, on the strength of what we know and before anything is read: a
 * disable is safe, repeats without harm, and must not wait for a target that is slow to answer. Everything else is done
 * only at targets that were read to their end in this round.
 */
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import { desired, plan, type DesiredPerson, type PersonFacts } from '../core';
import { keyOfReturn, type Applier, type Lanes, type Versions } from './apply';
import { breathe } from './breathe';
import type { Claim } from './due';
import type { PersonRest, Round } from './person-work-rest';
import type { PersonSteps } from './person-work-steps';
import type { PlanStore, Step } from './plan-store';
import type { PolicyHolder } from './policy-holder';
import { settled } from './settled';
import type { KnownAccount, ShadowStore } from './shadows';
import { isAgain, isOpen, opens, sameWork } from './step-matching';
import type { Seen, Survey } from './survey';
import type { Targets } from './targets';

export interface WorkParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly survey: Survey;
  readonly plans: PlanStore;
  readonly shadows: ShadowStore;
  readonly applier: Applier;
  readonly targets: Targets;
  readonly policy: PolicyHolder;
  /** Which operations are done. */
  readonly steps: PersonSteps;
  /** What is left at the end of the turn. */
  readonly rest: PersonRest;
}

/** A round with its first part begun. */
interface Begun {
  readonly at: Date;
  readonly wanted: DesiredPerson;
  readonly paused: ReadonlySet<string>;
  readonly open: readonly Step[];
  /** The disables that come before anything is read, and how they stand. */
  readonly closing: readonly Step[];
  readonly first: Lanes;
}

/** Rounds in one turn, where doing one thing shows the next. */
const ROUNDS_MAX = 4;

export class PersonWork {
  constructor(private readonly parts: WorkParts) {}

  /**
   * Works on a claimed person and lets them go. `closed`: what `close` has done for them. Throws, and keeps the lease to
   * run out, only when the store fails or the lease was lost.
   */
  async run(
    claim: Claim,
    facts: PersonFacts,
    known: readonly KnownAccount[],
    closed: readonly Step[] | null = null,
  ): Promise<void> {
    let round = await this.round(claim, facts, known, closed);
    for (let count = 1; round.again && count < ROUNDS_MAX; count += 1) {
      await this.parts.store.write((tx) => this.parts.shadows.note(tx, claim.personId, round.seen.correlated));
      round = await this.round(claim, facts, round.seen.known);
    }
    await this.parts.rest.finish(claim, facts, round);
  }

  /**
   * Only the first part of a turn: the disables that follow from what is known. The person stays in our hands, and what
   * was tried is for `run`, so that nothing is tried twice.
   */
  async close(claim: Claim, facts: PersonFacts, known: readonly KnownAccount[]): Promise<readonly Step[]> {
    const { closing, first } = await this.begin(claim, facts, known, null);
    await settled([...first.values()]);
    return closing;
  }

  private async begin(
    claim: Claim,
    facts: PersonFacts,
    known: readonly KnownAccount[],
    closed: readonly Step[] | null,
  ): Promise<Begun> {
    const { clock, plans, steps: orders, targets, applier, policy } = this.parts;
    await breathe();
    const at = clock.now();
    const wanted = desired(facts, policy.current(), at);
    const paused = await targets.paused();
    const open = await orders.reopen(claim, await plans.openSteps(claim.personId, at));
    const begun = { at, wanted, paused, open };
    if (closed !== null) return { ...begun, closing: asStored(closed, open), first: new Map() };
    const closing = await orders.closeFirst(claim, facts, wanted, known, open, paused, at);
    return { ...begun, closing, first: applier.start(claim, closing, new Set(), new Map()) };
  }

  private async round(
    claim: Claim,
    facts: PersonFacts,
    known: readonly KnownAccount[],
    closed: readonly Step[] | null = null,
  ): Promise<Round> {
    const { steps: orders, applier, policy, survey } = this.parts;
    const { at, wanted, paused, open, closing, first } = await this.begin(claim, facts, known, closed);
    const doubt = await orders.inDoubt(claim, open, at);
    const seen = await survey.all(facts, wanted, known, first, doubt);

    const fresh = plan(wanted, facts, surelyOpen(seen, doubt), policy.current(), at);
    // A disable that was tried already and did not succeed waits for its time, and its target with it.
    const held = new Set(closing.filter((step) => step.row.status !== 'DONE').map((step) => step.row.targetId));
    const writable = (targetId: string): boolean => !paused.has(targetId) && !held.has(targetId);
    const doable = fresh.operations.filter(
      (one) => one.kind !== 'noop' && seen.read.has(one.targetId) && writable(one.targetId),
    );
    const blocked = new Set(
      fresh.operations.filter((one) => opens(one) && !doable.includes(one)).map((one) => one.targetId),
    );
    const unread = new Set(seen.unread.map((one) => one.targetId));
    const still = open.filter((step) => isOpen(step) && !isAgain(step));
    const judged = still.filter((step) => !unread.has(step.row.targetId) && writable(step.row.targetId));
    const steps = await orders.adopt(claim, facts, seen, doable, still, new Set(judged), at);
    const lanes = applier.start(claim, steps, blocked, versionsOf(seen));
    await settled([...first.values(), ...lanes.values()]);

    const again = await orders.cutSessionsAgain(claim, [...closing, ...steps], seen.known, wanted, at);
    const touched = touchedTargets(steps, first, seen, again);
    const after = touched.size === 0 ? seen : await survey.again(facts, wanted, seen, touched, createdBy(steps));
    const remaining = plan(wanted, withoutTaken(facts, steps), after.known, policy.current(), at);
    const moved = [...closing, ...steps].some((step) => step.row.status === 'DONE');
    const waits = new Set([...closing, ...steps].filter(isOpenOrFailed).map((step) => step.row.targetId));
    const left = remaining.operations.filter(
      (one) =>
        one.kind !== 'noop' && after.read.has(one.targetId) && writable(one.targetId) && !waits.has(one.targetId),
    );
    const goOn = moved && left.length > 0 && !sameWork(claim, left, doable);
    const all = eachOnce([...open, ...closing, ...steps, ...again]);
    return { seen: { ...after, known: withClosed(after, all) }, remaining, again: goOn, paused, steps: all };
  }
}

/** What was not done may have changed since: as it is stored now, and left out when it is no longer to be done. */
function asStored(closed: readonly Step[], open: readonly Step[]): readonly Step[] {
  return closed.flatMap((step) =>
    step.row.status === 'DONE' ? [step] : open.filter(({ row }) => row.id === step.row.id),
  );
}

/** Where nothing can be read, an account that its target said it closed is closed: no round closes it once more. */
function withClosed({ known, read }: Seen, steps: readonly Step[]): readonly KnownAccount[] {
  const closed = steps.filter(({ row }) => row.kind === 'disable' && row.status === 'DONE' && !read.has(row.targetId));
  return known.map((one) => {
    const by = closed.find(({ row }) => row.targetId === one.targetId && row.nativeId === one.record.nativeId);
    if (by === undefined || one.record.status !== 'active') return one;
    const record = { ...one.record, status: 'disabled' as const };
    return { ...one, record, disabledSince: one.disabledSince ?? by.row.finishedAt };
  });
}

/**
 * The accounts as known, and none open at a system that could not be read after a call of which we have not heard: it may
 * have closed the account, and what comes after it must not be opened yet.
 */
function surelyOpen({ known, read }: Seen, doubt: readonly string[]): readonly KnownAccount[] {
  return known.map((one) =>
    one.record.status === 'active' && doubt.includes(one.targetId) && !read.has(one.targetId)
      ? { ...one, record: { ...one.record, status: 'disabled' as const } }
      : one,
  );
}

/** What came back in this round is not taken back again before the facts are read anew. */
function withoutTaken(facts: PersonFacts, steps: readonly Step[]): PersonFacts {
  const done = steps.filter(({ row }) => row.status === 'DONE').map(({ planned }) => keyOfReturn(planned));
  return { ...facts, takesBack: (facts.takesBack ?? []).filter(({ key }) => !done.includes(key)) };
}

function isOpenOrFailed(step: Step): boolean {
  return isOpen(step) || step.row.status === 'FAILED';
}

/** A stored step that was taken up stands for the one that was read. */
function eachOnce(steps: readonly Step[]): readonly Step[] {
  return [...new Map(steps.map((step) => [step.row, step])).values()];
}

function versionsOf(seen: Seen): Versions {
  return new Map(
    seen.known.filter((one) => seen.read.has(one.targetId)).map((one) => [one.record.nativeId, one.record.version]),
  );
}

/** The accounts that came to be, by target. */
function createdBy(steps: readonly Step[]): ReadonlyMap<string, string> {
  const done = steps.filter(({ row }) => row.kind === 'create' && row.status === 'DONE');
  return new Map(done.flatMap(({ row }) => (row.nativeId === null ? [] : [[row.targetId, row.nativeId] as const])));
}

/** Targets whose state may have changed since they were read in this round. */
function touchedTargets(steps: readonly Step[], first: Lanes, seen: Seen, again: readonly Step[]): ReadonlySet<string> {
  const tried = [...steps, ...again].filter((step) => step.row.startedAt !== null).map((step) => step.row.targetId);
  return new Set([...tried, ...[...first.keys()].filter((targetId) => !seen.read.has(targetId))]);
}
