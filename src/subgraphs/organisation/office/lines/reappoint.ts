/** reappoint: the same appointment goes on for another term. */
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';

export function reappoint(line: LineOf<'reappoint'>, place: Place, draft: Draft): void {
  const appointment = draft.appointmentInForce(line.appointmentId, place, 'appointmentId');
  if (line.termEndsOn <= draft.on) {
    draft.refuse(place, 'termEndsOn', 'END_BEFORE_START', { startsOn: draft.on, endsOn: line.termEndsOn });
  }
  if (!appointment || !draft.touch(`appointment:${appointment.id}`, place, 'appointmentId')) return;

  draft.add(place, 'termSet', subjectOf(appointment, draft), { termEndsOn: line.termEndsOn });
}

/** The columns by which facts of an appointment are found. */
export function subjectOf(
  appointment: { readonly id: string; readonly personId: string; readonly postId: string },
  draft: Draft,
): { subjectId: string; appointmentId: string; personId: string; postId: string; unitId: string | null } {
  return {
    subjectId: appointment.id,
    appointmentId: appointment.id,
    personId: appointment.personId,
    postId: appointment.postId,
    unitId: draft.post(appointment.postId)?.unitId ?? null,
  };
}
