/**
 * Who gains what by a change of facts: a post that begins, lasts longer or is no longer suspended, and a post delegated.
 * Nobody records a gain of their own, or one that carries more than they hold themselves. What is lost is no gain, and
 * neither is a post that goes over into one of the same kind.
 */
import type { AppointmentState, DelegationState, Interval, Office, PositionRule, SuspensionState } from './model';

export interface Gain {
  readonly personId: string;
  readonly unitId: string;
  /** As the catalogue names it. */
  readonly managementRole: string;
}

type Positions = ReadonlyMap<string, PositionRule>;

export function gainsBy(before: Office, after: Office, positions: Positions): Gain[] {
  const gains: Gain[] = [];
  const add = (personId: string, { postId }: AppointmentState): void => {
    const post = after.posts.get(postId) ?? before.posts.get(postId);
    if (post === undefined) return;
    gains.push({ personId, unitId: post.unitId, managementRole: roleOf(after, positions, postId) });
  };
  for (const one of after.appointments.values()) {
    if (lastsLonger(before.appointments.get(one.id), one) && !goesOver(before, after, positions, one))
      add(one.personId, one);
  }
  for (const lifted of before.suspensions.filter((one) => isLifted(one, after))) {
    const held = after.appointmentsByPerson.get(lifted.personId) ?? [];
    for (const one of held)
      if (lifted.appointmentId === null || lifted.appointmentId === one.id) add(one.personId, one);
  }
  for (const one of after.delegations.values()) {
    const from = after.appointments.get(one.fromAppointmentId);
    if (from !== undefined && lastsLonger<DelegationState>(before.delegations.get(one.id), one))
      add(one.toPersonId, from);
  }
  return gains;
}

function lastsLonger<T extends Interval>(before: T | undefined, after: T): boolean {
  if (after.endsOn !== null && after.endsOn <= after.startsOn) return false;
  if (before === undefined || after.startsOn < before.startsOn) return true;
  return before.endsOn !== null && (after.endsOn === null || after.endsOn > before.endsOn);
}

/** A suspension that is gone or ends sooner. */
function isLifted(before: SuspensionState, after: Office): boolean {
  const now = after.suspensions.find((one) => one.id === before.id);
  return now === undefined || lastsLonger(now, before);
}

/** In a reorganisation a post becomes another of the same management role; its holder gains nothing by it. */
function goesOver(before: Office, after: Office, positions: Positions, one: AppointmentState): boolean {
  const from = before.appointments.get(one.movedFromId ?? '');
  if (from === undefined || from.personId !== one.personId) return false;
  return roleOf(before, positions, from.postId) === roleOf(after, positions, one.postId);
}

function roleOf(office: Office, positions: Positions, postId: string): string {
  return positions.get(office.posts.get(postId)?.positionId ?? '')?.managementRole ?? '';
}
