/** What only a database server knows: several processes that write at once. */
import 'reflect-metadata';
import { createConnection, type Connection } from 'mysql2/promise';
import type { ChangedAccounts, Connector } from '../../src/connectors/contract';
import { EVENT_ENTITIES, Relay } from '../../src/events';
import { readLog } from '../../src/events/log';
import { PROVISIONING_ENTITIES } from '../../src/provisioning/effects';
import { DueList } from '../../src/provisioning/effects/due';
import { TargetGate } from '../../src/provisioning/effects/gate';
import { ScanChanges } from '../../src/provisioning/effects/scan-changes';
import { DEFAULT_SETTINGS } from '../../src/provisioning/effects/settings';
import type { TargetScanRow } from '../../src/provisioning/effects/target-scan.entity';
import { AUDIT_ENTITIES } from '../../src/audit';
import { systemClock } from '../../src/shared/clock';
import { newId } from '../../src/shared/ids';
import { silentLogger } from '../../src/shared/logger';
import { openStore } from '../../src/store/open';
import type { Store } from '../../src/store/store';
import { describeWith, mariadb, type Closing, type Mariadb } from '../servers';

const ENTITIES = [...AUDIT_ENTITIES, ...EVENT_ENTITIES, ...PROVISIONING_ENTITIES];
const PEOPLE = 200;
const WRITERS = 12;

describeWith(['mariadb'])('many who write one MariaDB', () => {
  let server: Mariadb & Closing;
  let databases = 0;

  beforeAll(async () => {
    server = await mariadb();
  });

  afterAll(() => server.close());

  const empty = (): Promise<string> => server.database(`chung_${(databases += 1)}`);
  const open = (url: string): Promise<Store> => openStore({ kind: 'mysql', url }, ENTITIES, systemClock);

  it('claim every person who is due, and no person twice', async () => {
    const url = await empty();
    const stores = [await open(url), await open(url)];
    const workers = [...stores, ...stores].map((store) => new DueList(store, 60_000, 300_000));
    const due = Array.from({ length: PEOPLE }, () => newId());
    const now = new Date();
    await stores[0]!.write((tx) => workers[0]!.mark(tx.manager, due, { kind: 'link', id: null }, now));

    const claimed = await Promise.all(
      workers.map(async (worker) => {
        const mine: string[] = [];
        for (;;) {
          const claims = await worker.claim(7, now);
          if (claims.length === 0) return mine;
          mine.push(...claims.map((claim) => claim.personId));
        }
      }),
    );

    expect(claimed.flat().sort()).toEqual([...due].sort());
    expect(claimed.filter((mine) => mine.length > 0).length).toBeGreaterThan(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('pass over whom another transaction holds instead of waiting for it', async () => {
    const url = await empty();
    const store = await open(url);
    const worker = new DueList(store, 60_000, 300_000);
    const [held, free] = [newId(), newId()];
    const now = new Date();
    await store.write((tx) => worker.mark(tx.manager, [held, free], { kind: 'link', id: null }, now));
    const other = await createConnection(url);
    await other.beginTransaction();
    await other.query('SELECT personId FROM due_person WHERE personId = ? FOR UPDATE', [held]);

    const claims = await worker.claim(10, now);

    expect(claims.map((claim) => claim.personId)).toEqual([free]);
    await other.rollback();
    expect((await worker.claim(10, now)).map((claim) => claim.personId)).toEqual([held]);
    await other.end();
    await store.close();
  });

  it('look once at what changed at a system, and go on from one place', async () => {
    const url = await empty();
    const stores = [await open(url), await open(url)];
    const asked: (string | null)[] = [];
    const changesSince = (cursor: string | null): Promise<ChangedAccounts> => {
      asked.push(cursor);
      return Promise.resolve({ records: [], grants: [], complete: true, cursor: `n ${asked.length}` });
    };
    const connectors = { get: () => ({ changesSince }) as unknown as Connector };
    const settings = { ...DEFAULT_SETTINGS, changesEveryMs: 1 };
    const [one, other] = stores.map(
      (store) =>
        new ScanChanges({
          store,
          clock: systemClock,
          gate: new TargetGate(connectors, systemClock, settings),
          // Nobody has changed, so nobody is judged and nothing is corrected.
          pages: null as never,
          missing: null as never,
          plans: null as never,
          settings,
        }),
    );
    const scan = { id: newId(), targetId: 'directory' } as TargetScanRow;
    await one!.begin(scan);
    await stores[0]!.write((tx) => one!.ended(tx, scan));

    const looks = await Promise.all([one!.look('directory'), other!.look('directory')]);
    const again = await other!.look('directory');

    expect(looks.filter((look) => look === 'seen')).toHaveLength(1);
    expect(again).toBe('seen');
    expect(asked).toEqual([null, 'n 1', 'n 2']);
    await Promise.all(stores.map((store) => store.close()));
  });

  describe('and commit in another order than they began', () => {
    /** Each begins and takes its number; then they commit from the last to the first, and all that read look between. */
    async function commitBackwards(url: string, look: () => Promise<void>): Promise<readonly string[]> {
      const writers: Connection[] = [];
      const ids: string[] = [];
      for (let index = 0; index < WRITERS; index += 1) {
        const writer = await createConnection(url);
        writers.push(writer);
        ids.push(newId());
        await writer.beginTransaction();
        await writer.query(
          "INSERT INTO outbox_event (id, at, topic, once, payload, seq) VALUES (?, UTC_TIMESTAMP(3), 'thu', NULL, ?, NULL)",
          [ids[index], JSON.stringify({ id: ids[index] })],
        );
        await writer.query('INSERT INTO numbered (event) VALUES (?)', [ids[index]]);
      }
      for (const writer of writers.reverse()) {
        await writer.commit();
        await look();
        await writer.end();
      }
      return ids;
    }

    let url: string;
    let store: Store;

    beforeEach(async () => {
      url = await empty();
      store = await open(url);
      const connection = await createConnection(url);
      await connection.query(
        'CREATE TABLE numbered (number BIGINT AUTO_INCREMENT PRIMARY KEY, event VARCHAR(36) NOT NULL)',
      );
      await connection.end();
    });

    afterEach(() => store.close());

    it('lose events to a reader whose cursor follows an auto-increment key', async () => {
      const seen: string[] = [];
      let cursor = 0;
      const look = async (): Promise<void> => {
        const rows = (await store.read.query('SELECT number, event FROM numbered WHERE number > ? ORDER BY number', [
          cursor,
        ])) as readonly { number: string; event: string }[];
        for (const { number, event } of rows) {
          seen.push(event);
          cursor = Number(number);
        }
      };

      const written = await commitBackwards(url, look);

      expect(seen).toEqual([written.at(-1)]);
    });

    it('lose events to a reader whose cursor follows the id, which is made before the commit too', async () => {
      const seen: string[] = [];
      let cursor = '';
      const look = async (): Promise<void> => {
        const rows = (await store.read.query('SELECT id FROM outbox_event WHERE id > ? ORDER BY id', [
          cursor,
        ])) as readonly { id: string }[];
        for (const { id } of rows) {
          seen.push(id);
          cursor = id;
        }
      };

      const written = await commitBackwards(url, look);

      expect(seen).toEqual([written.at(-1)]);
    });

    it('lose none to a reader of the log that two relays order, and tell none twice', async () => {
      const other = await open(url);
      const relays = [new Relay(store, silentLogger), new Relay(other, silentLogger)];
      const seen: string[] = [];
      let cursor = 0;
      const look = async (): Promise<void> => {
        await Promise.all(relays.map((relay) => relay.drain()));
        for (const entry of await readLog(store, { topics: ['thu'], afterSeq: cursor, limit: 500 })) {
          seen.push(String(entry.payload['id']));
          cursor = entry.seq;
        }
      };

      const written = await commitBackwards(url, look);

      expect([...seen].sort()).toEqual([...written].sort());
      expect(cursor).toBe(WRITERS);
      await other.close();
    });
  });
});
