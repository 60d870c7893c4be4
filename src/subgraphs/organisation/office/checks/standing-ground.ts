/** Where a holder may stand: in a post of a unit, both there on every day of the appointment, and once only. */
import type { Day } from '../../../../shared/day';
import { inForce, isEmpty, overlap, within, type AppointmentState, type Office } from '../model';

export type Ground = { readonly code: 'UNKNOWN_POST' | 'POST_NOT_IN_FORCE' | 'UNIT_NOT_IN_FORCE'; readonly id: string };

/** What is missing under an appointment, or null. */
export function groundProblem(office: Office, appointment: AppointmentState): Ground | null {
  if (isEmpty(appointment)) return null;
  const post = office.posts.get(appointment.postId);
  if (!post) return { code: 'UNKNOWN_POST', id: appointment.postId };
  const unit = office.units.get(post.unitId);
  if (!unit || !within(appointment, unit)) return { code: 'UNIT_NOT_IN_FORCE', id: post.unitId };
  return within(appointment, post) ? null : { code: 'POST_NOT_IN_FORCE', id: post.id };
}

/** Where the post stood at first and then went over to another: until when it may be held, and what it became. */
export function wentOver(
  office: Office,
  appointment: Pick<AppointmentState, 'postId' | 'startsOn' | 'endsOn'>,
): { readonly id: string; readonly day: Day; readonly to: string } | null {
  const post = office.posts.get(appointment.postId);
  if (!post || post.mappedToId === null || post.endsOn === null || !inForce(post, appointment.startsOn)) return null;
  const lasts = appointment.endsOn === null || appointment.endsOn > post.endsOn;
  return lasts ? { id: post.id, day: post.endsOn, to: post.mappedToId } : null;
}

/** The other appointment by which the same person holds the same post on a day of this one. */
export function sameHolding(office: Office, appointment: AppointmentState): AppointmentState | null {
  const held = office.appointmentsByPerson.get(appointment.personId) ?? [];
  return (
    held.find((one) => one.id !== appointment.id && one.postId === appointment.postId && overlap(one, appointment)) ??
    null
  );
}
