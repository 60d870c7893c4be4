/** establishUnit: a unit begins. Its place in the tree never changes; a body that moves is a new unit. */
import { isSlug } from '../../../inputs/slug';
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';
import { inForce, unitPath } from '../model';
import { isKind, nfc, textProblem } from '../text-rules';

export const UNIT_NAME_MAX = 200;
export const UNIT_CODE_MAX = 64;
/** Levels of the tree, the root counted. */
export const UNIT_DEPTH_MAX = 10;

export function establishUnit(line: LineOf<'establishUnit'>, place: Place, draft: Draft): void {
  const name = nfc(line.name);
  const nameEn = line.nameEn ? nfc(line.nameEn) : null;
  const code = line.code ? nfc(line.code) : null;
  checkText(name, UNIT_NAME_MAX, 'name', place, draft);
  if (nameEn !== null) checkText(nameEn, UNIT_NAME_MAX, 'nameEn', place, draft);
  if (code !== null) checkText(code, UNIT_CODE_MAX, 'code', place, draft);
  if (!isKind(line.kind)) draft.refuse(place, 'kind', 'INVALID_ID', { id: line.kind });
  if (!isSlug(line.id)) return draft.refuse(place, 'id', 'INVALID_ID', { id: line.id.slice(0, 64) });
  if (draft.before.units.has(line.id)) return draft.refuse(place, 'id', 'ID_TAKEN', { id: line.id });
  if (!draft.touch(`unit:${line.id}`, place, 'id')) return;

  const parentId = line.parentId ?? null;
  draft.add(
    place,
    'unitStart',
    { subjectId: line.id, unitId: line.id },
    { name, nameEn, kind: line.kind, parentId, code },
  );
  draft.establish({
    id: line.id,
    name,
    nameEn,
    kind: line.kind,
    parentId,
    code,
    startsOn: draft.on,
    endsOn: null,
    successorIds: [],
    basis: { decisionId: draft.occasion.decisionId, line: place.index },
    endBasis: null,
  });
}

/** Once all units of the decision are known: parents exist and are in force, and nobody is their own ancestor. */
export function checkParent(line: LineOf<'establishUnit'>, place: Place, draft: Draft): void {
  const parentId = line.parentId ?? null;
  if (parentId === null || !draft.establishedUnits().has(line.id)) return;
  const parent = draft.unit(parentId);
  if (!parent) return draft.refuse(place, 'parentId', 'UNKNOWN_UNIT', { id: parentId });
  if (!inForce(parent, draft.on)) {
    return draft.refuse(place, 'parentId', 'UNIT_NOT_IN_FORCE', { id: parentId, day: draft.on });
  }
  const path = unitPath(new Map([...draft.before.units, ...draft.establishedUnits()]), line.id);
  const top = draft.unit(path.at(-1) ?? line.id);
  if (top && top.parentId !== null && path.includes(top.parentId)) {
    return draft.refuse(place, 'parentId', 'CIRCULAR_UNITS', { id: line.id });
  }
  if (path.length > UNIT_DEPTH_MAX) draft.refuse(place, 'parentId', 'UNITS_TOO_DEEP', { max: UNIT_DEPTH_MAX });
}

function checkText(text: string, max: number, field: string, place: Place, draft: Draft): void {
  const detail = textProblem(text, max);
  if (detail) draft.refuse(place, field, 'INVALID_NAME', { detail });
}
