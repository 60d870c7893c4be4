/** Rows of a SQLite file, kept in memory and put back: a history costs a few inserts and no new file. */
import type Database from 'libsql';

type Row = Record<string, unknown>;

const ROWS_AT_ONCE = 50;

export class KeptRows {
  private readonly tables: readonly { readonly name: string; readonly rows: readonly Row[] }[];

  /** Takes over what is in the tables now. */
  constructor(private readonly database: Database.Database) {
    const names = database
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'",
      )
      .all() as { name: string }[];
    this.tables = names.map(({ name }) => ({ name, rows: database.prepare(`SELECT * FROM "${name}"`).all() as Row[] }));
  }

  putBack(): void {
    this.database.exec('BEGIN IMMEDIATE');
    this.database.exec(this.tables.map(({ name }) => `DELETE FROM "${name}"`).join(';'));
    for (const { name, rows } of this.tables) {
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
