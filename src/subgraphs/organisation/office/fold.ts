/**
 * Folds facts into office. A pure function of the set of facts: whatever order they arrived in, the same office comes
 * out, because every question is answered by an extreme (the earliest end, the latest name) and never by "the last one
 * written". `fold.test.ts` holds it to that.
 */
import type { Day } from '../../../shared/day';
import { groupBy } from '../../../shared/lists';
import type { Fact, FactKind, FactOf } from './facts';
import { foldAppointments } from './fold-appointments';
import { basisOf, byTime, earliestDay, firstBy, latest } from './fold-order';
import { foldSuspensions } from './fold-suspensions';
import { inForce } from './model';
import type { AppointmentState, DelegationState, Interval, Office, PersonName, PostState, UnitState } from './model';

/** What was known at one instant: give it only facts with `knownFrom <= at < knownUntil`. */
export function fold(facts: readonly Fact[]): Office {
  const ordered = [...facts].sort(byTime);
  const of = <K extends FactKind>(kind: K): FactOf<K>[] =>
    ordered.filter((fact): fact is FactOf<K> => fact.kind === kind);

  const units = foldUnits(of('unitStart'), of('unitEnd'));
  const posts = foldPosts(of('postOpen'), of('postClose'));
  const names = foldNames(of('nameSet'));
  const appointments = foldAppointments({
    starts: of('appointmentStart'),
    ends: of('appointmentEnd'),
    leavings: of('personEnd'),
    terms: of('termSet'),
  });
  const appointmentsByPerson = groupBy([...appointments.values()], (one) => one.personId);
  const suspensions = foldSuspensions(of('suspensionStart'), of('suspensionEnd'), appointments);
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
