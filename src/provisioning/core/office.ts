/** Which of a person's facts hold on a day, and whether what they give is open or paused. */
import { covers } from '../../shared/day';
import type { Day } from '../../shared/day';
import { compareText } from './canonical';
import type { AppointmentFacts, DelegationFacts, Interval, NameFacts, PersonFacts, SuspensionFacts } from './facts';

/**
 * open – gives access; suspended – access stops, what it gave is kept; seconded – the holder works elsewhere and what
 * it gives returns by itself. In this order one wins over the next.
 */
export type Standing = 'open' | 'suspended' | 'seconded';

export interface Held {
  readonly appointment: AppointmentFacts;
  readonly standing: Standing;
}

export interface Received {
  readonly delegation: DelegationFacts;
  readonly standing: Standing;
}

export function inForce(interval: Interval, on: Day): boolean {
  return covers(interval.startsOn, interval.endsOn, on);
}

/** The suspensions of the whole person that hold on the day. */
export function personSuspensions(facts: PersonFacts, on: Day): readonly SuspensionFacts[] {
  return facts.suspensions.filter((suspension) => suspension.appointmentId === null && inForce(suspension, on));
}

/** The appointments in force. A suspension of the whole person is not looked at here: it closes accounts, not grants. */
export function held(facts: PersonFacts, on: Day): readonly Held[] {
  const now = facts.appointments.filter((appointment) => inForce(appointment, on));
  const away = new Set(now.filter(({ mode }) => mode === 'seconded').map(({ homeAppointmentId }) => homeAppointmentId));
  const suspended = new Set(
    facts.suspensions.filter((suspension) => inForce(suspension, on)).map(({ appointmentId }) => appointmentId),
  );
  return now.map((appointment) => ({
    appointment,
    standing: away.has(appointment.id) ? 'seconded' : suspended.has(appointment.id) ? 'suspended' : 'open',
  }));
}

/** What the person's posts as a whole stand for: exceptions and delegations are no more open than they are. Null out of office. */
export function standingOf(posts: readonly Held[]): Standing | null {
  return best(posts.map(({ standing }) => standing));
}

/** Delegations in force: written for the day, the delegator still in the post, the receiver still in some office. */
export function received(facts: PersonFacts, posts: readonly Held[], on: Day): readonly Received[] {
  const own = standingOf(posts);
  if (own === null) return [];
  return facts.delegations
    .filter((delegation) => inForce(delegation, on) && inForce(delegation.from, on))
    .map((delegation) => ({
      delegation,
      standing: own === 'open' && delegatorSuspended(delegation, on) ? 'suspended' : own,
    }));
}

/** The appointments that ended, the last first, except where another one to the same post went on. */
export function leftOn(facts: PersonFacts, on: Day): readonly AppointmentFacts[] {
  const now = facts.appointments.filter((appointment) => inForce(appointment, on));
  return facts.appointments
    .filter(({ endsOn, startsOn }) => endsOn !== null && endsOn <= on && startsOn < endsOn)
    .filter(({ post }) => !now.some((other) => other.post.id === post.id))
    .sort(
      (a, b) => compareText(b.endsOn ?? '', a.endsOn ?? '') || a.post.rank - b.post.rank || compareText(a.id, b.id),
    );
}

/** The name borne on the day; before the first, the first. */
export function nameOn(facts: PersonFacts, on: Day): NameFacts {
  const names = [...facts.names].sort((a, b) => (a.startsOn < b.startsOn ? -1 : a.startsOn > b.startsOn ? 1 : 0));
  const name = names.filter(({ startsOn }) => startsOn <= on).at(-1) ?? names[0];
  if (!name) throw new Error(`person ${facts.personId} has no name`);
  return name;
}

export function best(standings: readonly Standing[]): Standing | null {
  return (['open', 'suspended', 'seconded'] as const).find((standing) => standings.includes(standing)) ?? null;
}

function delegatorSuspended({ delegatorSuspensions, from }: DelegationFacts, on: Day): boolean {
  return delegatorSuspensions.some(
    (suspension) =>
      (suspension.appointmentId === null || suspension.appointmentId === from.id) && inForce(suspension, on),
  );
}
