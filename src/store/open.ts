/** Opens the store that a configuration names, and brings its tables up to date. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { Clock } from '../shared/clock';
import { MIGRATIONS } from './migrations';
import { Store } from './store';

export type StoreSettings =
  { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'mysql'; readonly url: string };

export type Entities = readonly EntityTarget<ObjectLiteral>[];

export function dataSourceOptions(settings: StoreSettings, entities: Entities): DataSourceOptions {
  const common = {
    entities: [...entities] as never[],
    migrations: MIGRATIONS,
    synchronize: false,
    migrationsTransactionMode: 'each' as const,
  };
  if (settings.kind === 'mysql') {
    return { type: 'mysql', url: settings.url, timezone: 'Z', charset: 'utf8mb4', ...common };
  }
  // libsql ships its binaries; better-sqlite3 itself would have to be compiled.
  return { type: 'better-sqlite3', driver: require('libsql'), database: settings.file, enableWAL: true, ...common };
}

export async function openStore(settings: StoreSettings, entities: Entities, clock: Clock): Promise<Store> {
  if (settings.kind === 'sqlite') mkdirSync(dirname(settings.file), { recursive: true });
  const options = dataSourceOptions(settings, entities);
  const writer = await new DataSource(options).initialize();
  await writer.runMigrations();
  if (settings.kind === 'mysql') return new Store(writer, writer, clock);
  const reader = await new DataSource({ ...options, prepareDatabase: queryOnly } as DataSourceOptions).initialize();
  return new Store(writer, reader, clock);
}

function queryOnly(database: { pragma(text: string): unknown }): void {
  database.pragma('query_only = 1');
  database.pragma('busy_timeout = 5000');
}
