/**
 * The history in order of date: each day on which something changes is one decision, recorded on its morning. On the
 * sampled days every system is read and compared with what the oracle says.
 */
import type { Clerk, InForce, Line } from './clerk';
import { keyOf } from './clerk';
import type { Comparison } from './comparison';
import { appointmentOf, type HistoryRow } from './history';
import type { Truth } from './oracle';
import type { Reorganisation } from './reorganisation';
import type { ReplayCity } from './replay-city';
import { lookAt } from './look';
import type { Systems } from './systems';

export interface OrderedParts {
  readonly city: ReplayCity;
  readonly clerk: Clerk;
  readonly systems: Systems;
  readonly rows: readonly HistoryRow[];
  readonly acts: readonly Reorganisation[];
  /** Days to move the clock to, in order; of which `sampled` are compared. */
  readonly days: readonly string[];
  readonly sampled: ReadonlySet<string>;
  /** Asked again after each day, since what the gateway refuses counts for nothing. */
  readonly truthOn: (day: string) => Truth;
  readonly progress: (done: number, total: number) => void;
}

export async function replayOrdered(parts: OrderedParts): Promise<Comparison[]> {
  const { city, clerk, systems, days, sampled, truthOn, progress } = parts;
  const diary = new Diary(parts.rows, parts.acts);
  const comparisons: Comparison[] = [];
  for (const [index, day] of days.entries()) {
    city.turnTo(day);
    await recordDay(clerk, diary, day);
    await city.settle();
    if (sampled.has(day)) comparisons.push(await lookAt(day, city, systems, truthOn, clerk.loginOf));
    progress(index + 1, days.length);
  }
  return comparisons;
}

/** Comings, goings and what becomes of units are one decision; leaves follow it, since they are of appointments that stand. */
async function recordDay(clerk: Clerk, diary: Diary, day: string): Promise<void> {
  const about = clerk.reorganised(day);
  const [starts, ends] = [diary.starts(day), diary.ends(day)];
  const moved = diary.moved(starts, ends, about);
  const held: InForce = ends.length > 0 ? await clerk.inForce(day) : new Map();
  const lines = [
    ...about.filter(({ kind }) => kind === 'establishUnit' || kind === 'openPost'),
    ...ends.filter((row) => !moved.has(row)).flatMap((row) => endOf(row, held)),
    ...starts.filter((row) => !moved.has(row)).map((row) => clerk.appoint(row)),
    ...about.filter(({ kind }) => kind === 'mapPost' || kind === 'endUnit'),
  ];
  const { last } = await clerk.record(day, lines);
  const [away, back] = [diary.leavesFrom(day), diary.leavesTo(day)];
  if (away.length + back.length === 0) return;
  const now = await clerk.inForce(day);
  await clerk.record(
    day,
    [...back.flatMap((row) => lineOf('reinstate', row, now)), ...away.flatMap((row) => lineOf('suspend', row, now))],
    `${day}/nghi`,
    last,
  );
}

function endOf(row: HistoryRow, held: InForce): Line[] {
  const appointmentId = held.get(keyOf(row));
  return appointmentId === undefined ? [] : [{ kind: 'end', row, input: { appointmentId, reason: 'OTHER' } }];
}

function lineOf(kind: 'suspend' | 'reinstate', row: HistoryRow, held: InForce): Line[] {
  const appointmentId = held.get(keyOf(row));
  return appointmentId === undefined ? [] : [{ kind, row, input: { appointmentId } }];
}

/** The rows by the days on which they speak. */
class Diary {
  private readonly byStart = new Map<string, HistoryRow[]>();
  private readonly byEnd = new Map<string, HistoryRow[]>();
  private readonly maps: ReadonlyMap<string, string>;

  constructor(
    private readonly rows: readonly HistoryRow[],
    acts: readonly Reorganisation[],
  ) {
    for (const row of rows) {
      this.byStart.set(row.startsOn, [...(this.byStart.get(row.startsOn) ?? []), row]);
      if (row.endsOn !== null) this.byEnd.set(row.endsOn, [...(this.byEnd.get(row.endsOn) ?? []), row]);
    }
    this.maps = new Map(acts.filter(({ act }) => act === 'map').map(({ on, id, to }) => [`${on}|${id}`, to[0] ?? '']));
  }

  starts(day: string): HistoryRow[] {
    return (this.byStart.get(day) ?? []).filter((row) => row.mode !== 'ON_LEAVE');
  }

  ends(day: string): HistoryRow[] {
    return (this.byEnd.get(day) ?? []).filter((row) => row.mode !== 'ON_LEAVE');
  }

  leavesFrom(day: string): HistoryRow[] {
    return (this.byStart.get(day) ?? []).filter((row) => row.mode === 'ON_LEAVE');
  }

  /** Whose appointment ends with the leave needs no reinstatement. */
  leavesTo(day: string): HistoryRow[] {
    return (this.byEnd.get(day) ?? []).filter(
      (row) => row.mode === 'ON_LEAVE' && appointmentOf(row, this.rows)?.endsOn !== day,
    );
  }

  /** Rows that `mapPost` itself ends and begins: who holds the old post until this day and the new one from it. */
  moved(starts: readonly HistoryRow[], ends: readonly HistoryRow[], about: readonly Line[]): ReadonlySet<HistoryRow> {
    const moved = new Set<HistoryRow>();
    if (!about.some(({ kind }) => kind === 'mapPost')) return moved;
    for (const before of ends) {
      const target = this.maps.get(`${before.endsOn}|${before.postId}`);
      const after = starts.find(
        (row) =>
          row.postId === target && row.personId === before.personId && row.mode === before.mode && !moved.has(row),
      );
      if (after !== undefined) moved.add(before).add(after);
    }
    return moved;
  }
}
