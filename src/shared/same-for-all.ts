/**
 * Events that read the same for everybody who may hear them: what is asked of one comes to the same answer whoever asks,
 * so that it is computed once for thousands. The room that makes an event says so.
 */
const events = new WeakSet<object>();

/** Promises that no field of this event depends on who asks. */
export function sameForAll<T extends object>(event: T): T {
  events.add(event);
  return event;
}

export function isSameForAll(event: unknown): event is object {
  return typeof event === 'object' && event !== null && events.has(event);
}
