/**
 * OpenLDAP, Dovecot and MariaDB; QLVB, of which there is no other, is the embedded one. Leases count by the database's
 * clock on MariaDB: its sessions are told the time of the history.
 */
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { Connector } from '../../../src/connectors/contract';
import { createDovecotConnector } from '../../../src/connectors/dovecot';
import { createLdapConnector } from '../../../src/connectors/ldap';
import type { Clock } from '../../../src/shared/clock';
import { dataSourceOptions, type Entities } from '../../../src/store/open';
import { prepareServer } from '../../../src/store/server';
import { sleep } from '../../../src/shared/timing';
import { startMariadb, UNSYNCED } from '../../servers';
import { Papers } from './papers';
import { RealDirectory } from './real-directory';
import { RealMail } from './real-mail';
import type { Servers } from './servers';
import { SyncMariadb } from './sync-mariadb';

const LOOKS_MAX = 500;
const LOOK_EVERY_MS = 10;
const WRITES: readonly string[] = ['create', 'modify', 'enable', 'disable', 'archive', 'delete'];

export async function startReal(folder: string, entities: Entities): Promise<Servers> {
  const started: { close(): Promise<void> }[] = [];
  try {
    const database = await startMariadb({ folder: join(folder, 'mariadb'), settings: UNSYNCED });
    started.push({ close: () => database.stop() });
    const server = await prepareServer(database.url);
    const options = dataSourceOptions({ kind: 'mysql', url: database.url }, entities, server);
    const writer = await new DataSource(options).initialize();
    await writer.runMigrations();
    const reader = await new DataSource(options).initialize();
    let clock: Clock | null = null;
    for (const source of [writer, reader]) keepTime(source, () => clock);
    const directory = await RealDirectory.start(folder);
    started.push(directory);
    const mail = await RealMail.start(folder, directory.slapd);
    started.push(mail);
    const rows = new SyncMariadb(database.url);
    return {
      writer,
      reader,
      rows,
      directory,
      mail,
      papers: await Papers.start(folder),
      restarts: true,
      connect: (targetId) =>
        targetId === 'directory'
          ? watched(createLdapConnector(directory.settings), () => directory.refresh())
          : watched(createDovecotConnector(mail.settings), () => mail.refresh()),
      settled: () => noTransaction(rows),
      turnTo: (own) => {
        clock = own;
      },
      close: () => database.stop(),
    };
  } catch (error) {
    for (const one of started.reverse()) await one.close();
    throw error;
  }
}

async function noTransaction(rows: SyncMariadb): Promise<void> {
  const open = rows.prepare('SELECT COUNT(*) AS n FROM information_schema.innodb_trx');
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    if ((open.get() as { n: number }).n === 0) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error('a transaction of the history before does not end');
}

interface Pool {
  getConnection(taken: (error: unknown, connection?: { query(sql: string): unknown }) => void): void;
}

/** Whoever takes a connection finds it at the time of the history. */
function keepTime(source: DataSource, clock: () => Clock | null): void {
  const { pool } = source.driver as unknown as { readonly pool: Pool };
  const take = pool.getConnection.bind(pool);
  pool.getConnection = (taken) =>
    take((error, connection) => {
      const at = clock()?.now();
      if (at !== undefined) connection?.query(`SET SESSION timestamp = ${at.getTime() / 1_000}`);
      taken(error, connection);
    });
}

/** What a system holds is read again after each write, whatever became of it. */
function watched(connector: Connector, refresh: () => Promise<void>): Connector {
  return new Proxy(connector, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const act = value.bind(target) as (...parameters: unknown[]) => Promise<unknown>;
      if (!WRITES.includes(String(name))) return act;
      return async (...parameters: unknown[]) => {
        try {
          return await act(...parameters);
        } finally {
          await refresh();
        }
      };
    },
  });
}
