/** Erases what is held about a person whose time is over: one way, whether somebody asks for it or the time has come. */
import { eraseDetail, recordEvent } from '../../audit';
import type { Tx } from '../../store/store';
import type { Kept, PeopleRecords } from './audit-ports';
import type { Actor } from './sessions';

/** How many rows were emptied or went, or why nothing was. The record of it keeps its reason, and no hash of what went. */
export async function erasePerson(
  tx: Tx,
  people: Pick<PeopleRecords, 'erase'>,
  personId: string,
  by: Actor,
  reason: string,
): Promise<{ readonly rows: number } | Kept> {
  const erased = await people.erase(tx, personId);
  if ('because' in erased) return erased;
  const erasure = await recordEvent(tx, {
    action: 'person.erase',
    subject: { kind: 'person', id: personId },
    ...by,
    detail: { rows: erased.rows, reason },
  });
  return { rows: erased.rows + (await eraseDetail(tx, personId, erasure)) };
}
