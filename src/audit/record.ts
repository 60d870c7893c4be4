/** Writes an audit row into the open transaction: what it records and the record of it stand or fall together. */
import type { Tx } from '../store/store';
import { newId } from '../shared/ids';
import { AuditRecord } from './audit-record.entity';
import { canonicalJson } from './chain';

export interface AuditEntry {
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly actorId?: string | null;
  readonly onBehalfOfId?: string | null;
  readonly decisionId?: string | null;
  readonly origin: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export async function record(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.manager.insert(AuditRecord, {
    id: newId(tx.now),
    at: tx.now,
    actorId: entry.actorId ?? null,
    onBehalfOfId: entry.onBehalfOfId ?? null,
    action: entry.action,
    subjectKind: entry.subject.kind,
    subjectId: entry.subject.id,
    decisionId: entry.decisionId ?? null,
    origin: entry.origin,
    detail: canonicalJson(entry.detail ?? {}),
    seq: null,
    previousHash: null,
    hash: null,
  });
}
