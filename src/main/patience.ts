/**
 * Brings everybody to rest, also those whom a busy machine kept waiting: there a call now and then misses its deadline,
 * and whoever waits for another try is woken instead of left behind. For a first start, whose next step needs accounts.
 */
import type { City } from './city';

const TRIES_MAX = 5;

/** False when somebody still waits: then a system does not answer. */
export async function settlePatiently(city: City, now: () => Date): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    await city.settle();
    if (!(await city.engine.due.anyWaiting())) return true;
    if (tries === TRIES_MAX) return false;
    await city.engine.due.wakeWaiting(now());
  }
}
