/**
 * A store as the release before handovers could be reversed left it (its seven migrations), with two rows in every
 * table; on the server under the rule of comparing that a Debian MariaDB has of its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Readonly<Record<string, unknown>>;

/** Its statements, one by one; no text in it ends a line with a semicolon. */
export function previousRelease(kind: 'sqlite' | 'mariadb'): readonly string[] {
  return readFileSync(join(__dirname, 'previous-release', `${kind}.sql`), 'utf8')
    .split(/;\s*\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '' && !/^(PRAGMA|BEGIN|COMMIT)\b/.test(statement));
}

/** All rows of all tables but the list of migrations, the rows of a table in the order of their first column. */
export async function rowsOf(
  tables: readonly string[],
  query: (sql: string) => Promise<readonly Row[]>,
  quote: '"' | '`',
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const rows = new Map<string, readonly Row[]>();
  for (const table of tables) {
    const found = await query(`SELECT * FROM ${quote}${table}${quote}`);
    rows.set(
      table,
      [...found].sort((one, other) => (String(Object.values(one)[0]) < String(Object.values(other)[0]) ? -1 : 1)),
    );
  }
  return rows;
}
