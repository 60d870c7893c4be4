/** The tree's SQLite file: one row per entry, write-ahead log, one transaction per commit. Survives kill -9. */
import Database from 'libsql';
import { parseDn } from './dn';
import { placeOf, type Entry, type StoredAttribute } from './entry';
import type { Commit } from './tree';

interface Row {
  readonly id: number;
  readonly dn: string;
  readonly uuid: string;
  readonly created_at: string;
  readonly modified_at: string;
  readonly csn: string;
  readonly attributes: string;
  readonly password_hash: string | null;
  readonly password_changed_at: string | null;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY,
    dn TEXT NOT NULL,
    uuid TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    modified_at TEXT NOT NULL,
    csn TEXT NOT NULL,
    attributes TEXT NOT NULL,
    password_hash TEXT,
    password_changed_at TEXT
  ) STRICT`;

const UPSERT = `
  INSERT INTO entry (id, dn, uuid, created_at, modified_at, csn, attributes, password_hash, password_changed_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET dn = excluded.dn, modified_at = excluded.modified_at, csn = excluded.csn,
    attributes = excluded.attributes, password_hash = excluded.password_hash, password_changed_at = excluded.password_changed_at`;

export class EntryFile {
  private readonly database: Database.Database;
  private readonly upsert: Database.Statement;
  private readonly remove: Database.Statement;

  constructor(path: string) {
    this.database = new Database(path);
    this.database.pragma('journal_mode = WAL');
    this.database.pragma('synchronous = NORMAL');
    this.database.exec(SCHEMA);
    this.upsert = this.database.prepare(UPSERT);
    this.remove = this.database.prepare('DELETE FROM entry WHERE id = ?');
  }

  load(): Entry[] {
    const rows = this.database.prepare('SELECT * FROM entry ORDER BY id').all() as Row[];
    return rows.map((row) => ({
      id: row.id,
      ...placeOf(parseDn(row.dn)),
      uuid: row.uuid,
      createdAt: row.created_at,
      modifiedAt: row.modified_at,
      csn: row.csn,
      attributes: new Map(
        (JSON.parse(row.attributes) as StoredAttribute[]).map((one) => [one.name.toLowerCase(), one]),
      ),
      passwordHash: row.password_hash,
      passwordChangedAt: row.password_changed_at,
    }));
  }

  write(commit: Commit): void {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      for (const id of commit.remove ?? []) this.remove.run(id);
      for (const entry of commit.put ?? []) this.put(entry);
      this.database.exec('COMMIT');
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }

  private put(entry: Entry): void {
    const attributes = JSON.stringify([...entry.attributes.values()]);
    this.upsert.run(
      entry.id,
      entry.dnText,
      entry.uuid,
      entry.createdAt,
      entry.modifiedAt,
      entry.csn,
      attributes,
      entry.passwordHash,
      entry.passwordChangedAt,
    );
  }
}
