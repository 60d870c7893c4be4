/** Opens the store that a configuration names, and brings its tables up to date. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Clock } from '../shared/clock';
import { placeOf, prepareServer } from './server';
import { dataSourceOptions, type Entities, type StoreSettings } from './settings';
import { StoreFault } from './store-fault';
import { Store } from './store';

export { dataSourceOptions, type Entities, type StoreSettings } from './settings';

interface ConnectionPool {
  on(event: 'connection', listener: (connection: { query(sql: string): unknown }) => void): void;
}

const MIGRATIONS_WITHIN_SECONDS = 60;

export async function openStore(settings: StoreSettings, entities: Entities, clock: Clock): Promise<Store> {
  const place = settings.kind === 'sqlite' ? settings.file : placeOf(settings.url);
  try {
    return settings.kind === 'sqlite'
      ? await openFile(settings.file, entities, clock)
      : await openServer(settings.url, entities, clock);
  } catch (error) {
    throw StoreFault.of(error, 'open', place);
  }
}

async function openFile(file: string, entities: Entities, clock: Clock): Promise<Store> {
  mkdirSync(dirname(file), { recursive: true });
  const options = dataSourceOptions({ kind: 'sqlite', file }, entities);
  const writer = await new DataSource(options).initialize();
  await writer.runMigrations();
  const reader = await new DataSource({ ...options, prepareDatabase: queryOnly } as DataSourceOptions).initialize();
  return new Store(writer, reader, clock);
}

async function openServer(url: string, entities: Entities, clock: Clock): Promise<Store> {
  const server = await prepareServer(url);
  const options = dataSourceOptions({ kind: 'mysql', url }, entities, server);
  const writer = await new DataSource(options).initialize();
  await migrateAlone(writer);
  const reader = await new DataSource(options).initialize();
  await onlyRead(reader);
  return new Store(writer, reader, clock);
}

/** No connection of this pool takes a write, those that it opens later included. */
async function onlyRead(reader: DataSource): Promise<void> {
  const set = 'SET SESSION TRANSACTION READ ONLY';
  const { pool } = reader.driver as unknown as { readonly pool: ConnectionPool };
  pool.on('connection', (connection) => connection.query(set));
  // The one that the pool opened to find out about the server.
  await reader.query(set);
}

/** Several processes may start on one empty database at the same moment. */
async function migrateAlone(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.query("SELECT GET_LOCK(CONCAT('dieuhanh:', DATABASE()), ?)", [MIGRATIONS_WITHIN_SECONDS]);
    await source.runMigrations();
    await runner.query("SELECT RELEASE_LOCK(CONCAT('dieuhanh:', DATABASE()))");
  } finally {
    await runner.release();
  }
}

function queryOnly(database: { pragma(text: string): unknown }): void {
  database.pragma('query_only = 1');
  database.pragma('busy_timeout = 5000');
}
