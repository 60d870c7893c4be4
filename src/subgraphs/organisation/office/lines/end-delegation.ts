/** endDelegation: a delegation ends before its day. */
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';
import { subjectOf } from './reappoint';

export function endDelegation(line: LineOf<'endDelegation'>, place: Place, draft: Draft): void {
  const field = 'delegationId';
  const delegation = draft.before.delegations.get(line.delegationId);
  if (!delegation) return draft.refuse(place, field, 'UNKNOWN_DELEGATION', { id: line.delegationId });
  const { startsOn, endsOn } = delegation;
  if (draft.on < startsOn) return draft.refuse(place, field, 'END_BEFORE_START', { startsOn, endsOn: draft.on });
  if (endsOn !== null && endsOn <= draft.on) {
    return draft.refuse(place, field, 'DELEGATION_ENDED', { id: delegation.id, endsOn });
  }
  if (!draft.touch(`delegation:${delegation.id}`, place, field)) return;

  const from = draft.before.appointments.get(delegation.fromAppointmentId);
  if (!from) return draft.refuse(place, field, 'UNKNOWN_APPOINTMENT', { id: delegation.fromAppointmentId });
  const subject = { ...subjectOf(from, draft), subjectId: delegation.id, personId: delegation.toPersonId };
  draft.add(place, 'delegationEnd', subject, {});
}
