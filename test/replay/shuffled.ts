/**
 * The same history learnt all at once and in any order: the clock stands at its end, and each row is one decision with
 * both dates. What results must be what the ordered replay came to.
 */
import type { Clerk, Line } from './clerk';
import { appointmentOf, type HistoryRow } from './history';
import type { Reorganisation } from './reorganisation';
import type { ReplayCity } from './replay-city';

/** Rows between two looks at whether accounts have followed; the loop works meanwhile in any case. */
const SETTLE_EVERY = 500;

export interface ShuffledParts {
  readonly city: ReplayCity;
  readonly clerk: Clerk;
  readonly rows: readonly HistoryRow[];
  readonly acts: readonly Reorganisation[];
  readonly seed: number;
  readonly progress: (done: number, total: number) => void;
}

export async function replayShuffled({ city, clerk, rows, acts, seed, progress }: ShuffledParts): Promise<void> {
  for (const day of [...new Set(acts.map(({ on }) => on))].sort())
    await clerk.record(day, clerk.reorganised(day), `${day}/bo-may`);
  const made = new Map<HistoryRow, string>();
  const waiting = new Map<HistoryRow, HistoryRow[]>();
  const order = shuffle(rows, seed);
  for (const [index, row] of order.entries()) {
    const appointment = row.mode === 'ON_LEAVE' ? appointmentOf(row, rows) : undefined;
    if (appointment !== undefined && !made.has(appointment))
      waiting.set(appointment, [...(waiting.get(appointment) ?? []), row]);
    else await take(clerk, row, appointment, made);
    // A leave is of an appointment that is known: what came too early follows it at once.
    for (const leave of waiting.get(row) ?? []) await take(clerk, leave, row, made);
    if ((index + 1) % SETTLE_EVERY === 0) await city.settle();
    progress(index + 1, order.length);
  }
  await city.settle();
}

async function take(
  clerk: Clerk,
  row: HistoryRow,
  appointment: HistoryRow | undefined,
  made: Map<HistoryRow, string>,
): Promise<void> {
  const line: Line =
    appointment === undefined
      ? clerk.appoint(row, row.endsOn)
      : { kind: 'suspend', row, input: { appointmentId: made.get(appointment), endsOn: row.endsOn } };
  const recorded = await clerk.record(row.startsOn, [line], `dong-${row.line}`);
  for (const [own, id] of recorded.made) made.set(own, id);
}

/** Fisher and Yates, by a generator of its own (mulberry32), so that a seed names one order. */
export function shuffle<T>(list: readonly T[], seed: number): T[] {
  const shuffled = [...list];
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}
