/**
 * Folds facts into office. A pure function of the set of facts: whatever order they arrived in, the same office comes
 * out, because every question is answered by an extreme (the earliest end, the latest name) and never by "the last one
 * written". `fold.test.ts` holds it to that.
 */
import type { Day } from '../../../shared/day';
import type { Fact, FactKind, FactOf, FactStem } from './facts';
import { inForce } from './model';
import type {
  AppointmentState,
  Basis,
  DelegationState,
  Interval,
  Office,
  PersonName,
  PostState,
  SuspensionState,
  UnitState,
} from './model';

/** What was known at one instant: give it only facts with `knownFrom <= at < knownUntil`. */
export function fold(facts: readonly Fact[]): Office {
  const ordered = [...facts].sort(byTime);
  const of = <K extends FactKind>(kind: K): FactOf<K>[] =>
    ordered.filter((fact): fact is FactOf<K> => fact.kind === kind);

  const units = foldUnits(of('unitStart'), of('unitEnd'));
  const posts = foldPosts(of('postOpen'), of('postClose'));
  const names = foldNames(of('nameSet'));
  const appointments = foldAppointments(of('appointmentStart'), of('appointmentEnd'), of('personEnd'), of('termSet'));
  const appointmentsByPerson = groupBy([...appointments.values()], (one) => one.personId);
  const suspensions = foldSuspensions(of('suspensionStart'), of('suspensionEnd'));
  const delegations = foldDelegations(of('delegationStart'), of('delegationEnd'), appointments, appointmentsByPerson);
  return {
    units,
    posts,
    names,
    appointments,
    suspensions,
    delegations,
    appointmentsByPerson,
    appointmentsByPost: groupBy([...appointments.values()], (one) => one.postId),
    suspensionsByPerson: groupBy(suspensions, (one) => one.personId),
    delegationsByDelegate: groupBy([...delegations.values()], (one) => one.toPersonId),
  };
}

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

function foldUnits(starts: FactOf<'unitStart'>[], ends: FactOf<'unitEnd'>[]): Map<string, UnitState> {
  const firstEnd = firstBy(ends, (end) => end.subjectId);
  const units = new Map<string, UnitState>();
  for (const start of starts) {
    const end = firstEnd.get(start.subjectId);
    units.set(start.subjectId, {
      id: start.subjectId,
      ...start.body,
      startsOn: start.onDay,
      endsOn: end?.onDay ?? null,
      successorIds: end?.body.successorIds ?? [],
      basis: basisOf(start),
      endBasis: end ? basisOf(end) : null,
    });
  }
  return units;
}

function foldPosts(opens: FactOf<'postOpen'>[], closes: FactOf<'postClose'>[]): Map<string, PostState> {
  const firstClose = firstBy(closes, (close) => close.subjectId);
  const posts = new Map<string, PostState>();
  for (const open of opens) {
    const close = firstClose.get(open.subjectId);
    posts.set(open.subjectId, {
      id: open.subjectId,
      unitId: open.unitId ?? '',
      ...open.body,
      startsOn: open.onDay,
      endsOn: close?.onDay ?? null,
      mappedToId: close?.body.mappedToId ?? null,
      basis: basisOf(open),
      endBasis: close ? basisOf(close) : null,
    });
  }
  return posts;
}

/** A name is borne until the next; of two on one day the later decision's counts. */
function foldNames(sets: FactOf<'nameSet'>[]): Map<string, PersonName[]> {
  const names = new Map<string, PersonName[]>();
  for (const set of sets) {
    const list = names.get(set.subjectId) ?? [];
    if (list.at(-1)?.startsOn === set.onDay) list.pop();
    list.push({ startsOn: set.onDay, ...set.body });
    names.set(set.subjectId, list);
  }
  return names;
}

function foldAppointments(
  starts: FactOf<'appointmentStart'>[],
  ends: FactOf<'appointmentEnd'>[],
  personEnds: FactOf<'personEnd'>[],
  terms: FactOf<'termSet'>[],
): Map<string, AppointmentState> {
  const firstEnd = firstBy(ends, (end) => end.subjectId);
  const leavings = groupBy(personEnds, (end) => end.subjectId);
  const lastTerm = new Map(terms.map((term) => [term.subjectId, term.body.termEndsOn]));
  const appointments = new Map<string, AppointmentState>();
  for (const start of starts) {
    const leaving = (leavings.get(start.personId ?? '') ?? []).find((one) => comesBefore(start, one));
    const end = earlier(firstEnd.get(start.subjectId), leaving);
    appointments.set(start.subjectId, {
      id: start.subjectId,
      personId: start.personId ?? '',
      postId: start.postId ?? '',
      ...start.body,
      termEndsOn: lastTerm.get(start.subjectId) ?? start.body.termEndsOn,
      startsOn: start.onDay,
      endsOn: end ? latest(start.onDay, end.onDay) : null,
      endReason: end?.body.reason ?? null,
      successorId: end?.body.successorId ?? null,
      basis: basisOf(start),
      endBasis: end ? basisOf(end) : null,
    });
  }
  return appointments;
}

/** A suspension lasts until its own end or the first reinstatement of the same scope that comes after it. */
function foldSuspensions(starts: FactOf<'suspensionStart'>[], lifts: FactOf<'suspensionEnd'>[]): SuspensionState[] {
  const liftsByScope = groupBy(lifts, scopeOf);
  return starts.map((start) => {
    const lift = (liftsByScope.get(scopeOf(start)) ?? []).find((one) => comesBefore(start, one));
    const endsOn = earliestDay([start.body.endsOn, lift?.onDay ?? null]);
    return {
      id: start.subjectId,
      personId: start.personId ?? '',
      appointmentId: start.appointmentId,
      startsOn: start.onDay,
      endsOn,
      basis: basisOf(start),
      endBasis: lift && lift.onDay === endsOn ? basisOf(lift) : null,
    };
  });
}

/** What a suspension is of: one appointment, or the person. */
export function scopeOf(fact: Pick<FactStem, 'personId' | 'appointmentId'>): string {
  return fact.appointmentId ?? `person:${fact.personId}`;
}

/** Ends by its own day, by decision, with the delegator's post, or when the delegate is left without any. */
function foldDelegations(
  starts: FactOf<'delegationStart'>[],
  ends: FactOf<'delegationEnd'>[],
  appointments: ReadonlyMap<string, AppointmentState>,
  byPerson: ReadonlyMap<string, readonly AppointmentState[]>,
): Map<string, DelegationState> {
  const firstEnd = firstBy(ends, (end) => end.subjectId);
  const delegations = new Map<string, DelegationState>();
  for (const start of starts) {
    const from = appointments.get(start.appointmentId ?? '');
    if (!from) continue;
    const end = firstEnd.get(start.subjectId);
    const leaves = outOfOfficeOn(byPerson.get(start.personId ?? '') ?? [], start.onDay);
    const endsOn = earliestDay([start.body.endsOn, end?.onDay ?? null, from.endsOn, leaves]) ?? start.body.endsOn;
    delegations.set(start.subjectId, {
      id: start.subjectId,
      fromAppointmentId: from.id,
      fromPersonId: from.personId,
      toPersonId: start.personId ?? '',
      scope: start.body.scope,
      fields: start.body.fields,
      startsOn: start.onDay,
      endsOn: latest(start.onDay, endsOn),
      basis: basisOf(start),
      endBasis: end && end.onDay === endsOn ? basisOf(end) : null,
    });
  }
  return delegations;
}

/** The first day from `on` that none of the intervals covers; null when they cover all days to come. */
export function outOfOfficeOn(intervals: readonly Interval[], on: Day): Day | null {
  let day = on;
  // Every turn passes the end of at least one interval, so that there are at most as many turns as intervals.
  for (let turn = 0; turn <= intervals.length; turn += 1) {
    const current = intervals.filter((one) => inForce(one, day));
    if (current.length === 0) return day;
    if (current.some((one) => one.endsOn === null)) return null;
    day = current.reduce((last, one) => latest(last, one.endsOn ?? last), day);
  }
  return day;
}

/** Strictly before, on the scale of days and of the order within a day. */
function comesBefore(start: FactStem, end: FactStem): boolean {
  return start.onDay < end.onDay || (start.onDay === end.onDay && start.rank < end.rank);
}

function earlier<A extends FactStem, B extends FactStem>(a: A | undefined, b: B | undefined): A | B | undefined {
  if (!a || !b) return a ?? b;
  return byTime(a, b) <= 0 ? a : b;
}

function basisOf(fact: FactStem): Basis {
  return { decisionId: fact.decisionId ?? '', line: fact.line };
}

/** The first of each key; the list is in order of time. */
function firstBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T> {
  const first = new Map<string, T>();
  for (const one of list) if (!first.has(keyOf(one))) first.set(keyOf(one), one);
  return first;
}

export function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

function earliestDay(days: readonly (Day | null)[]): Day | null {
  return days.reduce<Day | null>((first, one) => (one !== null && (first === null || one < first) ? one : first), null);
}

function latest(a: Day, b: Day): Day {
  return a < b ? b : a;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
