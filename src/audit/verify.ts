/** Verifies the chain of a store, from its first record to its head. */
import { IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { AuditHead } from './audit-head.entity';
import { AuditRecord } from './audit-record.entity';
import { GENESIS } from './chain';
import { ChainWalk, type AuditFinding, type Witness } from './walk';

export interface AuditVerdict {
  readonly ok: boolean;
  readonly records: number;
  /** Written but not yet chained; the relay takes them within a second. */
  readonly unchained: number;
  /** Records whose personal detail was erased; the chain covers its digest. */
  readonly erased: number;
  /** Where the chain ends now. Keep it elsewhere: given back as the witness it proves that nothing before it was changed since. */
  readonly head: Witness;
  readonly finding: AuditFinding | null;
}

export interface VerifyOptions {
  readonly witness?: Witness;
  /** More than one, by position. */
  readonly witnesses?: ReadonlyMap<number, string>;
  /** Told the number of records read. */
  readonly onProgress?: (done: number, total: number) => void;
}

const PAGE = 1_000;

/** Stops at the first finding. */
export async function verifyChain(manager: EntityManager, options: VerifyOptions = {}): Promise<AuditVerdict> {
  const chain = await manager.findOneBy(AuditHead, { id: Not('') });
  const head: Witness = { seq: chain?.seq ?? 0, hash: chain?.hash ?? GENESIS };
  const unchained = await manager.countBy(AuditRecord, { seq: IsNull() });
  const witnesses = new Map(options.witnesses);
  if (options.witness) witnesses.set(options.witness.seq, options.witness.hash);
  const walk = new ChainWalk(witnesses);
  const verdict = (finding: AuditFinding | null): AuditVerdict => ({
    ok: finding === null,
    records: walk.seq,
    unchained,
    erased: walk.erased,
    head,
    finding,
  });
  // The relay goes on meanwhile: the head is judged by the hash met at its place.
  let atHead = walk.hash;
  for (;;) {
    const page = await manager.find(AuditRecord, {
      where: { seq: MoreThan(walk.seq) },
      order: { seq: 'ASC' },
      take: PAGE,
    });
    for (const record of page) {
      const finding = walk.take(record);
      if (finding !== null) return verdict(finding);
      if (walk.seq <= head.seq) atHead = walk.hash;
    }
    options.onProgress?.(walk.seq, head.seq);
    if (page.length < PAGE) break;
  }
  return verdict(walk.end(head, atHead) ?? walk.unexplained());
}
