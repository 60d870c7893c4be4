/** Opens the mail server's file: one synchronous SQLite database that survives a killed process (WAL). */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';

export type Database = InstanceType<typeof Libsql>;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS dict (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS mailbox (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    uid_next INTEGER NOT NULL DEFAULT 1,
    subscribed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (owner, name)
  );
  CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY,
    mailbox_id INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
    uid INTEGER NOT NULL,
    flags TEXT NOT NULL DEFAULT '',
    received_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    raw BLOB NOT NULL,
    UNIQUE (mailbox_id, uid)
  );
  CREATE TABLE IF NOT EXISTS acl (
    owner TEXT NOT NULL,
    mailbox TEXT NOT NULL,
    identifier TEXT NOT NULL,
    rights TEXT NOT NULL,
    PRIMARY KEY (owner, mailbox, identifier)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sieve_script (
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (owner, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sieve_answer (
    owner TEXT NOT NULL,
    correspondent TEXT NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (owner, correspondent)
  ) WITHOUT ROWID;
`;

export function openDatabase(file: string): Database {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Libsql(file);
  database.pragma('journal_mode = WAL');
  // A killed process loses nothing at NORMAL; only a power cut may lose the last commits.
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  database.exec(SCHEMA);
  return database;
}
