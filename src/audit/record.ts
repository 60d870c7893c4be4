/** Writes an audit row into the open transaction: what it records and the record of it stand or fall together. */
import { randomBytes } from 'node:crypto';
import type { Tx } from '../store/store';
import { newId } from '../shared/ids';
import { chunks } from '../shared/lists';
import { AuditRecord } from './audit-record.entity';
import { canonicalJson, digestOf, FORM, stateHash } from './chain';

export interface AuditEntry {
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** Person id of who acted. */
  readonly actorId?: string | null;
  /** Id of the other system that acted; stands in the detail. */
  readonly clientId?: string | null;
  /** Person id of the delegator, where only a delegation allowed it. */
  readonly onBehalfOfId?: string | null;
  /** That delegation; stands in the detail. */
  readonly delegationId?: string | null;
  readonly decisionId?: string | null;
  readonly origin: string;
  /** Ids, codes, counts. What tells of a person by its name (`PERSONAL`) is kept where it can be erased. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** What was there before and is there after it; only hashes are kept. */
  readonly before?: unknown;
  readonly after?: unknown;
}

type State = object | string;

/** What a change found and what it left; null where nothing is. */
export type States =
  { readonly before: State; readonly after: State | null } | { readonly before: null; readonly after: State };

type Detail = Readonly<Record<string, unknown>>;

const PERSONAL: ReadonlySet<string> = new Set(['login', 'device', 'name', 'title', 'label', 'serial']);
/** A reason that is one of our words says nothing of a person; one in somebody's own words may. */
const OUR_WORD = /^[A-Za-z][A-Za-z-]{0,63}$/;

/** A change: without its states it is not recorded, and so not made. */
export async function record(tx: Tx, entry: AuditEntry & States): Promise<void> {
  await recordEvent(tx, entry);
}

/** A row and what becomes of it. */
export function changed<T extends object>(row: T, change: Partial<T>): States {
  return { before: row, after: { ...row, ...change } };
}

/** What changes no row of ours – a refusal, a look, a call to a target – or what must leave no hash; gives its id. */
export async function recordEvent(tx: Tx, entry: AuditEntry): Promise<string> {
  const row = rowOf(tx.now, entry);
  await tx.manager.insert(AuditRecord, row);
  return row.id;
}

/** Rows in one statement: SQLite bounds the values that a statement carries. */
const ROWS = 50;

export async function recordAll(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  for (const some of chunks(entries, ROWS))
    await tx.manager.insert(
      AuditRecord,
      some.map((entry) => rowOf(tx.now, entry)),
    );
}

function rowOf(now: Date, entry: AuditEntry): AuditRecord {
  const { clientId, delegationId } = entry;
  const detail: Detail = {
    ...entry.detail,
    ...(clientId ? { clientId } : {}),
    ...(delegationId ? { delegationId } : {}),
  };
  const personal = Object.fromEntries(Object.entries(detail).filter(isPersonal));
  const erasable = {
    origin: entry.origin,
    personal: Object.keys(personal).length === 0 ? null : canonicalJson(personal),
    beforeHash: hashed(entry.before),
    afterHash: hashed(entry.after),
  };
  const salt = randomBytes(16).toString('hex');
  return {
    id: newId(now),
    form: FORM,
    at: now,
    actorId: entry.actorId ?? null,
    onBehalfOfId: entry.onBehalfOfId ?? null,
    action: entry.action,
    subjectKind: entry.subject.kind,
    subjectId: entry.subject.id,
    personId: personIn(entry, detail),
    decisionId: entry.decisionId ?? null,
    detail: canonicalJson(Object.fromEntries(Object.entries(detail).filter((one) => !isPersonal(one)))),
    ...erasable,
    salt,
    digest: digestOf(salt, erasable),
    erasedById: null,
    seq: null,
    previousHash: null,
    hash: null,
  };
}

function hashed(state: unknown): string | null {
  return state === undefined || state === null ? null : stateHash(state);
}

function isPersonal([key, value]: readonly [string, unknown]): boolean {
  if (key === 'reason') return typeof value === 'string' && !OUR_WORD.test(value);
  return PERSONAL.has(key);
}

/** Whom it is about: the subject, whoever the detail names, or whose session it is. */
function personIn({ subject, actorId }: AuditEntry, detail: Detail): string | null {
  if (subject.kind === 'person') return subject.id.slice(0, 36);
  if (typeof detail.personId === 'string') return detail.personId.slice(0, 36);
  return subject.kind === 'session' ? (actorId ?? null) : null;
}
