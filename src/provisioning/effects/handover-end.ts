/** When and by which decision a post was left, as a handover keeps it, and when that must be looked at again. */
import { addDays, startOf, type Day } from '../../shared/day';
import type { Policy } from '../core';
import type { AppointmentFacts } from '../core/facts';
import { inForce } from '../core/office';
import type { OfficeFacts } from '../office-reader';
import type { HandoverRow } from './handover.entity';

export type HandoverEnd = Pick<HandoverRow, 'decisionId' | 'line' | 'endedOn' | 'openedAt' | 'dueOn'>;

export function endOf(appointment: AppointmentFacts, on: Day, { leave }: Policy): HandoverEnd {
  const endedOn = appointment.endsOn ?? on;
  return {
    decisionId: decisionOf(appointment),
    line: appointment.endBasis?.line ?? null,
    endedOn,
    openedAt: startOf(endedOn),
    dueOn: addDays(endedOn, leave.handover.tabletReturnDays),
  };
}

/** Another decision may correct it. A day that was told stays as long as the end does, whatever policy says by now. */
export function endNow(row: HandoverRow, appointment: AppointmentFacts, on: Day, policy: Policy): HandoverEnd {
  const end = endOf(appointment, on, policy);
  return end.endedOn === row.endedOn ? { ...end, dueOn: row.dueOn } : end;
}

/** A clock that is set back undoes nothing: what was opened is judged as of the day of its end at the earliest. */
export function judgedOn(row: HandoverRow, on: Day): Day {
  return row.endedOn > on ? row.endedOn : on;
}

/** A row whose person is due only for something else, and that is long over, is left alone. */
export function needsLook(row: HandoverRow, facts: readonly OfficeFacts[], on: Day): boolean {
  if (row.releasedAt === null || row.closedAt === null) return true;
  const person = facts.find((one) => one.personId === row.personId);
  if (person !== undefined) {
    const appointment = person.appointments.find((one) => one.id === row.appointmentId);
    const endsOn = appointment?.endsOn ?? null;
    const stillEnded = endsOn !== null && endsOn <= judgedOn(row, on);
    if (stillEnded === (row.annulledAt !== null)) return true;
    if (stillEnded && (endsOn !== row.endedOn || decisionOf(appointment) !== row.decisionId)) return true;
  }
  // The receiver by right may be gone: then somebody must carry it again.
  const receiver = facts.find((one) => one.personId === row.receiverId);
  return receiver !== undefined && !receiver.appointments.some((one) => one.post.id === row.postId && inForce(one, on));
}

/** By which the post was left; null where no decision says so. */
function decisionOf(appointment: AppointmentFacts | undefined): string | null {
  return appointment?.endBasis?.decisionId || null;
}
