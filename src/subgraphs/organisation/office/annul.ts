/**
 * Annulment takes a decision's facts out of what is known; access is then recomputed from the facts that remain.
 * Decisions that build on it – that speak of what it created, that came after it, or that could not stand without
 * it – must be annulled with it.
 */
import { groundProblem, sameHolding } from './checks/standing-ground';
import { withCarried } from './carried';
import { crowdings } from './checks/seats';
import type { Fact } from './facts';
import { fold } from './fold';
import { overlap, within, type AppointmentState, type Office } from './model';

export interface Annulment {
  /** Decisions, not among the annulled, that could not stand. */
  readonly dependentIds: readonly string[];
  readonly removed: readonly Fact[];
  readonly before: Office;
  readonly after: Office;
}

/** `facts` holds everything about whatever the annulled decisions touch. */
export function annul(facts: readonly Fact[], decisionIds: ReadonlySet<string>): Annulment {
  const goes = (fact: Fact): boolean => fact.decisionId !== null && decisionIds.has(fact.decisionId);
  const removed = facts.filter(goes);
  const remaining = facts.filter((fact) => !goes(fact));
  const after = fold(remaining);
  const dependent = new Set<string>();
  for (const fact of remaining)
    if (fact.decisionId !== null && hangsInTheAir(fact, after, removed)) dependent.add(fact.decisionId);
  const postIds = new Set(removed.flatMap((fact) => fact.postId ?? []));
  const personIds = new Set(removed.flatMap((fact) => fact.personId ?? []));
  for (const appointment of after.appointments.values()) {
    if (personIds.has(appointment.personId)) postIds.add(appointment.postId);
  }
  for (const postId of postIds) {
    for (const blamed of untenable(after, postId)) dependent.add(blamed.basis.decisionId);
  }
  dependent.delete('');
  return { dependentIds: [...dependent].sort(), removed, before: fold(facts), after };
}

/** A remaining fact that speaks of something which a removed one had created. */
function hangsInTheAir(fact: Fact, after: Office, removed: readonly Fact[]): boolean {
  const lost = (kind: Fact['kind'], id: string | null): boolean =>
    id !== null && removed.some((one) => one.kind === kind && one.subjectId === id);
  switch (fact.kind) {
    case 'appointmentStart': {
      const home = fact.body.homeAppointmentId;
      return (
        lost('postOpen', fact.postId) ||
        lost('appointmentStart', home) ||
        lost('appointmentStart', fact.body.movedFromId)
      );
    }
    case 'appointmentEnd':
    case 'termSet':
      return lost('appointmentStart', fact.subjectId);
    case 'personEnd': {
      const held = after.appointmentsByPerson.get(fact.subjectId) ?? [];
      return (
        removed.some((one) => one.kind === 'appointmentStart' && one.personId === fact.subjectId) &&
        !held.some((one) => one.endsOn === fact.onDay)
      );
    }
    case 'suspensionStart':
      return lost('appointmentStart', fact.appointmentId);
    case 'suspensionEnd':
      return (
        lost('appointmentStart', fact.appointmentId) ||
        removed.some(
          (one) =>
            one.kind === 'suspensionStart' &&
            one.personId === fact.personId &&
            isOf(one, fact.appointmentId, after) &&
            !stillLifts(fact, after),
        )
      );
    case 'delegationStart': {
      const from = after.appointments.get(fact.appointmentId ?? '');
      const delegation = after.delegations.get(fact.subjectId);
      return (
        !from ||
        (delegation !== undefined && delegation.endsOn === delegation.startsOn && touchesPerson(fact.personId, removed))
      );
    }
    case 'delegationEnd':
      return lost('delegationStart', fact.subjectId);
    case 'unitStart':
      return lost('unitStart', fact.body.parentId);
    case 'unitEnd':
      return lost('unitStart', fact.subjectId) || fact.body.successorIds.some((id) => lost('unitStart', id));
    case 'postOpen': {
      const unit = after.units.get(fact.unitId ?? '');
      const post = after.posts.get(fact.subjectId);
      return (
        lost('unitStart', fact.unitId) || (unit !== undefined && post !== undefined && post.startsOn < unit.startsOn)
      );
    }
    case 'postClose':
      return lost('postOpen', fact.subjectId) || lost('postOpen', fact.body.mappedToId);
    case 'nameSet':
      return false;
  }
}

/** Suspended in this appointment, or in one that was carried over into it. */
function isOf(suspended: Fact, appointmentId: string | null, office: Office): boolean {
  if (suspended.appointmentId === null || appointmentId === null) return suspended.appointmentId === appointmentId;
  return withCarried(office, [suspended.appointmentId]).has(appointmentId);
}

function stillLifts(lift: Fact, after: Office): boolean {
  return after.suspensions.some(
    (one) => one.personId === lift.personId && one.appointmentId === lift.appointmentId && one.endsOn === lift.onDay,
  );
}

function touchesPerson(personId: string | null, removed: readonly Fact[]): boolean {
  return removed.some((fact) => fact.kind === 'appointmentStart' && fact.personId === personId);
}

/** Who could not hold the post any more: too many, twice, or without ground. The one who began last is blamed. */
function untenable(office: Office, postId: string): AppointmentState[] {
  const crowded = crowdings(office, postId).flatMap((one) =>
    one.appointments.slice(office.posts.get(postId)?.seats ?? 1),
  );
  const holders = office.appointmentsByPost.get(postId) ?? [];
  const groundless = holders.filter((one) => groundProblem(office, one) !== null);
  const twice = holders.filter((one) => {
    const other = sameHolding(office, one);
    return (
      other !== null &&
      overlap(other, one) &&
      (other.startsOn < one.startsOn || (other.startsOn === one.startsOn && other.id < one.id))
    );
  });
  const homeless = [...office.appointments.values()].filter((one) => {
    const home = one.homeAppointmentId === null ? undefined : office.appointments.get(one.homeAppointmentId);
    return home?.postId === postId && one.startsOn < home.startsOn && !within(one, home);
  });
  return [...crowded, ...groundless, ...twice, ...homeless];
}
