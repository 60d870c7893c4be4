/** Days in Hanoi, seven hours ahead of UTC and without summer time. */
import type { Day } from './types';

const HOUR_MS = 3_600_000;

export function hanoiDay(atMs: number): Day {
  return new Date(atMs + 7 * HOUR_MS).toISOString().slice(0, 10);
}

export function plusDays(day: Day, count: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10);
}

/** Half-open. */
export function holds(startsOn: Day, endsOn: Day | null, on: Day): boolean {
  return startsOn <= on && (endsOn === null || on < endsOn);
}

export function first(days: readonly (Day | null)[]): Day | null {
  return days.filter((day) => day !== null).sort()[0] ?? null;
}
