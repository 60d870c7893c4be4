/** Where a city keeps its facts, and the options by which TypeORM reaches it. */
import type { DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import { MIGRATIONS } from './migrations';
import { STORE_ENTITIES } from './turn.entity';

export type StoreSettings =
  { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'mysql'; readonly url: string };

export type Entities = readonly EntityTarget<ObjectLiteral>[];

/** Connections to a database server: more would only wait for one another. */
const POOL = 16;

/** `mariadb://…` says that the server is MariaDB; opening a store finds that out by itself. */
export function dataSourceOptions(
  settings: StoreSettings,
  entities: Entities,
  server: 'mysql' | 'mariadb' = settings.kind === 'mysql' && settings.url.startsWith('mariadb:') ? 'mariadb' : 'mysql',
): DataSourceOptions {
  const common = {
    entities: [...entities, ...STORE_ENTITIES] as never[],
    migrations: MIGRATIONS,
    synchronize: false,
    migrationsTransactionMode: 'each' as const,
  };
  if (settings.kind === 'mysql') {
    const url = settings.url.replace(/^mariadb:/, 'mysql:');
    return { type: server, url, timezone: 'Z', charset: 'utf8mb4', poolSize: POOL, connectTimeout: 10_000, ...common };
  }
  // libsql ships its binaries; better-sqlite3 itself would have to be compiled.
  return { type: 'better-sqlite3', driver: require('libsql'), database: settings.file, enableWAL: true, ...common };
}
