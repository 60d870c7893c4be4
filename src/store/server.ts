/**
 * A database server is looked at before it is used: which one it is, whether it takes writes, and by which rule texts in
 * an empty database will be compared. Everywhere here two texts are equal only when they are the same, as on SQLite:
 * a server's usual rule finds 'nguyen anh' equal to 'nguyễn ánh', and a login equal to itself in capitals.
 */
import { createConnection, type Connection } from 'mysql2/promise';
import { EXACT, type DatabaseServer } from './exact-texts';
import { StoreFault } from './store-fault';

const CONNECT_WITHIN_MS = 10_000;

export async function prepareServer(url: string): Promise<DatabaseServer> {
  let connection: Connection;
  try {
    connection = await createConnection({
      uri: url.replace(/^mariadb:/, 'mysql:'),
      connectTimeout: CONNECT_WITHIN_MS,
    });
  } catch (error) {
    throw StoreFault.of(error, 'connect', placeOf(url));
  }
  try {
    const [row] = await rows<{ version: string; readOnly: number; tables: number; collation: string }>(
      connection,
      `SELECT VERSION() AS version, @@read_only AS readOnly, @@collation_database AS collation,
        (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()) AS tables`,
    );
    const server = /mariadb/i.test(row!.version) ? 'mariadb' : 'mysql';
    if (row!.readOnly !== 0) throw new StoreFault('read-only', 'open', placeOf(url));
    if (row!.tables === 0 && row!.collation !== EXACT[server])
      await connection.query(`ALTER DATABASE CHARACTER SET utf8mb4 COLLATE ${EXACT[server]}`);
    return server;
  } catch (error) {
    throw StoreFault.of(error, 'open', placeOf(url));
  } finally {
    connection.destroy();
  }
}

async function rows<T>(connection: Connection, sql: string): Promise<T[]> {
  const [found] = await connection.query(sql);
  return found as T[];
}

/** Host, port and database, without the account. */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '3306'}${pathname}`;
}
