/**
 * The documents of the instances and who sees them: a document addressed to a post is seen by every active user who
 * holds that post, one addressed to a user by that user. It stays when its owner is disabled or deleted.
 *
 * `place` is where a document stands in the one order of all instances – most urgent first, then earliest due, then
 * id – written so that text comparison gives that order. It is the cursor: a place, not a row, and so it stays good
 * when the document before it goes, and means the same in every instance.
 */
import type { Db } from './database';
import { newId } from '../../shared/ids';
import { OPEN_STATUSES, URGENCIES, type DocumentChange, type NewDocument } from './input';
import { Problem } from './problem';
import type { User } from './users';

export interface DocumentRow {
  readonly id: string;
  readonly place: string;
  readonly number: string | null;
  readonly subject: string;
  readonly type: string;
  readonly senderUnit: string | null;
  readonly urgency: string;
  readonly receivedOn: string | null;
  readonly dueOn: string | null;
  readonly status: string;
  readonly task: string;
  readonly kind: string;
  readonly ownerPost: string | null;
  readonly ownerUser: string | null;
  readonly note: string | null;
  readonly drafter: string | null;
  readonly version: number;
}

export interface DocumentPage {
  readonly items: readonly DocumentRow[];
  readonly totalCount: number;
  readonly next: string | null;
}

const COLUMNS = [
  'id',
  'place',
  'number',
  'subject',
  'type',
  'senderUnit',
  'urgency',
  'receivedOn',
  'dueOn',
  'status',
  'task',
  'kind',
  'ownerPost',
  'ownerUser',
  'note',
  'drafter',
  'version',
] as const;

const NO_DUE_DAY = '9999-99-99';
const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

export class Documents {
  constructor(private readonly db: Db) {}

  find(instance: string, id: string): DocumentRow {
    const row = this.db.prepare('SELECT * FROM document WHERE instance = ? AND id = ?').get(instance, id);
    if (!row) throw new Problem('DOCUMENT_NOT_FOUND', 'There is no such document in this instance.');
    return documentOf(row as DocumentRow);
  }

  add(instance: string, input: NewDocument): DocumentRow {
    const id = newId();
    const document: DocumentRow = {
      id,
      place: placeOf(input.urgency, input.dueOn ?? null, id),
      number: input.number ?? null,
      subject: input.subject,
      type: input.type,
      senderUnit: input.senderUnit ?? null,
      urgency: input.urgency,
      receivedOn: input.receivedOn ?? null,
      dueOn: input.dueOn ?? null,
      status: input.status,
      task: input.task,
      kind: input.kind,
      ...this.addressee(instance, input),
      drafter: input.drafter ?? null,
      version: 1,
    };
    const names = COLUMNS.map((column) => `@${column}`).join(', ');
    this.db
      .prepare(`INSERT INTO document (instance, ${COLUMNS.join(', ')}) VALUES (@instance, ${names})`)
      .run({ instance, ...document });
    return document;
  }

  /** Papers for a closed user who left a redirection go to that post, with a note of whom they were meant for. */
  private addressee(
    instance: string,
    { ownerPost, ownerUser }: NewDocument,
  ): Pick<DocumentRow, 'ownerPost' | 'ownerUser' | 'note'> {
    const asSent = { ownerPost: ownerPost ?? null, ownerUser: ownerUser ?? null, note: null };
    if (ownerUser == null) return asSent;
    const row = this.db
      .prepare("SELECT login, redirectPost FROM user WHERE instance = ? AND id = ? AND status <> 'active'")
      .get(instance, ownerUser) as { readonly login: string; readonly redirectPost: string | null } | undefined;
    if (row === undefined || row.redirectPost === null) return asSent;
    const note = `Gửi đích danh ${row.login}; chuyển theo vị trí`;
    return { ownerPost: ownerPost ?? row.redirectPost, ownerUser: null, note };
  }

  change(instance: string, id: string, change: DocumentChange, ifMatch: string | null = null): DocumentRow {
    const before = this.find(instance, id);
    if (ifMatch !== null && ifMatch !== '*' && ifMatch !== etagOfDocument(before))
      throw new Problem('VERSION_MISMATCH', 'The document has changed since. Read it again.');
    const after = { ...before, ...change, version: before.version + 1 };
    if (after.ownerPost === null && after.ownerUser === null) {
      throw new Problem('INVALID', 'A document is never without an owner.', [
        { path: 'ownerPost', message: 'name a post or a user' },
      ]);
    }
    this.db
      .prepare(
        `UPDATE document SET status = @status, task = @task, ownerPost = @ownerPost, ownerUser = @ownerUser, note = @note,
           version = @version
         WHERE instance = @instance AND id = @id`,
      )
      .run({
        instance,
        id,
        status: after.status,
        task: after.task,
        ownerPost: after.ownerPost,
        ownerUser: after.ownerUser,
        note: after.note,
        version: after.version,
      });
    return after;
  }

  /** What is addressed to a user by name, or to a post, whoever can see it. */
  addressedTo(
    instance: string,
    to: { readonly user: string } | { readonly post: string },
    open: boolean | null,
    after: string | null,
    size: number,
  ): DocumentPage {
    const [column, value] = 'user' in to ? ['ownerUser', to.user] : ['ownerPost', to.post];
    return this.page(`instance = @instance AND ${column} = @value`, { instance, value }, open, after, size);
  }

  /** What a user sees, from a place on; nothing unless the user is active. `open` null means open and closed. */
  seenBy(instance: string, user: User, open: boolean | null, after: string | null, size: number): DocumentPage {
    if (user.status !== 'active') return { items: [], totalCount: 0, next: null };
    const owned = '(ownerUser = @user OR ownerPost IN (SELECT value FROM json_each(@posts)))';
    const values = { instance, user: user.id, posts: JSON.stringify(user.posts) };
    return this.page(`instance = @instance AND ${owned}`, values, open, after, size);
  }

  private page(
    condition: string,
    values: Readonly<Record<string, string>>,
    open: boolean | null,
    after: string | null,
    size: number,
  ): DocumentPage {
    const where = `${condition}${open === null ? '' : ` AND status ${open ? 'IN' : 'NOT IN'} (${OPEN})`}`;
    const counted = this.db
      .prepare<Record<string, unknown>>(`SELECT COUNT(*) AS n FROM document WHERE ${where}`)
      .get(values) as { n: number };
    const rows = this.db
      .prepare<Record<string, unknown>>(
        `SELECT * FROM document WHERE ${where} AND place > @after ORDER BY place LIMIT @limit`,
      )
      .all({ ...values, after: after ?? '', limit: size + 1 }) as DocumentRow[];
    const shown = rows.slice(0, size).map(documentOf);
    return { items: shown, totalCount: counted.n, next: rows.length > size ? shown.at(-1)!.place : null };
  }
}

export function etagOfDocument(document: DocumentRow): string {
  return `"${document.version}"`;
}

function placeOf(urgency: (typeof URGENCIES)[number], dueOn: string | null, id: string): string {
  return `${URGENCIES.length - 1 - URGENCIES.indexOf(urgency)}~${dueOn ?? NO_DUE_DAY}~${id}`;
}

function documentOf(row: DocumentRow): DocumentRow {
  return Object.fromEntries(COLUMNS.map((column) => [column, row[column]])) as unknown as DocumentRow;
}
