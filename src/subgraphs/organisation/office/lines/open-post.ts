/** openPost: a position is opened in a unit; it exists from then on, held or vacant. */
import { Phrase } from '../../../../errors/phrases';
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';
import { inForce } from '../model';
import { isPostId, nfc, textProblem } from '../text-rules';

export const POST_TITLE_MAX = 200;
export const SEATS_MAX = 1_000;

export function openPost(line: LineOf<'openPost'>, place: Place, draft: Draft): void {
  const position = draft.snapshot.positions.get(line.positionId);
  if (!position) draft.refuse(place, 'positionId', 'UNKNOWN_POSITION', { id: line.positionId });
  const unit = draft.unit(line.unitId);
  if (!unit) draft.refuse(place, 'unitId', 'UNKNOWN_UNIT', { id: line.unitId });
  else if (!inForce(unit, draft.on)) {
    draft.refuse(place, 'unitId', 'UNIT_NOT_IN_FORCE', { id: unit.id, day: draft.on });
  }
  const title = line.title ? nfc(line.title) : null;
  const detail = title === null ? null : textProblem(title, POST_TITLE_MAX);
  if (detail) draft.refuse(place, 'title', 'INVALID_NAME', { detail });
  const seats = line.seats === undefined ? (position?.seats ?? null) : line.seats;
  if (seats !== null && (seats < 1 || seats > SEATS_MAX)) {
    draft.refuse(place, 'seats', 'INVALID_VALUE', {
      field: 'seats',
      detail: new Phrase('SEATS', { max: SEATS_MAX }),
    });
  }
  if (!isPostId(line.id)) return draft.refuse(place, 'id', 'INVALID_ID', { id: line.id.slice(0, 128) });
  if (draft.before.posts.has(line.id)) return draft.refuse(place, 'id', 'ID_TAKEN', { id: line.id });
  if (!draft.touch(`post:${line.id}`, place, 'id') || !unit || !position) return;

  const subject = { subjectId: line.id, postId: line.id, unitId: unit.id };
  draft.add(place, 'postOpen', subject, { positionId: position.id, title, seats });
  draft.open({
    id: line.id,
    unitId: unit.id,
    positionId: position.id,
    title,
    seats,
    startsOn: draft.on,
    endsOn: null,
    mappedToId: null,
    basis: { decisionId: draft.occasion.decisionId, line: place.index },
    endBasis: null,
  });
}
