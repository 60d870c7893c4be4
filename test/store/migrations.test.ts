import 'reflect-metadata';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { ENTITIES } from '../../src/main';
import { MIGRATIONS } from '../../src/store/migrations';
import { dataSourceOptions } from '../../src/store/open';

describe('the migrations', () => {
  let folder: string;
  let source: DataSource;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    source = await new DataSource(
      dataSourceOptions({ kind: 'sqlite', file: join(folder, 'city.db') }, ENTITIES),
    ).initialize();
    await source.runMigrations();
  });

  afterAll(async () => {
    await source.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  it('make exactly the tables that the entities describe', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();

    expect(upQueries.map((query) => query.query)).toEqual([]);
  });

  it('are those of the files beside them, by number, none forgotten and none twice', () => {
    const numbers = MIGRATIONS.map((migration) => /(\d{4})$/.exec(new migration().name)?.[1]);
    const files = readdirSync(join(__dirname, '../../src/store/migrations')).filter((file) => /^\d/.test(file));

    expect(numbers).toEqual(files.sort().map((file) => file.slice(0, 4)));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('can be taken back to an empty database', async () => {
    for (const _ of MIGRATIONS) await source.undoLastMigration();
    const tables = (await source.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'",
    )) as { name: string }[];

    expect(tables).toEqual([]);
  });

  it('use only column types that SQLite and MySQL share', () => {
    const portable = new Set(['varchar', 'text', 'int', 'integer', 'datetime', 'boolean']);

    const others = source.entityMetadatas.flatMap((entity) =>
      entity.columns
        .filter((column) => !portable.has(String(column.type)))
        .map((column) => `${entity.tableName}.${column.propertyName}: ${String(column.type)}`),
    );

    expect(others).toEqual([]);
  });
});
