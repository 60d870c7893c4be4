/** Mailboxes, messages and access lists of every user, and the news of a change for whoever has a mailbox open. */
import { EventEmitter } from 'node:events';
import type { Database } from './database';
import type { Dictionary } from './dictionary';

export interface Mailbox {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly subscribed: boolean;
}

export interface MessageHead {
  readonly uid: number;
  readonly flags: readonly string[];
  readonly receivedAt: Date;
  readonly size: number;
}

export interface MailboxCounts {
  readonly messages: number;
  readonly unseen: number;
  readonly bytes: number;
}

export interface AclEntry {
  readonly mailbox: string;
  readonly identifier: string;
  readonly rights: readonly string[];
}

interface MailboxRow {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly uid_validity: number;
  readonly uid_next: number;
  readonly subscribed: number;
}

interface MessageRow {
  readonly uid: number;
  readonly flags: string;
  readonly received_at: number;
  readonly size: number;
}

/** The largest mailbox that is shown; more than any quota here can hold. */
const MESSAGES_MAX = 100_000;
const MAILBOXES_MAX = 1_000;

export class MailStore {
  private readonly changes = new EventEmitter();

  constructor(
    private readonly database: Database,
    private readonly dictionary: Dictionary,
  ) {
    this.changes.setMaxListeners(0);
  }

  /** Calls back after every change of one mailbox; returns how to stop. */
  watch(mailboxId: number, changed: () => void): () => void {
    const event = String(mailboxId);
    this.changes.on(event, changed);
    return () => this.changes.off(event, changed);
  }

  mailboxes(owner: string): Mailbox[] {
    const rows = this.database
      .prepare('SELECT * FROM mailbox WHERE owner = ? ORDER BY name LIMIT ?')
      .all(owner, MAILBOXES_MAX);
    return (rows as MailboxRow[]).map(mailboxOf);
  }

  mailbox(owner: string, name: string): Mailbox | null {
    const row = this.database.prepare('SELECT * FROM mailbox WHERE owner = ? AND name = ?').get(owner, name) as
      MailboxRow | undefined;
    return row ? mailboxOf(row) : null;
  }

  /** False when it is there already. */
  createMailbox(owner: string, name: string, now: Date): boolean {
    const validity = Math.floor(now.getTime() / 1000);
    const result = this.database
      .prepare('INSERT INTO mailbox (owner, name, uid_validity) VALUES (?, ?, ?) ON CONFLICT (owner, name) DO NOTHING')
      .run(owner, name, validity);
    return result.changes > 0;
  }

  /** INBOX is made by itself at the first delivery or sign-in, as in Dovecot. */
  inbox(owner: string, now: Date): Mailbox {
    this.createMailbox(owner, 'INBOX', now);
    return this.mailbox(owner, 'INBOX')!;
  }

  deleteMailbox(owner: string, name: string): boolean {
    const mailbox = this.mailbox(owner, name);
    if (mailbox === null) return false;
    this.database.prepare('DELETE FROM message WHERE mailbox_id = ?').run(mailbox.id);
    this.database.prepare('DELETE FROM mailbox WHERE id = ?').run(mailbox.id);
    this.changed(mailbox.id);
    return true;
  }

  subscribe(owner: string, name: string, subscribed: boolean): void {
    this.database
      .prepare('UPDATE mailbox SET subscribed = ? WHERE owner = ? AND name = ?')
      .run(subscribed ? 1 : 0, owner, name);
  }

  counts(mailboxId: number): MailboxCounts {
    return this.database
      .prepare(
        `SELECT count(*) AS messages, coalesce(sum(size), 0) AS bytes,
           coalesce(sum(CASE WHEN ' ' || flags || ' ' LIKE '% \\Seen %' THEN 0 ELSE 1 END), 0) AS unseen
         FROM message WHERE mailbox_id = ?`,
      )
      .get(mailboxId) as MailboxCounts;
  }

  usedBytes(owner: string): { readonly bytes: number; readonly messages: number } {
    return this.database
      .prepare(
        'SELECT coalesce(sum(size), 0) AS bytes, count(*) AS messages FROM message WHERE mailbox_id IN (SELECT id FROM mailbox WHERE owner = ?)',
      )
      .get(owner) as { bytes: number; messages: number };
  }

  /** Stores one message and returns its UID; committed when this returns. */
  append(mailboxId: number, raw: Buffer, receivedAt: Date, flags: readonly string[] = []): number {
    const store = this.database.transaction((): number => {
      const { uid_next: uid } = this.database
        .prepare('SELECT uid_next FROM mailbox WHERE id = ?')
        .get(mailboxId) as MailboxRow;
      this.database.prepare('UPDATE mailbox SET uid_next = ? WHERE id = ?').run(uid + 1, mailboxId);
      this.database
        .prepare('INSERT INTO message (mailbox_id, uid, flags, received_at, size, raw) VALUES (?, ?, ?, ?, ?, ?)')
        .run(mailboxId, uid, flags.join(' '), receivedAt.getTime(), raw.length, raw);
      return uid;
    });
    const uid = store();
    this.changed(mailboxId);
    return uid;
  }

  uids(mailboxId: number): number[] {
    const rows = this.database
      .prepare('SELECT uid FROM message WHERE mailbox_id = ? ORDER BY uid LIMIT ?')
      .all(mailboxId, MESSAGES_MAX);
    return (rows as { uid: number }[]).map((row) => row.uid);
  }

  /** The flags of every message by UID, as they are stored. */
  flagsByUid(mailboxId: number): Map<number, string> {
    const rows = this.database
      .prepare('SELECT uid, flags FROM message WHERE mailbox_id = ? ORDER BY uid LIMIT ?')
      .all(mailboxId, MESSAGES_MAX);
    return new Map((rows as { uid: number; flags: string }[]).map((row) => [row.uid, row.flags]));
  }

  head(mailboxId: number, uid: number): MessageHead | null {
    const row = this.database
      .prepare('SELECT uid, flags, received_at, size FROM message WHERE mailbox_id = ? AND uid = ?')
      .get(mailboxId, uid);
    return row ? headOf(row as MessageRow) : null;
  }

  raw(mailboxId: number, uid: number): Buffer | null {
    const row = this.database
      .prepare('SELECT raw FROM message WHERE mailbox_id = ? AND uid = ?')
      .get(mailboxId, uid) as { raw: Uint8Array } | undefined;
    return row ? Buffer.from(row.raw) : null;
  }

  setFlags(mailboxId: number, uid: number, flags: readonly string[]): void {
    this.database
      .prepare('UPDATE message SET flags = ? WHERE mailbox_id = ? AND uid = ?')
      .run([...new Set(flags)].join(' '), mailboxId, uid);
    this.changed(mailboxId);
  }

  remove(mailboxId: number, uids: readonly number[]): void {
    const remove = this.database.prepare('DELETE FROM message WHERE mailbox_id = ? AND uid = ?');
    this.database.transaction(() => uids.forEach((uid) => remove.run(mailboxId, uid)))();
    if (uids.length > 0) this.changed(mailboxId);
  }

  acl(owner: string, mailbox: string): AclEntry[] {
    const rows = this.database
      .prepare('SELECT mailbox, identifier, rights FROM acl WHERE owner = ? AND mailbox = ? ORDER BY identifier')
      .all(owner, mailbox);
    return (rows as { mailbox: string; identifier: string; rights: string }[]).map((row) => ({
      ...row,
      rights: row.rights.split(' '),
    }));
  }

  setAcl(owner: string, mailbox: string, identifier: string, rights: readonly string[]): void {
    this.database
      .prepare(
        'INSERT INTO acl (owner, mailbox, identifier, rights) VALUES (?, ?, ?, ?) ON CONFLICT (owner, mailbox, identifier) DO UPDATE SET rights = excluded.rights',
      )
      .run(owner, mailbox, identifier, rights.join(' '));
    this.dictionary.set(sharedBoxKey(identifier, owner), '1');
  }

  deleteAcl(owner: string, mailbox: string, identifier: string): void {
    this.database
      .prepare('DELETE FROM acl WHERE owner = ? AND mailbox = ? AND identifier = ?')
      .run(owner, mailbox, identifier);
    const left = this.database.prepare('SELECT 1 FROM acl WHERE owner = ? AND identifier = ?').get(owner, identifier);
    if (!left) this.dictionary.unset(sharedBoxKey(identifier, owner));
  }

  /** Rights of a user on another user's mailbox; none without an entry. */
  rights(owner: string, mailbox: string, user: string): readonly string[] {
    return this.acl(owner, mailbox).find((entry) => entry.identifier === `user=${user}`)?.rights ?? [];
  }

  /** Owners that share something with a user, as the list of shared mailboxes needs them. */
  sharers(user: string): string[] {
    const prefix = `shared/shared-boxes/user/${user}/`;
    return this.dictionary.iterate(prefix, false).map((entry) => entry.key.slice(prefix.length));
  }

  private changed(mailboxId: number): void {
    this.changes.emit(String(mailboxId));
  }
}

/** `user=nvmau` sharing from `so-tttt` → `shared/shared-boxes/user/nvmau/so-tttt`, Dovecot's own layout. */
function sharedBoxKey(identifier: string, owner: string): string {
  return `shared/shared-boxes/${identifier.replace('=', '/')}/${owner}`;
}

function mailboxOf(row: MailboxRow): Mailbox {
  return {
    id: row.id,
    owner: row.owner,
    name: row.name,
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    subscribed: row.subscribed === 1,
  };
}

function headOf(row: MessageRow): MessageHead {
  return {
    uid: row.uid,
    flags: row.flags === '' ? [] : row.flags.split(' '),
    receivedAt: new Date(row.received_at),
    size: row.size,
  };
}
