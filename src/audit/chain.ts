/** How records are chained: each hash covers the record's content, its position and the hash before it. */
import { createHash } from 'node:crypto';
import type { AuditRecord } from './audit-record.entity';

/** The hash before the first record. */
export const GENESIS = '0'.repeat(64);

/** JSON with sorted keys, so that equal content has equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export function hashOf(
  record: Omit<AuditRecord, 'hash' | 'seq' | 'previousHash'>,
  seq: number,
  previousHash: string,
): string {
  const content = [
    seq,
    previousHash,
    record.id,
    record.at.toISOString(),
    record.actorId,
    record.onBehalfOfId,
    record.action,
    record.subjectKind,
    record.subjectId,
    record.decisionId,
    record.origin,
    record.detail,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
