/**
 * Calendar days in Asia/Ho_Chi_Minh as `YYYY-MM-DD`, and the instants at which they begin.
 * Vietnam has kept UTC+7 without summer time since 1975; the office facts here begin later, so the offset is a constant.
 */
export type Day = string;

const OFFSET_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day that exists: `2026-02-30` does not. */
export function isDay(value: string): boolean {
  const match = PATTERN.exec(value);
  if (!match) return false;
  const date = new Date(`${value}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The day that it is in Hanoi at an instant. */
export function dayOf(instant: Date): Day {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/** The instant at which a day begins in Hanoi: 17:00 UTC of the day before. */
export function startOf(day: Day): Date {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - OFFSET_MS);
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** True while `on` lies in the half-open interval `[startsOn, endsOn)`; a null end is open. */
export function covers(startsOn: Day, endsOn: Day | null, on: Day): boolean {
  return startsOn <= on && (endsOn === null || on < endsOn);
}
