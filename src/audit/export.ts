/**
 * The chain as lines of JSON that can be verified far from the store: a header with the public keys and the link before
 * the first record, the records with the roots that cover them, and an end that is signed. Read page by page; what was
 * chained after the first page was read is left to the next export.
 */
import { Between, LessThan, MoreThanOrEqual, Not, type EntityManager } from 'typeorm';
import { AuditHead } from './audit-head.entity';
import { AuditRecord } from './audit-record.entity';
import { AuditRoot } from './audit-root.entity';
import { GENESIS } from './chain';
import type { RootSigner } from './signing-key';

export interface ExportRange {
  /** From the first record of this instant on. */
  readonly from: Date | null;
  /** Up to the last record before this instant. */
  readonly to: Date | null;
}

export interface ExportPage {
  readonly lines: readonly string[];
  /** Where the next page begins; null after the last. */
  readonly cursor: string | null;
}

/** Format of the lines, for readers of later versions. */
export const EXPORT_FORMAT = 1;
export const EXPORT_PAGE_MAX = 1_000;

/** Null: the cursor is none that an earlier page gave. */
export async function exportPage(
  manager: EntityManager,
  signer: RootSigner | null,
  request: { readonly range: ExportRange; readonly cursor: string | null; readonly first: number; readonly now: Date },
): Promise<ExportPage | null> {
  const span = request.cursor === null ? await spanOf(manager, request.range) : spanIn(request.cursor);
  if (span === null) return null;
  const last = Math.min(span.next + Math.min(request.first, EXPORT_PAGE_MAX) - 1, span.last);
  const lines = request.cursor === null ? [await header(manager, signer, span, request.now)] : [];
  lines.push(...(await recordsAndRoots(manager, span.next, last)));
  if (last < span.last) return { lines, cursor: `${last + 1}-${span.last}` };
  lines.push(await end(manager, signer, span.last, request.now));
  return { lines, cursor: null };
}

interface Span {
  readonly next: number;
  readonly last: number;
}

async function spanOf(manager: EntityManager, { from, to }: ExportRange): Promise<Span> {
  const head = await manager.findOneBy(AuditHead, { id: Not('') });
  const [first] = from === null ? [] : await edge(manager, { at: MoreThanOrEqual(from) }, 'ASC');
  const [beyond] = to === null ? [] : await edge(manager, { at: LessThan(to) }, 'DESC');
  const end = head?.seq ?? 0;
  const next = from === null ? 1 : (first?.seq ?? end + 1);
  return { next, last: Math.max(to === null ? end : Math.min(beyond?.seq ?? 0, end), next - 1) };
}

function edge(
  manager: EntityManager,
  where: { readonly at: ReturnType<typeof LessThan<Date>> },
  direction: 'ASC' | 'DESC',
): Promise<AuditRecord[]> {
  return manager.find(AuditRecord, {
    where: { ...where, seq: MoreThanOrEqual(1) },
    order: { seq: direction },
    take: 1,
  });
}

function spanIn(cursor: string): Span | null {
  const match = /^(\d{1,15})-(\d{1,15})$/.exec(cursor);
  return match === null ? null : { next: Number(match[1]), last: Number(match[2]) };
}

async function header(manager: EntityManager, signer: RootSigner | null, span: Span, now: Date): Promise<string> {
  return JSON.stringify({
    kind: 'header',
    format: EXPORT_FORMAT,
    exportedAt: now.toISOString(),
    before: { seq: span.next - 1, hash: await hashAt(manager, span.next - 1) },
    keys: signer?.publicKeys ?? [],
  });
}

async function recordsAndRoots(manager: EntityManager, next: number, last: number): Promise<string[]> {
  if (last < next) return [];
  const within = { seq: Between(next, last) };
  const records = await manager.find(AuditRecord, { where: within, order: { seq: 'ASC' } });
  const roots = await manager.find(AuditRoot, { where: within, order: { seq: 'ASC' } });
  const bySeq = new Map(roots.map((root) => [root.seq, root]));
  return records.flatMap((record) => {
    const root = bySeq.get(record.seq ?? 0);
    const line = JSON.stringify({ kind: 'record', ...record });
    return root === undefined ? [line] : [line, JSON.stringify({ kind: 'root', ...root })];
  });
}

async function end(manager: EntityManager, signer: RootSigner | null, seq: number, now: Date): Promise<string> {
  const hash = await hashAt(manager, seq);
  const signature = signer === null ? null : await signer.sign({ seq, hash, at: now });
  // Only what ends with the chain can say of every erasure why: its own record may come long after.
  const complete = !(await manager.existsBy(AuditRecord, { seq: seq + 1 }));
  return JSON.stringify({ kind: 'end', seq, hash, complete, signature });
}

async function hashAt(manager: EntityManager, seq: number): Promise<string> {
  if (seq === 0) return GENESIS;
  return (await manager.findOneBy(AuditRecord, { seq }))?.hash ?? GENESIS;
}
