/**
 * How records are chained: each hash covers the record's content, its position and the hash before it. Of what can be
 * erased it covers a salted digest only, so that erasing leaves the chain as it was.
 */
import { createHash } from 'node:crypto';
import type { AuditRecord } from './audit-record.entity';

/** The hash before the first record. */
export const GENESIS = '0'.repeat(64);

/** Rows written now; those of the first form have none, and carry everything inline. */
export const FORM = 2;

/** A record without its place. */
export type Chainable = Omit<AuditRecord, 'hash' | 'seq' | 'previousHash'>;

/** What erasing takes away. */
export type Erasable = Pick<AuditRecord, 'origin' | 'personal' | 'beforeHash' | 'afterHash'>;

/** JSON with sorted keys, so that equal content has equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The hash of a state before or after, equal for equal states. */
export function stateHash(state: unknown): string {
  return sha256(canonicalJson(state));
}

export function digestOf(salt: string, { origin, personal, beforeHash, afterHash }: Erasable): string {
  return sha256(JSON.stringify([salt, origin, personal, beforeHash, afterHash]));
}

export function hashOf(record: Chainable, seq: number, previousHash: string): string {
  const content = record.form === FORM ? ofNow(record) : ofTheFirstForm(record);
  return sha256(JSON.stringify([seq, previousHash, ...content]));
}

/** Whether what can be erased is what the chain covers, or was erased. */
export function digestHolds(record: Chainable): boolean {
  if (record.form !== FORM) return record.form === null;
  if (record.erasedById === null) return record.salt !== null && record.digest === digestOf(record.salt, record);
  return record.salt === null && record.personal === null && record.beforeHash === null && record.afterHash === null;
}

function ofNow(record: Chainable): unknown[] {
  return [
    record.form,
    record.id,
    record.at.toISOString(),
    record.actorId,
    record.onBehalfOfId,
    record.action,
    record.subjectKind,
    record.subjectId,
    record.personId,
    record.decisionId,
    record.detail,
    record.digest,
  ];
}

function ofTheFirstForm(record: Chainable): unknown[] {
  return [
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
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
