/**
 * How much one request may ask of live systems. Each system answers for many people in a few calls, but not for a whole
 * city at once: one request with no bound of its own would take the turns of all others.
 */
import { Refusal } from '../errors/refusal';

/** People of whom one request may read one live field. Whoever wants more asks page by page. */
export const LIVE_PERSONS_MAX = 100;

/**
 * The batch of a request's loader that reads for so many people and refuses all others, each with TOO_MANY_LIVE_READS.
 * A loader keeps the batch that it was made with, so that the count is the request's own.
 */
export function boundedReads<K, V>(
  system: string,
  read: (keys: readonly K[]) => Promise<readonly (V | Error)[]>,
): (keys: readonly K[]) => Promise<readonly (V | Error)[]> {
  let asked = 0;
  return async (keys) => {
    const left = Math.max(0, LIVE_PERSONS_MAX - asked);
    asked += keys.length;
    const answers = left === 0 ? [] : await read(keys.slice(0, left));
    const refusal = (): Refusal => new Refusal('TOO_MANY_LIVE_READS', { system, max: LIVE_PERSONS_MAX });
    return [...answers, ...keys.slice(left).map(refusal)];
  };
}
