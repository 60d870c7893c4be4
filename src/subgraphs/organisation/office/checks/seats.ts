/**
 * Domain rule 12: a seat counts official holders, on every day. Beside a vacant, suspended or absent official holder
 * one acting or in-charge holder may stand; that there is room for them is asked on the day they begin, that they are
 * not two on every day. A post without a number of seats has room for all.
 */
import type { Day } from '../../../../shared/day';
import { inForce, isAway, isEmpty, isSuspended, type AppointmentState, type Office } from '../model';

export interface Crowding {
  readonly code: 'SEAT_OCCUPIED' | 'SEAT_NOT_VACANT';
  readonly postId: string;
  readonly day: Day;
  /** Everyone who counts on that day, in order of their start; whoever came last is the one too many. */
  readonly appointments: readonly AppointmentState[];
}

export function crowdings(office: Office, postId: string): Crowding[] {
  const seats = office.posts.get(postId)?.seats ?? null;
  if (seats === null) return [];
  const holders = (office.appointmentsByPost.get(postId) ?? []).filter((one) => !isEmpty(one)).sort(byStart);
  const official = holders.filter((one) => one.mode === 'official');
  const standIns = holders.filter((one) => one.mode === 'acting' || one.mode === 'in-charge');
  return [...tooManyOfficial(postId, official, seats), ...tooManyStandIns(office, postId, official, standIns, seats)];
}

/** The count can only grow on a day on which somebody begins. */
function tooManyOfficial(postId: string, official: readonly AppointmentState[], seats: number): Crowding[] {
  return startDays(official).flatMap((day) => {
    const appointments = official.filter((one) => inForce(one, day));
    return appointments.length > seats ? [{ code: 'SEAT_OCCUPIED' as const, postId, day, appointments }] : [];
  });
}

function tooManyStandIns(
  office: Office,
  postId: string,
  official: readonly AppointmentState[],
  standIns: readonly AppointmentState[],
  seats: number,
): Crowding[] {
  return startDays(standIns).flatMap((day) => {
    const present = official.filter(
      (one) => inForce(one, day) && !isSuspended(office, one, day) && !isAway(office, one, day),
    );
    const standing = standIns.filter((one) => inForce(one, day));
    const appointments = [...present, ...standing].sort(byStart);
    return appointments.length > seats ? [{ code: 'SEAT_NOT_VACANT' as const, postId, day, appointments }] : [];
  });
}

function startDays(appointments: readonly AppointmentState[]): Day[] {
  return [...new Set(appointments.map((one) => one.startsOn))];
}

function byStart(a: AppointmentState, b: AppointmentState): number {
  return a.startsOn < b.startsOn ? -1 : a.startsOn > b.startsOn ? 1 : 0;
}
