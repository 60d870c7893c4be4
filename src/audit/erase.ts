/**
 * Takes the personal part out of a person's audit rows. The chain covers a salted digest of it and stays as it was;
 * without the salt the digest says nothing. Rows of the first form have no such part and are left alone.
 */
import { IsNull, Not } from 'typeorm';
import type { Tx } from '../store/store';
import { AuditRecord } from './audit-record.entity';
import { FORM } from './chain';

/** Where an address stood. */
export const ERASED_ORIGIN = 'erased';

/** Erases in rows about the person and by the person; how many there were. `erasureId` is the record that says why. */
export async function eraseDetail(tx: Tx, personId: string, erasureId: string): Promise<number> {
  const emptied = {
    origin: ERASED_ORIGIN,
    personal: null,
    beforeHash: null,
    afterHash: null,
    salt: null,
    erasedById: erasureId,
  };
  // The record of the erasure itself keeps its reason.
  const kept = { form: FORM, erasedById: IsNull(), id: Not(erasureId) };
  const about = await tx.manager.update(AuditRecord, { personId, ...kept }, emptied);
  const by = await tx.manager.update(AuditRecord, { actorId: personId, ...kept }, emptied);
  return (about.affected ?? 0) + (by.affected ?? 0);
}
