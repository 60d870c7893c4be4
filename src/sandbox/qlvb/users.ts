/**
 * The users of the instances. The id is given by the server and never changes; the version grows with every change
 * that changed something, so that a repeated write leaves no trace.
 */
import { randomUUID } from 'node:crypto';
import type { Db } from './database';
import { OPEN_STATUSES, type NewUser, type UserDelta } from './input';
import { Problem } from './problem';

export type UserStatus = 'active' | 'disabled' | 'archived';

export interface User {
  readonly id: string;
  readonly login: string;
  readonly externalId: string | null;
  readonly fullName: string | null;
  readonly title: string | null;
  readonly unit: string | null;
  readonly posts: readonly string[];
  readonly roles: readonly string[];
  readonly fields: readonly string[];
  readonly status: UserStatus;
  readonly version: number;
  /** Where papers addressed to this user by name go while the user is not active. */
  readonly redirectPost: string | null;
  /** Open papers that are addressed to this user by name. */
  readonly pending: number;
}

export interface UserFilter {
  readonly login: string | null;
  readonly externalId: string | null;
}

export interface UserPage {
  readonly items: readonly User[];
  /** Cursor of the page that follows; null at the end. */
  readonly next: string | null;
}

interface UserRow extends Omit<User, 'posts' | 'roles' | 'fields'> {
  readonly seq: number;
  readonly posts: string;
  readonly roles: string;
  readonly fields: string;
}

const PENDING = `(SELECT COUNT(*) FROM document WHERE document.instance = user.instance AND document.ownerUser = user.id
  AND document.status IN (${OPEN_STATUSES.map((status) => `'${status}'`).join(', ')})) AS pending`;

export class Users {
  constructor(private readonly db: Db) {}

  find(instance: string, id: string): User {
    const row = this.db.prepare(`SELECT *, ${PENDING} FROM user WHERE instance = ? AND id = ?`).get(instance, id) as
      UserRow | undefined;
    if (!row) throw new Problem('USER_NOT_FOUND', 'There is no such user in this instance.');
    return userOf(row);
  }

  list(instance: string, filter: UserFilter, after: number, size: number): UserPage {
    const conditions = ['instance = @instance', 'seq > @after'];
    if (filter.login !== null) conditions.push('login = @login');
    if (filter.externalId !== null) conditions.push('externalId = @externalId');
    const rows = this.db
      .prepare<Record<string, unknown>>(
        `SELECT *, ${PENDING} FROM user WHERE ${conditions.join(' AND ')} ORDER BY seq LIMIT @limit`,
      )
      .all({ instance, after, login: filter.login, externalId: filter.externalId, limit: size + 1 }) as UserRow[];
    const shown = rows.slice(0, size);
    return { items: shown.map(userOf), next: rows.length > size ? String(shown.at(-1)!.seq) : null };
  }

  create(instance: string, input: NewUser): User {
    const user: User = {
      id: randomUUID(),
      login: input.login,
      externalId: input.externalId ?? null,
      fullName: input.fullName ?? null,
      title: input.title ?? null,
      unit: input.unit ?? null,
      posts: setOf(input.posts),
      roles: setOf(input.roles),
      fields: setOf(input.fields),
      status: 'active',
      version: 1,
      redirectPost: null,
      pending: 0,
    };
    try {
      this.db
        .prepare(
          `INSERT INTO user (instance, id, login, externalId, fullName, title, unit, posts, roles, fields, status, version)
           VALUES (@instance, @id, @login, @externalId, @fullName, @title, @unit, @posts, @roles, @fields, @status, @version)`,
        )
        .run({ instance, ...columnsOf(user) });
    } catch (cause) {
      throw takenProblem(cause);
    }
    return user;
  }

  modify(instance: string, id: string, delta: UserDelta, ifMatch: string | null): User {
    const user = this.find(instance, id);
    checkVersion(user, ifMatch);
    const { posts, ...plain } = delta.set;
    return this.save(instance, user, {
      ...user,
      ...plain,
      posts: posts === undefined ? user.posts : setOf(posts ?? []),
      roles: changed(user.roles, delta.addRoles, delta.removeRoles),
      fields: changed(user.fields, delta.addFields, delta.removeFields),
    });
  }

  setStatus(instance: string, id: string, status: UserStatus, ifMatch: string | null): User {
    const user = this.find(instance, id);
    checkVersion(user, ifMatch);
    // Who is archived is out of the live service already; disabling adds nothing to that.
    const next = status === 'disabled' && user.status === 'archived' ? 'archived' : status;
    // Who is back gets the own papers again.
    const redirectPost = next === 'active' ? null : user.redirectPost;
    return this.save(instance, user, { ...user, status: next, redirectPost });
  }

  delete(instance: string, id: string, ifMatch: string | null): void {
    checkVersion(this.find(instance, id), ifMatch);
    this.db.prepare('DELETE FROM user WHERE instance = ? AND id = ?').run(instance, id);
  }

  private save(instance: string, before: User, after: User): User {
    if (JSON.stringify(columnsOf(before)) === JSON.stringify(columnsOf(after))) return before;
    const saved = { ...after, version: before.version + 1 };
    this.db
      .prepare(
        `UPDATE user SET fullName = @fullName, title = @title, unit = @unit, posts = @posts, roles = @roles,
           fields = @fields, status = @status, version = @version, redirectPost = @redirectPost WHERE instance = @instance AND id = @id`,
      )
      .run({ instance, ...columnsOf(saved) });
    return saved;
  }
}

export function etagOf(user: User): string {
  return `"${user.version}"`;
}

function checkVersion(user: User, ifMatch: string | null): void {
  if (ifMatch === null || ifMatch === '*' || ifMatch === etagOf(user)) return;
  throw new Problem('VERSION_MISMATCH', 'The user has changed since. Read it again.');
}

function setOf(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

function changed(values: readonly string[], add: readonly string[], remove: readonly string[]): readonly string[] {
  const removed = new Set(remove);
  return setOf([...values.filter((value) => !removed.has(value)), ...add]);
}

function columnsOf(user: User): Omit<UserRow, 'seq'> {
  return {
    ...user,
    posts: JSON.stringify(user.posts),
    roles: JSON.stringify(user.roles),
    fields: JSON.stringify(user.fields),
  };
}

function userOf(row: UserRow): User {
  return {
    id: row.id,
    login: row.login,
    externalId: row.externalId,
    fullName: row.fullName,
    title: row.title,
    unit: row.unit,
    posts: JSON.parse(row.posts) as string[],
    roles: JSON.parse(row.roles) as string[],
    fields: JSON.parse(row.fields) as string[],
    status: row.status,
    version: row.version,
    redirectPost: row.redirectPost,
    pending: row.pending,
  };
}

function takenProblem(cause: unknown): unknown {
  const { code, message } = cause as { code?: string; message?: string };
  if (code !== 'SQLITE_CONSTRAINT_UNIQUE') return cause;
  return message?.includes('externalId')
    ? new Problem('EXTERNAL_ID_TAKEN', 'Another user has this externalId.')
    : new Problem('LOGIN_TAKEN', 'Another user has this login.');
}
