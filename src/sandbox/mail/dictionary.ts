/**
 * The dictionary that doveadm's dict commands write and that signing in and delivery read, laid out as
 * `src/connectors/dovecot/README.md` configures a real Dovecot: `shared/userdb/<name or address>` says who has a
 * mailbox, `shared/deny/<name or address>` who may not sign in.
 */
import type { Database } from './database';

export interface DictEntry {
  readonly key: string;
  readonly value: string;
}

/** A user as userdb tells it; an address resolves to the user that owns it. */
export interface MailUser {
  readonly user: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Null is no limit. */
  readonly quotaKiB: number | null;
}

const USERDB = 'shared/userdb/';
const DENY = 'shared/deny/';
/** More than a city has; an iteration never grows without bound. */
const ITERATION_MAX = 200_000;

export class Dictionary {
  constructor(private readonly database: Database) {}

  get(key: string): string | null {
    const row = this.database.prepare('SELECT value FROM dict WHERE key = ?').get(key) as { value: string } | undefined;
    return row?.value ?? null;
  }

  set(key: string, value: string): void {
    this.database
      .prepare('INSERT INTO dict (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, value);
  }

  unset(key: string): void {
    this.database.prepare('DELETE FROM dict WHERE key = ?').run(key);
  }

  /** Entries below a prefix; without `recurse` only those with no further slash. */
  iterate(prefix: string, recurse: boolean): DictEntry[] {
    const rows = this.database
      .prepare('SELECT key, value FROM dict WHERE key >= ? AND key < ? ORDER BY key LIMIT ?')
      .all(prefix, `${prefix}\u{10ffff}`, ITERATION_MAX) as DictEntry[];
    return recurse ? rows : rows.filter((row) => !row.key.slice(prefix.length).includes('/'));
  }

  user(name: string): MailUser | null {
    const value = this.get(USERDB + name.toLowerCase());
    if (value === null) return null;
    const fields = flatObject(value);
    if (fields === null) return null;
    return { user: fields.user ?? name.toLowerCase(), fields, quotaKiB: quotaOf(fields.quota_rule) };
  }

  userNames(): string[] {
    return this.iterate(USERDB, true).map((entry) => entry.key.slice(USERDB.length));
  }

  denies(name: string): boolean {
    return this.get(DENY + name.toLowerCase()) !== null;
  }
}

/** Dovecot reads one level of JSON with strings as values; anything else is no user. */
function flatObject(json: string): Record<string, string> | null {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, String(value)]));
  } catch {
    return null;
  }
}

const UNIT_KIB: Readonly<Record<string, number>> = { K: 1, M: 1024, G: 1024 * 1024 };

/** `*:storage=50M` → 51,200; a storage of 0 is no limit, as in Dovecot. */
function quotaOf(rule: string | undefined): number | null {
  const match = /^\*:storage=(\d+)([KMG])$/.exec(rule ?? '');
  return match && Number(match[1]) > 0 ? Number(match[1]) * UNIT_KIB[match[2]!]! : null;
}
