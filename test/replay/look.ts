/** Reads every system on a day and compares; what differs is looked at again when no retry can be under way any more. */
import { compareAccounts, type Comparison } from './comparison';
import type { Truth } from './oracle';
import type { ReplayCity } from './replay-city';
import type { Systems } from './systems';

/** A retry that fails again is tried once more; three in a row are no accident. */
const LOOKS_MAX = 4;

export async function lookAt(
  day: string,
  city: ReplayCity,
  systems: Systems,
  truthOn: (day: string) => Truth,
  loginOf: ReadonlyMap<string, string>,
): Promise<Comparison> {
  const look = async (looks: number): Promise<Comparison> => ({
    ...compareAccounts(day, await systems.read(), truthOn(day), loginOf),
    looks,
  });
  let seen = await look(1);
  while (seen.mismatches.length > 0 && seen.looks < LOOKS_MAX) {
    await city.letRetriesPass();
    seen = await look(seen.looks + 1);
  }
  return seen;
}
