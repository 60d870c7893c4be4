/** The fields an appointment covers (lĩnh vực phụ trách, clause 45): short texts, each once. */
import { Phrase } from '../../../../errors/phrases';
import type { Draft } from '../draft';
import type { Place } from '../input';
import { nfc, textProblem } from '../text-rules';

export const FIELDS_MAX = 50;
export const FIELD_LENGTH_MAX = 200;

export function cleanFields(fields: readonly string[] | null | undefined, place: Place, draft: Draft): string[] {
  const clean = [...new Set((fields ?? []).map(nfc))];
  if (clean.length > FIELDS_MAX) {
    draft.refuse(place, 'fields', 'INVALID_VALUE', {
      field: 'fields',
      detail: new Phrase('MORE_THAN', { max: FIELDS_MAX }),
    });
  }
  for (const field of clean) {
    const detail = textProblem(field, FIELD_LENGTH_MAX);
    if (detail) {
      draft.refuse(place, 'fields', 'INVALID_NAME', { detail });
      break;
    }
  }
  return clean;
}
