/** delegate: written, dated, scoped; of what the delegator holds by appointment, never of what was delegated to them. */
import { searchKey } from '../../../../shared/text';
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';
import { inForce, overlap, type AppointmentState } from '../model';
import { nfc, textProblem } from '../text-rules';
import { cleanFields } from './fields';
import { subjectOf } from './reappoint';

export const SCOPE_MAX = 200;

export function delegate(line: LineOf<'delegate'>, place: Place, draft: Draft): void {
  const scope = nfc(line.scope);
  const detail = textProblem(scope, SCOPE_MAX);
  if (detail) draft.refuse(place, 'scope', 'INVALID_NAME', { detail });
  if (line.endsOn <= draft.on) {
    draft.refuse(place, 'endsOn', 'END_BEFORE_START', { startsOn: draft.on, endsOn: line.endsOn });
  }
  const fields = cleanFields(line.fields, place, draft);
  const from = delegatedFrom(line, place, draft);
  const known = draft.knownPerson(line.toPersonId, place, 'toPersonId');
  if (!from || !known) return;
  if (from.personId === line.toPersonId) return draft.refuse(place, 'toPersonId', 'DELEGATE_IS_DELEGATOR');
  const delegatePosts = draft.before.appointmentsByPerson.get(line.toPersonId) ?? [];
  if (!delegatePosts.some((one) => inForce(one, draft.on)) && !draft.facts.some((fact) => startsFor(line, fact))) {
    return draft.refuse(place, 'toPersonId', 'NOT_IN_OFFICE', { id: line.toPersonId, day: draft.on });
  }
  if (!mayDelegate(from, scope, fields, { startsOn: draft.on, endsOn: line.endsOn }, place, draft)) return;

  const subject = subjectOf(from, draft);
  draft.add(
    place,
    'delegationStart',
    { ...subject, subjectId: draft.newId(), personId: line.toPersonId },
    { scope, fields, endsOn: line.endsOn },
  );
}

function startsFor(
  line: LineOf<'delegate'>,
  fact: { readonly kind: string; readonly personId: string | null },
): boolean {
  return fact.kind === 'appointmentStart' && fact.personId === line.toPersonId;
}

function delegatedFrom(line: LineOf<'delegate'>, place: Place, draft: Draft): AppointmentState | null {
  const field = 'fromAppointmentId';
  if (draft.before.delegations.has(line.fromAppointmentId)) {
    draft.refuse(place, field, 'NO_REDELEGATION');
    return null;
  }
  const from = draft.before.appointments.get(line.fromAppointmentId);
  if (!from) draft.refuse(place, field, 'UNKNOWN_APPOINTMENT', { id: line.fromAppointmentId });
  else if (!inForce(from, draft.on))
    draft.refuse(place, field, 'APPOINTMENT_NOT_IN_FORCE', { id: from.id, day: draft.on });
  else return from;
  return null;
}

/** A scope or a field that the delegator holds only by delegation goes no further. */
function mayDelegate(
  from: AppointmentState,
  scope: string,
  fields: readonly string[],
  interval: { readonly startsOn: string; readonly endsOn: string },
  place: Place,
  draft: Draft,
): boolean {
  const received = (draft.before.delegationsByDelegate.get(from.personId) ?? []).filter((one) =>
    overlap(one, interval),
  );
  if (received.some((one) => searchKey(one.scope) === searchKey(scope))) {
    draft.refuse(place, 'scope', 'NO_REDELEGATION');
    return false;
  }
  const foreign = from.fields.length === 0 ? [] : fields.filter((field) => !from.fields.includes(field));
  const first = foreign[0];
  if (first === undefined) return true;
  const byDelegation = received.some((one) => one.fields.includes(first));
  draft.refuse(place, 'fields', byDelegation ? 'NO_REDELEGATION' : 'FIELD_NOT_HELD', { field: first });
  return false;
}
