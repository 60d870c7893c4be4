/**
 * mapPost: everyone who holds the one post on the day holds the other from then on, with the same mode, term, fields
 * and suspensions; the old post closes. One line however many they are.
 */
import type { Draft } from '../draft';
import type { FactBodies } from '../facts';
import type { LineOf, Place } from '../input';
import { inForce, isEmpty, type AppointmentState } from '../model';
import { subjectOf } from './reappoint';

export function mapPost(line: LineOf<'mapPost'>, place: Place, draft: Draft): void {
  const from = draft.before.posts.get(line.fromPostId);
  if (!from) draft.refuse(place, 'fromPostId', 'UNKNOWN_POST', { id: line.fromPostId });
  const to = draft.knownPost(line.toPostId, place, 'toPostId');
  if (!from || !to) return;
  if (from.id === to.id) return draft.refuse(place, 'toPostId', 'SAME_POST', { id: to.id });
  if (!inForce(from, draft.on)) {
    return draft.refuse(place, 'fromPostId', 'POST_NOT_IN_FORCE', { id: from.id, day: draft.on });
  }
  if (!draft.touch(`map:${from.id}`, place, 'fromPostId')) return;

  draft.add(place, 'postClose', { subjectId: from.id, postId: from.id, unitId: from.unitId }, { mappedToId: to.id });
  for (const holder of draft.before.appointmentsByPost.get(from.id) ?? []) {
    const stays = holder.endsOn === null || (holder.endsOn > draft.on && !isEmpty(holder));
    if (stays && !endedByAnotherLine(holder, draft)) move(holder, to.id, place, draft);
  }
}

/** Ends and transfers are taken first: whom they name is not moved. */
function endedByAnotherLine(holder: AppointmentState, draft: Draft): boolean {
  return draft.facts.some(
    (fact) =>
      (fact.kind === 'appointmentEnd' && fact.subjectId === holder.id && fact.onDay === draft.on) ||
      (fact.kind === 'personEnd' && fact.subjectId === holder.personId),
  );
}

/** Who begins later than the day begins at the new post instead. */
function move(holder: AppointmentState, toPostId: string, place: Place, draft: Draft): void {
  const id = draft.newId();
  const onDay = holder.startsOn > draft.on ? holder.startsOn : draft.on;
  const next = subjectOf({ id, personId: holder.personId, postId: toPostId }, draft);
  draft.add(
    place,
    'appointmentEnd',
    { ...subjectOf(holder, draft), onDay },
    { reason: 'reorganised', successorId: null },
  );
  draft.add(place, 'appointmentStart', { ...next, onDay }, continued(holder, holder.homeAppointmentId));
  if (holder.endsOn !== null) {
    const end = { reason: holder.endReason ?? 'other', successorId: holder.successorId };
    draft.add(place, 'appointmentEnd', { ...next, onDay: holder.endsOn }, end);
  }
  const suspended = (draft.before.suspensionsByPerson.get(holder.personId) ?? []).filter(
    (one) => one.appointmentId === holder.id && inForce(one, draft.on),
  );
  for (const one of suspended) {
    draft.add(place, 'suspensionStart', { ...next, subjectId: draft.newId() }, { endsOn: one.endsOn });
  }
  rehome(holder, id, place, draft);
}

/** A secondment whose home moves goes on with the new home, so that the right grants pause. */
function rehome(holder: AppointmentState, homeId: string, place: Place, draft: Draft): void {
  const seconded = (draft.before.appointmentsByPerson.get(holder.personId) ?? []).filter(
    (one) => one.homeAppointmentId === holder.id && inForce(one, draft.on) && !endedByAnotherLine(one, draft),
  );
  for (const one of seconded) {
    const id = draft.newId();
    const next = subjectOf({ id, personId: one.personId, postId: one.postId }, draft);
    draft.add(place, 'appointmentEnd', subjectOf(one, draft), { reason: 'reorganised', successorId: null });
    draft.add(place, 'appointmentStart', next, continued(one, homeId));
    if (one.endsOn === null) continue;
    const end = { reason: one.endReason ?? 'other', successorId: one.successorId };
    draft.add(place, 'appointmentEnd', { ...next, onDay: one.endsOn }, end);
  }
}

function continued(holder: AppointmentState, homeAppointmentId: string | null): FactBodies['appointmentStart'] {
  return {
    mode: holder.mode,
    primary: holder.primary,
    fields: holder.fields,
    termEndsOn: holder.termEndsOn,
    homeAppointmentId,
    movedFromId: holder.id,
  };
}
