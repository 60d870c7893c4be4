/** What every part of the fold shares: the order of facts, and the questions that an extreme answers. */
import type { Day } from '../../../shared/day';
import type { FactStem } from './facts';
import type { Basis } from './model';

/** By day, then by the order that decisions of one day declare; the rest only makes ties stable. */
export function byTime(a: FactStem, b: FactStem): number {
  return (
    compare(a.onDay, b.onDay) ||
    a.rank - b.rank ||
    compare(a.decisionId ?? '', b.decisionId ?? '') ||
    a.line - b.line ||
    compare(a.id, b.id)
  );
}

/** Strictly before, on the scale of days and of the order within a day. */
export function comesBefore(start: FactStem, end: FactStem): boolean {
  return start.onDay < end.onDay || (start.onDay === end.onDay && start.rank < end.rank);
}

export function earlier<A extends FactStem, B extends FactStem>(a: A | undefined, b: B | undefined): A | B | undefined {
  if (!a || !b) return a ?? b;
  return byTime(a, b) <= 0 ? a : b;
}

export function basisOf(fact: FactStem): Basis {
  return { decisionId: fact.decisionId ?? '', line: fact.line };
}

/** What a suspension is of: one appointment, or the person. */
export function scopeOf(fact: Pick<FactStem, 'personId' | 'appointmentId'>): string {
  return fact.appointmentId ?? `person:${fact.personId}`;
}

/** The first of each key; the list is in order of time. */
export function firstBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T> {
  const first = new Map<string, T>();
  for (const one of list) if (!first.has(keyOf(one))) first.set(keyOf(one), one);
  return first;
}

export function earliestDay(days: readonly (Day | null)[]): Day | null {
  return days.reduce<Day | null>((first, one) => (one !== null && (first === null || one < first) ? one : first), null);
}

export function latest(a: Day, b: Day): Day {
  return a < b ? b : a;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
