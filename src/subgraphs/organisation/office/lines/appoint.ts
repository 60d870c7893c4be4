/** appoint: a person begins to hold a post. Seats and stand-ins are judged on the office that results. */
import type { Draft } from '../draft';
import type { Mode } from '../facts';
import { wordOf, type LineOf, type Place } from '../input';
import { inForce, isEmpty } from '../model';
import { cleanFields } from './fields';

export function appoint(line: LineOf<'appoint'>, place: Place, draft: Draft): void {
  const known = draft.knownPerson(line.personId, place, 'personId');
  const post = draft.knownPost(line.postId, place, 'postId');
  const mode = wordOf(line.mode ?? 'OFFICIAL') as Mode;
  const fields = cleanFields(line.fields, place, draft);
  const homeAppointmentId = line.homeAppointmentId ?? null;

  for (const field of ['endsOn', 'termEndsOn'] as const) {
    const day = line[field];
    if (day && day <= draft.on) draft.refuse(place, field, 'END_BEFORE_START', { startsOn: draft.on, endsOn: day });
  }
  checkHome(line, mode, place, draft);
  if (!known || !post) return;

  const id = draft.newId();
  const subject = { subjectId: id, appointmentId: id, personId: line.personId, postId: post.id, unitId: post.unitId };
  draft.add(place, 'appointmentStart', subject, {
    mode,
    primary: line.primary ?? false,
    fields,
    termEndsOn: line.termEndsOn ?? null,
    homeAppointmentId,
    movedFromId: null,
  });
  if (line.endsOn) {
    draft.add(place, 'appointmentEnd', { ...subject, onDay: line.endsOn }, { reason: 'term-ended', successorId: null });
  }
}

/** Who is seconded keeps a post at home, which pauses meanwhile; nobody else names one. */
function checkHome(line: LineOf<'appoint'>, mode: Mode, place: Place, draft: Draft): void {
  const field = 'homeAppointmentId';
  const homeId = line.homeAppointmentId ?? null;
  if (mode !== 'seconded') {
    if (homeId !== null) draft.refuse(place, field, 'HOME_ONLY_FOR_SECONDMENT');
    return;
  }
  if (homeId === null) return draft.refuse(place, field, 'HOME_APPOINTMENT_NEEDED');
  const home = draft.before.appointments.get(homeId);
  if (!home) return draft.refuse(place, field, 'UNKNOWN_APPOINTMENT', { id: homeId });
  if (home.personId !== line.personId) return draft.refuse(place, field, 'HOME_OF_ANOTHER_PERSON', { id: homeId });
  if (home.mode === 'seconded') return draft.refuse(place, field, 'HOME_IS_SECONDMENT', { id: homeId });
  if (!inForce(home, draft.on)) {
    draft.refuse(place, field, 'APPOINTMENT_NOT_IN_FORCE', { id: homeId, day: draft.on });
    return;
  }
  const held = draft.before.appointmentsByPerson.get(line.personId) ?? [];
  const next = held.find((one) => one.carriedFromId === home.id && !isEmpty(one));
  if (next && (!line.endsOn || line.endsOn > next.startsOn)) {
    draft.refuse(place, field, 'POST_WENT_OVER', { id: home.postId, day: next.startsOn, to: next.postId });
  } else if (home.endsOn !== null && line.endsOn && line.endsOn > home.endsOn) {
    draft.refuse(place, 'endsOn', 'APPOINTMENT_NOT_IN_FORCE', { id: homeId, day: home.endsOn });
  }
}
