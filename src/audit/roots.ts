/** Signs a root of the chain every so many records and every so often, in the transaction that chains. */
import { MoreThan, Not, type EntityManager } from 'typeorm';
import type { Tx } from '../store/store';
import { AuditHead } from './audit-head.entity';
import { AuditRoot } from './audit-root.entity';
import type { RootSigner } from './signing-key';

/** What is lost to a witness at most. */
const RECORDS = 1_000;
const EVERY_MS = 300_000;

export class Roots {
  /** The last root that this process knows of; another process may have signed a later one, which does no harm. */
  private last: { readonly seq: number; readonly atMs: number } | null = null;
  private head = 0;

  constructor(private readonly signer: RootSigner) {}

  /** The chain has reached this place in the open transaction. */
  async reached(tx: Tx, seq: number, hash: string): Promise<void> {
    tx.afterCommit(() => (this.head = seq));
    const last = this.last ?? (await lastRoot(tx.manager));
    const due = seq - last.seq >= RECORDS || tx.now.getTime() - last.atMs >= EVERY_MS;
    if (seq <= last.seq || !due || (await tx.manager.existsBy(AuditRoot, { seq }))) return;
    const signature = await this.signer.sign({ seq, hash, at: tx.now });
    await tx.manager.insert(AuditRoot, { seq, hash, at: tx.now, keyId: this.signer.keyId, signature });
    tx.afterCommit(() => (this.last = { seq, atMs: tx.now.getTime() }));
  }

  /** Whether this process chained records that no root of its own covers yet. */
  get waiting(): boolean {
    return this.head > (this.last?.seq ?? 0);
  }

  /** Signs what the chain ends with, when the last root is old enough. */
  async close(tx: Tx): Promise<void> {
    const head = await tx.manager.findOneBy(AuditHead, { id: Not('') });
    if (head !== null) await this.reached(tx, head.seq, head.hash);
  }
}

async function lastRoot(manager: EntityManager): Promise<{ seq: number; atMs: number }> {
  const [root] = await manager.find(AuditRoot, { order: { seq: 'DESC' }, take: 1 });
  return { seq: root?.seq ?? 0, atMs: root?.at.getTime() ?? -Infinity };
}

/** Roots after a place, in order. */
export function rootsAfter(manager: EntityManager, after: number, first: number): Promise<AuditRoot[]> {
  return manager.find(AuditRoot, { where: { seq: MoreThan(after) }, order: { seq: 'ASC' }, take: first });
}
