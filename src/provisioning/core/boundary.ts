/** When a person must be looked at again although nothing new is recorded. */
import { startOf } from '../../shared/day';
import type { Day } from '../../shared/day';
import { aliasEndsOn } from './attributes';
import type { Interval, PersonFacts } from './facts';
import { keptUntil } from './grants';
import type { Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';
import { archiveDueAt, deleteDueAt } from './retention';

/** The first instant after `after` at which desired access or retention can change, or null when time alone changes nothing. */
export function nextBoundary(facts: PersonFacts, policy: Policy, shadows: readonly Shadow[], after: Date): Date | null {
  const instants = [...daysOf(facts, policy).map(startOf), ...locksOf(facts), ...dueOf(shadows, policy)];
  return instants.reduce<Date | null>(
    (first, instant) => (instant > after && (first === null || instant < first) ? instant : first),
    null,
  );
}

function daysOf(facts: PersonFacts, policy: Policy): readonly Day[] {
  const intervals: readonly Interval[] = [
    ...facts.appointments,
    ...facts.suspensions,
    ...facts.exceptions,
    ...facts.delegations.flatMap((delegation) => [delegation, delegation.from, ...delegation.delegatorSuspensions]),
  ];
  return [
    ...intervals.flatMap(({ startsOn, endsOn }) => (endsOn === null ? [startsOn] : [startsOn, endsOn])),
    ...facts.appointments.flatMap((appointment) => aliasEndsOn(appointment, policy) ?? []),
    ...(facts.keeps ?? []).flatMap((kept) => keptUntil(kept, policy) ?? []),
    ...facts.names.map(({ startsOn }) => startsOn),
  ];
}

function locksOf(facts: PersonFacts): readonly Date[] {
  return facts.locks.flatMap(({ startsAt, endsAt }) => (endsAt === null ? [startsAt] : [startsAt, endsAt]));
}

function dueOf(shadows: readonly Shadow[], policy: Policy): readonly Date[] {
  return shadows.flatMap((shadow) => [archiveDueAt(shadow, policy) ?? [], deleteDueAt(shadow, policy) ?? []].flat());
}
