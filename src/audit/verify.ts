/**
 * Walks the chain from its first record to its head and says where it breaks. Altered content, a record that is gone,
 * two that changed places and a tail that was cut off each have their own finding.
 */
import { IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { AuditHead } from './audit-head.entity';
import { AuditRecord } from './audit-record.entity';
import { GENESIS, hashOf } from './chain';

export type AuditFinding =
  | { readonly kind: 'altered'; readonly seq: number; readonly id: string }
  | { readonly kind: 'missing'; readonly seq: number }
  | { readonly kind: 'moved'; readonly seq: number; readonly id: string }
  | { readonly kind: 'cut'; readonly fromSeq: number; readonly headSeq: number }
  | { readonly kind: 'witness'; readonly seq: number };

export interface AuditVerdict {
  readonly ok: boolean;
  readonly records: number;
  /** Written but not yet chained; the relay takes them within a second. */
  readonly unchained: number;
  /** Where the chain ends now. Keep it elsewhere: given back as the witness it proves that nothing before it was changed since. */
  readonly head: Witness;
  readonly finding: AuditFinding | null;
}

export interface Witness {
  readonly seq: number;
  readonly hash: string;
}

const PAGE = 1_000;

/** Stops at the first finding. `onProgress` is told the number of records read. */
export async function verifyChain(
  manager: EntityManager,
  options: { readonly witness?: Witness; readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<AuditVerdict> {
  const chain = await manager.findOneBy(AuditHead, { id: Not('') });
  const head: Witness = { seq: chain?.seq ?? 0, hash: chain?.hash ?? GENESIS };
  const unchained = await manager.countBy(AuditRecord, { seq: IsNull() });
  let seq = 0;
  let hash = GENESIS;
  const verdict = (finding: AuditFinding | null): AuditVerdict => ({
    ok: finding === null,
    records: seq,
    unchained,
    head,
    finding,
  });
  for (;;) {
    const page = await manager.find(AuditRecord, { where: { seq: MoreThan(seq) }, order: { seq: 'ASC' }, take: PAGE });
    for (const record of page) {
      const finding = judge(record, seq + 1, hash);
      if (finding !== null) return verdict(finding);
      seq += 1;
      hash = record.hash ?? '';
      if (options.witness?.seq === seq && options.witness.hash !== hash) return verdict({ kind: 'witness', seq });
    }
    options.onProgress?.(seq, head.seq);
    if (page.length < PAGE) break;
  }
  if (seq < head.seq || seq < (options.witness?.seq ?? 0)) {
    return verdict({ kind: 'cut', fromSeq: seq + 1, headSeq: Math.max(head.seq, options.witness?.seq ?? 0) });
  }
  if (hash !== head.hash) return verdict({ kind: 'altered', seq, id: 'audit_head' });
  return verdict(null);
}

/** A record whose own hash is right but whose predecessor is another one was moved; otherwise its content was altered. */
function judge(record: AuditRecord, expectedSeq: number, previousHash: string): AuditFinding | null {
  if (record.seq !== expectedSeq) return { kind: 'missing', seq: expectedSeq };
  if (record.hash === hashOf(record, expectedSeq, previousHash) && record.previousHash === previousHash) return null;
  const ownLinkHolds = record.previousHash !== null && record.hash !== null && record.previousHash !== previousHash;
  const movedHere = ownLinkHolds && record.hash !== hashOf(record, expectedSeq, record.previousHash ?? '');
  return movedHere
    ? { kind: 'moved', seq: expectedSeq, id: record.id }
    : { kind: 'altered', seq: expectedSeq, id: record.id };
}
