/** Which kill comes when: a seed names one plan, so that a run that found something can be had again. */
import { WRITE_BOUNDARIES, type WriteBoundary } from '../../src/shared/write-boundary';
import { randomFrom } from '../../src/cli/stream/random';

/** Kills at each boundary in a run that is long enough for all of them. */
export const PER_BOUNDARY = 5;

export interface Kill {
  /** Null: at a random moment. */
  readonly boundary: WriteBoundary | null;
  /** At this time of reaching the boundary; the first is 1. */
  readonly nth: number;
  /** Of a random moment: after the start or after the stream goes on, as `during` says. */
  readonly afterMs: number;
  /** `recovery`: counted from the start of the process, so that what the kill before left may not be mended yet. */
  readonly during: 'recovery' | 'work';
}

/** Reached at nearly every step: a later time is as good as the first, and tells more. */
const FREQUENT: readonly WriteBoundary[] = ['store.before-commit', 'store.after-commit'];
/** Reached once in many decisions; a busy loop claims many persons at once. */
const RARE: readonly WriteBoundary[] = ['interrupted.closed', 'handover.committed', 'qlvb.paper-moved', 'claim.taken'];
/** Reached when a day begins on which something planned happens: the city's clock is set to the evening before. */
export const AT_MIDNIGHT: WriteBoundary = 'announcement.committed';
/** What is cut off there is what the next start finds interrupted. */
const CUTS_OFF: readonly WriteBoundary[] = ['intent.committed', 'call.before', 'call.after'];
const NTH_MAX = { frequent: 40, usual: 6, rare: 2, once: 1 } as const;
const WORK_MS = { least: 60, most: 2_000 } as const;
/** A start takes about a second and a half: some of these moments lie before anybody can ask, some after. */
const RECOVERY_MS_MAX = 3_000;
const RECOVERY_SHARE = 0.3;

export function planKills(count: number, seed: number): readonly Kill[] {
  const random = randomFrom(seed);
  const upTo = (max: number): number => 1 + Math.floor(random() * max);
  const boundaries = shuffled(WRITE_BOUNDARIES, random);
  const named = coversAll(count) ? PER_BOUNDARY * boundaries.length : Math.floor(count / 2);
  const kills = Array.from({ length: count }, (_, index): Kill => {
    const during = random() < RECOVERY_SHARE ? 'recovery' : 'work';
    if (index < named) {
      const boundary = boundaries[index % boundaries.length]!;
      return { boundary, nth: upTo(NTH_MAX[frequencyOf(boundary)]), afterMs: 0, during };
    }
    const afterMs = during === 'recovery' ? upTo(RECOVERY_MS_MAX) : WORK_MS.least + upTo(WORK_MS.most);
    return { boundary: null, nth: 1, afterMs, during };
  });
  // Last: the city's clock is not set back, and the days that it skips nobody else needs.
  const atMidnight = kills.filter(({ boundary }) => boundary === AT_MIDNIGHT);
  const byDay = kills.filter((kill) => !atMidnight.includes(kill));
  return [...afterACut(shuffled(byDay, random), random), ...atMidnight];
}

/** Whether a run of so many kills must reach every boundary often enough. */
export function coversAll(count: number): boolean {
  return count >= PER_BOUNDARY * WRITE_BOUNDARIES.length;
}

function frequencyOf(boundary: WriteBoundary): keyof typeof NTH_MAX {
  if (boundary === AT_MIDNIGHT) return 'once';
  if (FREQUENT.includes(boundary)) return 'frequent';
  return RARE.includes(boundary) ? 'rare' : 'usual';
}

/** An interrupted call is only found where one was cut off: such a kill goes before, and nothing is mended in between. */
function afterACut(kills: readonly Kill[], random: () => number): readonly Kill[] {
  const finding = kills.filter(({ boundary }) => boundary === 'interrupted.closed');
  const rest = kills.filter((kill) => !finding.includes(kill));
  const pairs: Kill[][] = finding.map((kill) => {
    const cut = rest.find(({ boundary }) => boundary !== null && CUTS_OFF.includes(boundary));
    if (cut !== undefined) rest.splice(rest.indexOf(cut), 1);
    return [
      ...(cut === undefined ? [] : [{ ...cut, during: 'work' as const }]),
      { ...kill, nth: 1, during: 'recovery' },
    ];
  });
  return shuffled([...pairs, ...rest.map((kill) => [kill])], random).flat();
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const left = [...values];
  return values.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!);
}
