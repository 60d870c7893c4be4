/** endUnit: a unit ends and its posts with it. Whoever still holds one of them must be ended or mapped beside it. */
import { Phrase } from '../../../../errors/phrases';
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';
import { inForce } from '../model';

export const SUCCESSORS_MAX = 200;

export function endUnit(line: LineOf<'endUnit'>, place: Place, draft: Draft): void {
  const unit = draft.before.units.get(line.unitId);
  if (!unit) return draft.refuse(place, 'unitId', 'UNKNOWN_UNIT', { id: line.unitId });
  if (!inForce(unit, draft.on)) {
    return draft.refuse(place, 'unitId', 'UNIT_NOT_IN_FORCE', { id: unit.id, day: draft.on });
  }
  if (!draft.touch(`unit:${unit.id}`, place, 'unitId')) return;
  const successorIds = [...new Set(line.successorIds ?? [])];
  if (successorIds.length > SUCCESSORS_MAX) {
    draft.refuse(place, 'successorIds', 'INVALID_VALUE', {
      field: 'successorIds',
      detail: new Phrase('MORE_THAN', { max: SUCCESSORS_MAX }),
    });
  }
  for (const id of successorIds) {
    const successor = draft.unit(id);
    if (!successor) draft.refuse(place, 'successorIds', 'UNKNOWN_UNIT', { id });
    else if (id === unit.id || !inForce(successor, draft.on)) {
      draft.refuse(place, 'successorIds', 'UNIT_NOT_IN_FORCE', { id, day: draft.on });
    }
  }

  draft.add(place, 'unitEnd', { subjectId: unit.id, unitId: unit.id }, { successorIds });
  const mapped = new Set(draft.facts.filter((fact) => fact.kind === 'postClose').map((fact) => fact.subjectId));
  for (const post of draft.before.posts.values()) {
    if (post.unitId !== unit.id || mapped.has(post.id) || (post.endsOn !== null && post.endsOn <= draft.on)) continue;
    draft.add(place, 'postClose', { subjectId: post.id, postId: post.id, unitId: unit.id }, { mappedToId: null });
  }
}
