/** changeName: a person bears another name from the day on; parts that are left out stay as they are. */
import type { Draft } from '../draft';
import type { LineOf, Place } from '../input';
import { fullNameProblem, nameProblem, nfc } from '../text-rules';

const PARTS = ['familyName', 'middleName', 'givenName'] as const;

export function changeName(line: LineOf<'changeName'>, place: Place, draft: Draft): void {
  const known = draft.knownPerson(line.personId, place, 'personId');
  if (PARTS.every((part) => line[part] === null || line[part] === undefined)) {
    return draft.refuse(place, 'familyName', 'NOTHING_CHANGES');
  }
  const borne = (draft.before.names.get(line.personId) ?? []).filter((name) => name.startsOn <= draft.on).at(-1);
  if (!known || !borne) return;

  const name = { familyName: borne.familyName, middleName: borne.middleName, givenName: borne.givenName };
  for (const part of PARTS) {
    const given = line[part];
    if (given === null || given === undefined) continue;
    name[part] = nfc(given);
    const detail = part === 'middleName' && given === '' ? null : nameProblem(name[part]);
    if (detail) draft.refuse(place, part, 'INVALID_NAME', { detail });
  }
  const detail = fullNameProblem(name);
  if (detail) draft.refuse(place, 'familyName', 'INVALID_NAME', { detail });
  if (PARTS.every((part) => name[part] === borne[part])) return draft.refuse(place, 'familyName', 'NOTHING_CHANGES');
  if (!draft.touch(`name:${line.personId}`, place, 'personId')) return;

  draft.add(place, 'nameSet', { subjectId: line.personId, personId: line.personId }, name);
}
