/** Office as the keeper of left posts sees it: who holds what, who is away, and what each post answers for. */
import {
  keeperOffice,
  type KeeperHolding,
  type KeeperOffice,
  type KeeperPost,
} from '../../../provisioning/core/keeper-office';
import type { AppointmentState, Interval, Office, PositionRule, PostState } from './model';
import { answersFor } from './view';

export interface KeeperCatalogue {
  readonly positions: ReadonlyMap<string, PositionRule>;
  readonly logins: ReadonlyMap<string, string>;
}

export function keeperOfficeOf(office: Office, { positions, logins }: KeeperCatalogue): KeeperOffice {
  const holdings = [...office.appointments.values()].map((one) => holdingOf(office, one, logins));
  return keeperOffice(
    [...office.units.values()],
    [...office.posts.values()].map((post) => postOf(post, positions)),
    holdings,
  );
}

function holdingOf(office: Office, one: AppointmentState, logins: ReadonlyMap<string, string>): KeeperHolding {
  const { id, personId, postId, mode, successorId, startsOn, endsOn } = one;
  const login = logins.get(personId) ?? personId;
  return { id, personId, login, postId, mode, successorId, startsOn, endsOn, pauses: pausesOf(office, one) };
}

function pausesOf(office: Office, one: AppointmentState): readonly Interval[] {
  const suspended = (office.suspensionsByPerson.get(one.personId) ?? []).filter(
    ({ appointmentId }) => appointmentId === null || appointmentId === one.id,
  );
  const away = (office.appointmentsByPerson.get(one.personId) ?? []).filter(
    ({ mode, homeAppointmentId }) => mode === 'seconded' && homeAppointmentId === one.id,
  );
  return [...suspended, ...away];
}

function postOf(post: PostState, positions: ReadonlyMap<string, PositionRule>): KeeperPost {
  const { id, unitId, seats, mappedToId, startsOn, endsOn } = post;
  const position = positions.get(post.positionId);
  return {
    id,
    unitId,
    seats,
    mappedToId,
    startsOn,
    endsOn,
    answersFor: position ? answersFor(position) : null,
    rank: position?.rank ?? Number.MAX_SAFE_INTEGER,
  };
}
