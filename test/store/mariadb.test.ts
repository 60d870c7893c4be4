import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { EVENT_ENTITIES } from '../../src/events';
import { Lease } from '../../src/events/lease.entity';
import { ENTITIES } from '../../src/main';
import { OperationRow, ShadowRow } from '../../src/provisioning/effects';
import { DueList } from '../../src/provisioning/effects/due';
import { DuePersonRow } from '../../src/provisioning/effects/due-person.entity';
import { ManualClock, systemClock } from '../../src/shared/clock';
import { MIGRATIONS } from '../../src/store/migrations';
import { dataSourceOptions, openStore } from '../../src/store/open';
import type { Store } from '../../src/store/store';
import { describeStoreContract } from '../contracts/store-contract';
import { operationRow } from '../fakes/operation-row';
import { shadowRow } from '../fakes/shadow-row';
import { describeWith, mariadb, type Closing, type Mariadb } from '../servers';

describeWith(['mariadb'])('MariaDB', () => {
  let server: Mariadb & Closing;
  let databases = 0;

  beforeAll(async () => {
    server = await mariadb();
  });

  afterAll(() => server.close());

  const empty = (): Promise<string> => server.database(`city_${(databases += 1)}`);

  describeStoreContract('MariaDB', async () => ({
    settings: { kind: 'mysql', url: await empty() },
    remove: async () => undefined,
  }));

  describe('the migrations on MariaDB', () => {
    let source: DataSource;

    beforeAll(async () => {
      const url = await empty();
      await (await openStore({ kind: 'mysql', url }, ENTITIES, systemClock)).close();
      source = await new DataSource(dataSourceOptions({ kind: 'mysql', url }, ENTITIES, 'mariadb')).initialize();
    });

    afterAll(() => source.destroy());

    it('make exactly the tables that the entities describe', async () => {
      const { upQueries } = await source.driver.createSchemaBuilder().log();

      expect(upQueries.map((query) => query.query)).toEqual([]);
    });

    it('compare no text by a rule that finds different texts equal', async () => {
      const collations = (await source.query(
        `SELECT DISTINCT collation_name AS name FROM information_schema.columns
          WHERE table_schema = DATABASE() AND collation_name IS NOT NULL AND table_name <> 'migrations'`,
      )) as { readonly name: string }[];

      expect(collations.map(({ name }) => name)).toEqual(['utf8mb4_nopad_bin']);
    });

    it('can be taken back to an empty database', async () => {
      for (const _ of MIGRATIONS) await source.undoLastMigration();

      expect(await source.query('SHOW TABLES')).toHaveLength(1);
    });
  });

  it('is migrated once by processes that start on it at the same moment', async () => {
    const url = await empty();

    const stores = await Promise.all(
      Array.from({ length: 4 }, () => openStore({ kind: 'mysql', url }, ENTITIES, systemClock)),
    );

    const [row] = (await stores[0]!.read.query('SELECT COUNT(*) AS done FROM migrations')) as { done: unknown }[];
    expect(Number(row!.done)).toBe(MIGRATIONS.length);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('lets two processes count to the same number', async () => {
    const url = await empty();
    const open = (): Promise<Store> => openStore({ kind: 'mysql', url }, EVENT_ENTITIES, systemClock);
    const [one, other] = [await open(), await open()];
    await one.write((tx) => tx.manager.insert(Lease, { name: 'n', holder: 'h', until: tx.now, fence: 0 }));
    const raise = (by: Store): Promise<void> =>
      by.write(async (tx) => {
        const { fence } = await tx.manager.findOneByOrFail(Lease, { name: 'n' });
        await tx.manager.update(Lease, { name: 'n' }, { fence: fence + 1 });
      });

    await Promise.all(Array.from({ length: 40 }, (_, index) => raise(index % 2 === 0 ? one : other)));

    expect((await one.read.findOneByOrFail(Lease, { name: 'n' })).fence).toBe(40);
    await Promise.all([one.close(), other.close()]);
  });

  it('marks whom a target concerns by itself, and at the same instant as a list of them', async () => {
    const now = new Date('2026-03-02T02:00:00.123Z');
    const store = await openStore({ kind: 'mysql', url: await empty() }, ENTITIES, new ManualClock(now));
    const due = new DueList(store, 60_000, 60_000);
    const cause = { kind: 'scan', id: null } as const;
    await store.write(async (tx) => {
      await tx.manager.insert(ShadowRow, [
        shadowRow('p1', 'mail'),
        shadowRow('p2', 'directory'),
        shadowRow(null, 'mail'),
      ]);
      await tx.manager.insert(OperationRow, [
        operationRow('p3', 'mail', 'PENDING'),
        operationRow('p4', 'mail', 'DONE'),
      ]);
      await due.mark(tx.manager, ['p2', 'p3'], { kind: 'link', id: null }, tx.now);
    });

    await store.write((tx) => due.markAt(tx.manager, 'mail', cause, tx.now));

    const rows = await store.read.find(DuePersonRow, { order: { personId: 'ASC' } });
    const marked = { dueAt: now, waiting: 'mark', causeKind: 'scan', leaving: false, leaseHolder: null };
    expect(rows).toMatchObject([
      { ...marked, personId: 'p1', generation: 1 },
      { ...marked, personId: 'p2', generation: 1, causeKind: 'link' },
      { ...marked, personId: 'p3', generation: 2 },
    ]);
    await store.close();
  });

  describe('that cannot be used', () => {
    const opening = (url: string): Promise<Store> => openStore({ kind: 'mysql', url }, EVENT_ENTITIES, systemClock);

    it.each([
      ['of a wrong password', (url: string) => url.replace('mat-khau', 'sai'), 'its password is refused'],
      ['of an unknown database', (url: string) => `${url}_khac`, 'create it and grant'],
      ['nobody answers', (url: string) => url.replace(/:\d+\//, ':1/'), 'start the database'],
    ])('because %s is told with system, operation and remedy, and without the password', async (_, wrong, remedy) => {
      const url = wrong(server.url);

      const opened = opening(url);

      await expect(opened).rejects.toThrow(/^store 127\.0\.0\.1:\d+\/\w+: (connect|open): /);
      await expect(opened).rejects.toThrow(remedy);
      await expect(opened).rejects.not.toThrow(/mat-khau|sai@/);
    });

    it('because it is a replica that takes no writes is told so', async () => {
      const replica = await mariadb(['--read-only=1']);

      await expect(opening(replica.url)).rejects.toThrow('name the primary server');

      await replica.close();
    });
  });
});
