/** end: one appointment ends, or all that a person holds. */
import type { Draft } from '../draft';
import type { EndReason } from '../facts';
import { wordOf, type LineOf, type Place } from '../input';
import { inForce } from '../model';
import { exactlyOne } from './exactly-one';
import { subjectOf } from './reappoint';

export function end(line: LineOf<'end'>, place: Place, draft: Draft): void {
  const successorId = line.successorId ?? null;
  if (successorId !== null) draft.knownPerson(successorId, place, 'successorId');
  const body = { reason: wordOf(line.reason) as EndReason, successorId };

  const which = exactlyOne(line, place, draft);
  if (which?.appointmentId) endOne(which.appointmentId, body, place, draft);
  else if (which?.personId) endAll(which.personId, body, place, draft);
}

interface EndBody {
  readonly reason: EndReason;
  readonly successorId: string | null;
}

function endOne(appointmentId: string, body: EndBody, place: Place, draft: Draft): void {
  const appointment = draft.appointmentInForce(appointmentId, place, 'appointmentId');
  if (!appointment || !draft.touch(`appointment:${appointment.id}`, place, 'appointmentId')) return;
  if (body.successorId === appointment.personId) return draft.refuse(place, 'successorId', 'SUCCESSOR_IS_LEAVER');

  draft.add(place, 'appointmentEnd', subjectOf(appointment, draft), body);
}

/** Said of the person, so that an earlier appointment we learn of later ends on that day as well. */
function endAll(personId: string, body: EndBody, place: Place, draft: Draft): void {
  if (!draft.knownPerson(personId, place, 'personId')) return;
  const held = (draft.before.appointmentsByPerson.get(personId) ?? []).filter((one) => inForce(one, draft.on));
  if (held.length === 0) return draft.refuse(place, 'personId', 'NOT_IN_OFFICE', { id: personId, day: draft.on });
  if (!held.every((one) => draft.touch(`appointment:${one.id}`, place, 'personId'))) return;
  if (!draft.touch(`person-end:${personId}`, place, 'personId')) return;
  if (body.successorId === personId) return draft.refuse(place, 'successorId', 'SUCCESSOR_IS_LEAVER');

  draft.add(place, 'personEnd', { subjectId: personId, personId }, body);
  // Of the same day only what is known now ends: who takes a post after leaving all others keeps it.
  for (const one of held) {
    if (one.startsOn === draft.on) draft.add(place, 'appointmentEnd', subjectOf(one, draft), body);
  }
}
