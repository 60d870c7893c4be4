/** Lines that speak of a person or of one appointment name exactly one of the two. */
import type { Draft } from '../draft';
import type { Place } from '../input';

interface Named {
  readonly personId?: string | null;
  readonly appointmentId?: string | null;
}

export function exactlyOne(line: Named, place: Place, draft: Draft): Named | null {
  if (Boolean(line.personId) !== Boolean(line.appointmentId)) return line;
  draft.refuse(place, line.personId ? 'personId' : 'appointmentId', 'PERSON_OR_APPOINTMENT');
  return null;
}
