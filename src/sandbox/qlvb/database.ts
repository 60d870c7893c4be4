/** The tables of every instance in one SQLite file; a write that was answered survives `kill -9` (WAL). */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

export type Db = Database.Database;

const TABLES = `
  CREATE TABLE IF NOT EXISTS user (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    instance TEXT NOT NULL, id TEXT NOT NULL, login TEXT NOT NULL, externalId TEXT,
    fullName TEXT, title TEXT, unit TEXT, posts TEXT NOT NULL, roles TEXT NOT NULL, fields TEXT NOT NULL,
    status TEXT NOT NULL, version INTEGER NOT NULL, redirectPost TEXT,
    CONSTRAINT uq_user_id UNIQUE (instance, id),
    CONSTRAINT uq_user_login UNIQUE (instance, login),
    CONSTRAINT uq_user_external UNIQUE (instance, externalId)
  );
  CREATE TABLE IF NOT EXISTS document (
    instance TEXT NOT NULL, id TEXT NOT NULL, place TEXT NOT NULL,
    number TEXT, subject TEXT NOT NULL, type TEXT NOT NULL, senderUnit TEXT, urgency TEXT NOT NULL,
    receivedOn TEXT, dueOn TEXT, status TEXT NOT NULL, task TEXT NOT NULL, kind TEXT NOT NULL,
    ownerPost TEXT, ownerUser TEXT, note TEXT, drafter TEXT, version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (instance, id)
  );
  CREATE INDEX IF NOT EXISTS ix_document_post ON document (instance, ownerPost, place);
  CREATE INDEX IF NOT EXISTS ix_document_user ON document (instance, ownerUser, place);
`;

/** Columns that a file of an earlier version does not have. */
const LATER = [
  ['user', 'redirectPost', 'TEXT'],
  ['document', 'drafter', 'TEXT'],
  ['document', 'version', 'INTEGER NOT NULL DEFAULT 1'],
] as const;

export function openDatabase(file: string): Db {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(TABLES);
  for (const [table, column, type] of LATER) addColumn(db, table, column, type);
  return db;
}

function addColumn(db: Db, table: string, column: string, type: string): void {
  const columns = db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as { readonly name: string }[];
  if (!columns.some(({ name }) => name === column)) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
}
