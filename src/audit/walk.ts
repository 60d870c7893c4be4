/**
 * Walks the chain record by record and says where it breaks; knows neither the store nor a file. Altered content, a
 * record that is gone, two that changed places and personal detail that nobody erased each have their own finding.
 */
import type { AuditRecord } from './audit-record.entity';
import { digestHolds, GENESIS, hashOf } from './chain';

export type AuditFinding =
  | { readonly kind: 'altered'; readonly seq: number; readonly id: string }
  | { readonly kind: 'missing'; readonly seq: number }
  | { readonly kind: 'moved'; readonly seq: number; readonly id: string }
  | { readonly kind: 'cut'; readonly fromSeq: number; readonly headSeq: number }
  | { readonly kind: 'witness'; readonly seq: number };

export interface Witness {
  readonly seq: number;
  readonly hash: string;
}

interface Erased {
  readonly seq: number;
  readonly id: string;
}

/** The record that an erasure leaves; its subject is the person. */
export const ERASE_ACTION = 'person.erase';

export class ChainWalk {
  seq: number;
  hash: string;
  erased = 0;
  private readonly erasures = new Set<string>();
  /** The first record that each erasure emptied. */
  private readonly emptied = new Map<string, Erased>();

  /** `witnesses` are places that were kept elsewhere, by position. */
  constructor(
    private readonly witnesses: ReadonlyMap<number, string> = new Map(),
    from: Witness = { seq: 0, hash: GENESIS },
  ) {
    this.seq = from.seq;
    this.hash = from.hash;
  }

  /** Takes the next record; a finding ends the walk. */
  take(record: AuditRecord): AuditFinding | null {
    const finding = judge(record, this.seq + 1, this.hash);
    if (finding !== null) return finding;
    this.seq += 1;
    this.hash = record.hash ?? '';
    if (record.erasedById !== null) this.noteErased(record, record.erasedById);
    if (record.action === ERASE_ACTION) this.erasures.add(record.id);
    const kept = this.witnesses.get(this.seq);
    return kept !== undefined && kept !== this.hash ? { kind: 'witness', seq: this.seq } : null;
  }

  /** At the end: `head` is where the chain should end, and `found` the hash that was met there. More may follow it. */
  end(head: Witness, found: string = this.hash): AuditFinding | null {
    const last = Math.max(head.seq, ...this.witnesses.keys());
    if (this.seq < last) return { kind: 'cut', fromSeq: this.seq + 1, headSeq: last };
    if (found !== head.hash) return { kind: 'altered', seq: head.seq, id: 'audit_head' };
    return null;
  }

  /** A record that lost its personal detail without an erasure on record, once all that could tell of it was read. */
  unexplained(): AuditFinding | null {
    for (const [erasure, { seq, id }] of this.emptied)
      if (!this.erasures.has(erasure)) return { kind: 'altered', seq, id };
    return null;
  }

  private noteErased({ seq, id }: AuditRecord, erasure: string): void {
    this.erased += 1;
    if (!this.emptied.has(erasure)) this.emptied.set(erasure, { seq: seq ?? 0, id });
  }
}

/** A record whose own hash is right but whose predecessor is another one was moved; otherwise its content was altered. */
function judge(record: AuditRecord, expectedSeq: number, previousHash: string): AuditFinding | null {
  if (record.seq !== expectedSeq) return { kind: 'missing', seq: expectedSeq };
  const whole = record.hash === hashOf(record, expectedSeq, previousHash) && digestHolds(record);
  if (whole && record.previousHash === previousHash) return null;
  const ownLinkHolds = record.previousHash !== null && record.hash !== null && record.previousHash !== previousHash;
  const movedHere = ownLinkHolds && record.hash !== hashOf(record, expectedSeq, record.previousHash ?? '');
  return movedHere
    ? { kind: 'moved', seq: expectedSeq, id: record.id }
    : { kind: 'altered', seq: expectedSeq, id: record.id };
}
