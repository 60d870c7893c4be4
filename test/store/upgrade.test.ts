import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { EVENT_ENTITIES } from '../../src/events';
import { Lease } from '../../src/events/lease.entity';
import { ENTITIES } from '../../src/main';
import { systemClock } from '../../src/shared/clock';
import { dataSourceOptions, openStore, type StoreSettings } from '../../src/store/open';
import { describeWith, mariadb, type Closing, type Mariadb } from '../servers';
import { previousRelease, rowsOf, type Row } from './previous-release';

const TABLES = 38;

/** A source that knows the tables and runs no migration. */
function connect(settings: StoreSettings): Promise<DataSource> {
  const options = dataSourceOptions(settings, ENTITIES, 'mariadb');
  return new DataSource({ ...options, migrations: [] } as DataSourceOptions).initialize();
}

async function loaded(settings: StoreSettings): Promise<ReadonlyMap<string, readonly Row[]>> {
  const source = await connect(settings);
  for (const statement of previousRelease(settings.kind === 'sqlite' ? 'sqlite' : 'mariadb'))
    await source.query(statement);
  const before = await rows(source, null);
  await source.destroy();
  return before;
}

function rows(source: DataSource, named: readonly string[] | null): Promise<ReadonlyMap<string, readonly Row[]>> {
  const onFile = source.options.type === 'better-sqlite3';
  const tables = onFile
    ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'"
    : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'migrations'";
  const query = (sql: string): Promise<readonly Row[]> => source.query(sql);
  return query(tables).then((found) =>
    rowsOf(named ?? found.map(({ name }) => String(name)), query, onFile ? '"' : '`'),
  );
}

/** Opens the store, which brings it up to date, and tells what became of the rows that were there. */
async function upgraded(settings: StoreSettings): Promise<{
  readonly before: ReadonlyMap<string, readonly Row[]>;
  readonly after: ReadonlyMap<string, readonly Row[]>;
  readonly missing: readonly string[];
}> {
  const before = await loaded(settings);
  await (await openStore(settings, ENTITIES, systemClock)).close();
  const source = await connect(settings);
  const after = await rows(source, [...before.keys()]);
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  return { before, after, missing: upQueries.map(({ query }) => query) };
}

function expectKept(before: ReadonlyMap<string, readonly Row[]>, after: ReadonlyMap<string, readonly Row[]>): void {
  expect(before.size).toBe(TABLES);
  for (const [table, had] of before) {
    expect(had.length).toBeGreaterThanOrEqual(2);
    expect({ table, rows: after.get(table) }).toMatchObject({ table, rows: had });
  }
}

describe('a store of the previous release on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is brought up to date and keeps every row', async () => {
    const { before, after, missing } = await upgraded({ kind: 'sqlite', file: join(folder, 'city.db') });

    expectKept(before, after);
    expect(missing).toEqual([]);
  });
});

describeWith(['mariadb'])('a store of the previous release on MariaDB', () => {
  let server: Mariadb & Closing;

  beforeAll(async () => {
    server = await mariadb();
  });

  afterAll(() => server.close());

  it('is brought up to date and keeps every row', async () => {
    const { before, after, missing } = await upgraded({ kind: 'mysql', url: await server.database('truoc') });

    expectKept(before, after);
    expect(missing).toEqual([]);
  });

  it('tells texts apart afterwards that it took for the same before', async () => {
    const settings: StoreSettings = { kind: 'mysql', url: await server.database('so_sanh') };
    await loaded(settings);
    const source = await connect(settings);
    const equal = (): Promise<readonly Row[]> =>
      source.query("SELECT COUNT(*) AS found FROM lease WHERE name = 'nguyen anh name '");
    const [foundBefore] = await equal();

    const store = await openStore(settings, EVENT_ENTITIES, systemClock);
    await store.write((tx) =>
      tx.manager.insert(Lease, { name: 'nguyen anh name', holder: 'h', until: tx.now, fence: 1 }),
    );

    expect(Number(foundBefore!.found)).toBe(1);
    expect(Number((await equal())[0]!.found)).toBe(0);
    await store.close();
    await source.destroy();
  });
});
