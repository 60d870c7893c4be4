/** reinstate: lifts the suspensions of the same scope – of the person, or of the one appointment. */
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';
import { suspensionScope } from './suspend';

export function reinstate(line: LineOf<'reinstate'>, place: Place, draft: Draft): void {
  const scope = suspensionScope(line, place, draft);
  if (!scope || !draft.touch(scope.key, place, scope.field)) return;
  if (scope.inForce.length === 0) return draft.refuse(place, scope.field, 'NOT_SUSPENDED', { day: draft.on });

  const subjectId = scope.columns.appointmentId ?? scope.columns.personId;
  draft.add(place, 'suspensionEnd', { ...scope.columns, subjectId }, {});
}
