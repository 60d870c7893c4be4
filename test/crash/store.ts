/**
 * The store of a city, read without a line of ours: by SQLite on the files, or by a client of MariaDB. Both understand the
 * statements of the checks: what differs is set for the connection.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { rowsOf } from '../process/city-process';

export interface StoreView {
  /** By which the command line reads the same store. */
  readonly settings: Readonly<Record<string, string>>;
  rows<T>(sql: string): Promise<T[]>;
}

const FILES = ['city.db', 'city.db-wal'];

export function storeIn(folder: string): StoreView {
  return { settings: { DIEUHANH_HOME: folder }, rows: (sql) => Promise.resolve(rowsOf(folder, sql)) };
}

/** A copy of the files, so that the city's own are left as the crash left them. */
export function copyOf(from: string, to: string): StoreView {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const file of FILES) if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
  return storeIn(to);
}

export function storeAt(url: string, folder: string): StoreView {
  return {
    settings: { DIEUHANH_HOME: folder, DIEUHANH_STORE_URL: url },
    async rows<T>(sql: string): Promise<T[]> {
      const connection = await createConnection({ uri: url, dateStrings: true });
      try {
        // `||` joins texts, as on SQLite.
        await connection.query("SET SESSION sql_mode = 'PIPES_AS_CONCAT'");
        const [rows] = await connection.query<RowDataPacket[]>(sql);
        return rows as T[];
      } finally {
        await connection.end();
      }
    },
  };
}

/** An instant as both stores compare it: `2026-03-02 02:05:00.000`. */
export function stored(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '');
}
