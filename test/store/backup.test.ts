/** A store in one file, and a city made of it: on both kinds of store, with a city that runs. */
import { cpSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backup, restore } from '../../src/main';
import { InProcessApi } from '../../src/main/in-process-api';
import type { Config } from '../../src/config/config';
import { TestCity, testConfig, type Holder } from '../city/harness';
import { describeWith, mariadb, type Closing, type Mariadb } from '../servers';

const POST = 'so-tttt/chuyen-vien';
const RECONCILE = 'mutation($id: ID!) { reconcile(scope: PERSON, id: $id) { id } }';
const END = 'mutation($reason: String!) { endObserveOnly(reason: $reason) { id health } }';

interface Place {
  /** Address of a further empty store; null – the file in the home folder. */
  empty(): Promise<string | null>;
  close(): Promise<void>;
}

/** Nobody is signed in to a restored city yet. */
function asSystem(city: TestCity, query: string, variables: Record<string, unknown>): Promise<unknown> {
  return new InProcessApi(city.city.gateway, () => city.city.identity.systemContext('test')).request(query, variables);
}

async function rowCount(city: TestCity, table: string, where = '1 = 1'): Promise<number> {
  const [row] = (await city.city.store.read.query(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`)) as {
    n: number | string;
  }[];
  return Number(row!.n);
}

function describeBackup(name: string, open: () => Promise<Place>): void {
  describe(`a backup on ${name}`, () => {
    let place: Place;
    let city: TestCity;
    let before: Holder;
    const folder = mkdtempSync(join(tmpdir(), 'backup-'));
    const file = join(folder, 'backup');

    beforeAll(async () => {
      place = await open();
      city = await TestCity.open({ storeUrl: await place.empty() });
      before = await city.holder(['Nguyễn', 'Văn', 'Trước'], POST);
      await backup(city.config, file);
      await city.person('Lê', 'Thị', 'Sau');
    });

    afterAll(async () => {
      await city.close();
      await place.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** A home that has the keys and nothing else. */
    const newHome = async (): Promise<Config> => {
      const home = mkdtempSync(join(folder, 'home-'));
      cpSync(join(city.folder, 'keys'), join(home, 'keys'), { recursive: true });
      return { ...testConfig(home, false), storeUrl: await place.empty() };
    };

    it('makes a city that knows what was known then, and writes to no system until a person ends that', async () => {
      const config = await newHome();

      await restore(config, file);
      const restored = await TestCity.open({ folder: config.homeFolder, storeUrl: config.storeUrl });
      const people = await rowCount(restored, 'person');
      await restored.settle();
      const untouched = await restored.directory(before.login);

      expect(people).toBe((await rowCount(city, 'person')) - 1);
      expect(untouched).toBeNull();
      await asSystem(restored, END, { reason: 'looked at' });
      await restored.settle();
      await asSystem(restored, RECONCILE, { id: before.id });
      await restored.settle();

      expect(await restored.directory(before.login)).toMatchObject({ locked: false });
      await restored.close();
    });

    it('ends the sessions and codes that it holds', async () => {
      const config = await newHome();
      await restore(config, file);

      const restored = await TestCity.open({ folder: config.homeFolder, storeUrl: config.storeUrl });

      expect(await rowCount(restored, 'session_family', 'revokedAt IS NULL')).toBe(0);
      expect(await rowCount(restored, 'activation_code', 'usedAt IS NULL')).toBe(0);
      await restored.close();
    });

    it('is read by nobody else, and overwrites nothing', async () => {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await expect(backup(city.config, file)).rejects.toMatchObject({ code: 'BACKUP_EXISTS' });
    });

    it('is refused where a city is already, and where its keys are not', async () => {
      const noKeys = { ...testConfig(mkdtempSync(join(folder, 'bare-')), false), storeUrl: await place.empty() };

      await expect(restore(city.config, file)).rejects.toMatchObject({ code: 'STORE_NOT_EMPTY' });
      await expect(restore(noKeys, file)).rejects.toMatchObject({ code: 'KEYS_MISSING' });
    });

    it('is refused when it is cut off or something else, and the store stays empty', async () => {
      const config = await newHome();
      const cut = join(folder, 'cut');
      const other = join(folder, 'other');
      cpSync(file, cut);
      truncateSync(cut, Math.floor(statSync(file).size / 2));
      writeFileSync(other, 'no backup');

      await expect(restore(config, cut)).rejects.toMatchObject({ code: 'NOT_A_BACKUP' });
      await expect(restore(config, other)).rejects.toMatchObject({ code: 'NOT_A_BACKUP' });
      await expect(restore(config, file)).resolves.toMatchObject({ file });
    });
  });
}

describeBackup('SQLite', async () => ({ empty: () => Promise.resolve(null), close: () => Promise.resolve() }));

describeWith(['mariadb'])('where MariaDB is', () => {
  describeBackup('MariaDB', async () => {
    const server: Mariadb & Closing = await mariadb();
    let databases = 0;
    return {
      empty: () => server.database(`kho_${(databases += 1)}`),
      close: () => server.close(),
    };
  });
});
