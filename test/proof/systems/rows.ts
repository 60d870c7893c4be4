/** Rows of a database, kept in memory and put back: a history costs a few inserts and no new file. */
import type Database from 'libsql';

type Row = Record<string, unknown>;

export interface Statement {
  all(...parameters: unknown[]): unknown[];
  get(...parameters: unknown[]): unknown;
  run(...parameters: unknown[]): unknown;
}

/** What the proof needs of the store behind everything: statements that are answered at once. */
export interface Rows {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  tables(): readonly string[];
  close(): void;
}

/** A file of SQLite. */
export class FileRows implements Rows {
  constructor(private readonly database: Database.Database) {}

  prepare(sql: string): Statement {
    return this.database.prepare(sql);
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  tables(): readonly string[] {
    const names = this.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'",
    ).all() as { name: string }[];
    return names.map(({ name }) => name);
  }

  close(): void {
    this.database.close();
  }
}

const ROWS_AT_ONCE = 50;

export class KeptRows {
  private readonly kept: readonly { readonly name: string; readonly rows: readonly Row[] }[];

  /** Takes over what is in the tables now. */
  constructor(private readonly database: Rows) {
    this.kept = database
      .tables()
      .map((name) => ({ name, rows: database.prepare(`SELECT * FROM "${name}"`).all() as Row[] }));
  }

  putBack(): void {
    this.database.exec('BEGIN');
    this.database.exec(this.kept.map(({ name }) => `DELETE FROM "${name}"`).join(';'));
    for (const { name, rows } of this.kept) {
      const [first] = rows;
      if (first === undefined) continue;
      const columns = Object.keys(first);
      const values = `(${columns.map(() => '?').join(', ')})`;
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
        const some = rows.slice(from, from + ROWS_AT_ONCE);
        const names = columns.map((one) => `"${one}"`).join(', ');
        const insert = this.database.prepare(
          `INSERT INTO "${name}" (${names}) VALUES ${some.map(() => values).join(', ')}`,
        );
        insert.run(...some.flatMap((row) => columns.map((column) => row[column])));
      }
    }
    this.database.exec('COMMIT');
  }
}
