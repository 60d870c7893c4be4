/**
 * mapPost: everyone who holds the one post on the day holds the other from then on, with the same mode and fields; the
 * old post closes. One line however many they are. Until when they hold it, their term and their suspensions are not
 * said here: the fold asks that of the appointment that each continues, so that what is recorded of it later counts too.
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
  if (from.mappedToId !== null) {
    const values = {
      id: from.id,
      day: from.endsOn ?? '',
      to: from.mappedToId,
      decision: from.endBasis?.decisionId ?? '',
    };
    return draft.refuse(place, 'fromPostId', 'POST_ALREADY_MAPPED', values);
  }
  if (!draft.touch(`map:${from.id}`, place, 'fromPostId')) return;

  draft.add(place, 'postClose', { subjectId: from.id, postId: from.id, unitId: from.unitId }, { mappedToId: to.id });
  for (const holder of draft.before.appointmentsByPost.get(from.id) ?? []) {
    if (goesOver(holder, draft)) move(holder, to.id, place, draft);
  }
}

/** Whether this decision carries the appointment over, by this line or another. */
function goesOver(holder: AppointmentState, draft: Draft): boolean {
  return draft.mapsPost(holder.postId) && goesOn(holder, draft) && !endedByAnotherLine(holder, draft);
}

function goesOn({ startsOn, endsOn }: AppointmentState, draft: Draft): boolean {
  return endsOn === null || (endsOn > draft.on && !isEmpty({ startsOn, endsOn }));
}

/** Ends and transfers are taken first: whom they name is not moved. To be moved by another line is no end. */
function endedByAnotherLine(holder: AppointmentState, draft: Draft): boolean {
  const moved = draft.facts.some((fact) => fact.kind === 'appointmentStart' && fact.body.movedFromId === holder.id);
  return draft.facts.some(
    (fact) =>
      (fact.kind === 'appointmentEnd' && fact.subjectId === holder.id && fact.onDay === draft.on && !moved) ||
      (fact.kind === 'personEnd' && fact.subjectId === holder.personId),
  );
}

/** Who begins later than the day begins at the new post instead. */
function move(holder: AppointmentState, toPostId: string, place: Place, draft: Draft): void {
  const id = draft.carriedId(holder.id);
  const onDay = holder.startsOn > draft.on ? holder.startsOn : draft.on;
  const next = subjectOf({ id, personId: holder.personId, postId: toPostId }, draft);
  draft.add(
    place,
    'appointmentEnd',
    { ...subjectOf(holder, draft), onDay },
    { reason: 'reorganised', successorId: null },
  );
  draft.add(place, 'appointmentStart', { ...next, onDay }, continued(holder, homeAfter(holder, draft)));
  rehome(holder, id, place, draft);
}

/** The home of a secondment, where one paper carries over both. */
function homeAfter({ homeAppointmentId }: AppointmentState, draft: Draft): string | null {
  const home = draft.before.appointments.get(homeAppointmentId ?? '');
  return home && goesOver(home, draft) ? draft.carriedId(home.id) : homeAppointmentId;
}

/** A secondment whose home moves and which does not move itself, planned ones too, goes on with the new home, so that the right grants pause. */
function rehome(holder: AppointmentState, homeId: string, place: Place, draft: Draft): void {
  const seconded = (draft.before.appointmentsByPerson.get(holder.personId) ?? []).filter(
    (one) =>
      one.homeAppointmentId === holder.id &&
      goesOn(one, draft) &&
      !endedByAnotherLine(one, draft) &&
      !draft.mapsPost(one.postId),
  );
  for (const one of seconded) {
    const id = draft.carriedId(one.id);
    const onDay = one.startsOn > draft.on ? one.startsOn : draft.on;
    const next = subjectOf({ id, personId: one.personId, postId: one.postId }, draft);
    draft.add(
      place,
      'appointmentEnd',
      { ...subjectOf(one, draft), onDay },
      { reason: 'reorganised', successorId: null },
    );
    draft.add(place, 'appointmentStart', { ...next, onDay }, continued(one, homeId));
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
