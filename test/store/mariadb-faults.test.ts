/** The server of the store fails while the city runs on it. */
import 'reflect-metadata';
import { createConnection } from 'mysql2/promise';
import { AUDIT_ENTITIES } from '../../src/audit';
import { EVENT_ENTITIES, Relay } from '../../src/events';
import { Lease } from '../../src/events/lease.entity';
import { readLog } from '../../src/events/log';
import { emit } from '../../src/events/outbox';
import { systemClock } from '../../src/shared/clock';
import { silentLogger } from '../../src/shared/logger';
import { openStore } from '../../src/store/open';
import type { Store } from '../../src/store/store';
import { storeRefusalOf } from '../../src/store/store-fault';
import { describeWith, mariadb, type Closing, type Mariadb } from '../servers';

const ENTITIES = [...AUDIT_ENTITIES, ...EVENT_ENTITIES];
/** One file for all tables, which may not grow beyond this. */
const atMost = (mebibytes: number): string => `--innodb-data-file-path=ibdata1:12M:autoextend:max:${mebibytes}M`;
const ROWS_OF_FILLING = 8;
const FILLING = 4_000;
const TRIES = 200;

const open = (url: string): Promise<Store> => openStore({ kind: 'mysql', url }, ENTITIES, systemClock);

const put = (store: Store, name: string): Promise<void> =>
  store.write(async (tx) => {
    await tx.manager.insert(Lease, { name, holder: 'h', until: tx.now, fence: 1 });
    await emit(tx, { topic: 'thu', once: null, payload: { name, filling: 'đ'.repeat(10_000) } });
  });

const names = async (store: Store): Promise<string[]> =>
  (await store.read.find(Lease)).map(({ name }) => name).filter((name) => name !== 'relay');

/** What the write was refused with; null when it was acknowledged. */
async function refusalOf(write: Promise<void>): Promise<string | null> {
  try {
    await write;
    return null;
  } catch (error) {
    return storeRefusalOf(error) ?? String(error);
  }
}

/** Leaves little room: how much there is depends on how many tables a city has. */
async function fillUp(server: Mariadb): Promise<void> {
  for (let rows = 0; rows < ROWS_OF_FILLING; rows += 1) {
    const full = await asAdministrator(server, `INSERT INTO day.cho VALUES (REPEAT('x', 400000))`).then(
      () => false,
      () => true,
    );
    if (full) return;
  }
}

async function asAdministrator(server: Mariadb, ...statements: string[]): Promise<void> {
  const connection = await createConnection({ socketPath: server.socketFile, user: 'root' });
  try {
    for (const statement of statements) await connection.query(statement);
  } finally {
    await connection.end();
  }
}

describeWith(['mariadb'])('a store on MariaDB', () => {
  let server: (Mariadb & Closing) | undefined;
  let store: Store | undefined;
  let relay: Relay | undefined;

  afterEach(async () => {
    await relay?.stop();
    await store?.close();
    await server?.close();
  });

  it('that is full refuses, keeps exactly what it acknowledged, and goes on once there is room', async () => {
    server = await mariadb(['--innodb-file-per-table=0', atMost(40)]);
    const url = await server.database('day');
    store = await open(url);
    await asAdministrator(server, 'CREATE TABLE day.cho (text LONGTEXT)');
    await fillUp(server);
    const acknowledged: string[] = [];
    let refusal: string | null = null;

    for (let index = 0; index < FILLING && refusal === null; index += 1) {
      refusal = await refusalOf(put(store, `n${index}`));
      if (refusal === null) acknowledged.push(`n${index}`);
    }
    await server.kill();
    await server.start([atMost(80)]);
    let after: string | null = 'not tried';
    // The connections that died are found out one by one.
    for (let tries = 0; after !== null && tries < TRIES; tries += 1) after = await refusalOf(put(store, 'after'));

    expect(refusal).toBe('STORE_FULL');
    expect(after).toBeNull();
    expect((await names(store)).sort()).toEqual([...acknowledged, 'after'].sort());
  });

  it('that takes no writes any more is told so while it runs, is read as before, and goes on when it may', async () => {
    server = await mariadb();
    await asAdministrator(
      server,
      'CREATE DATABASE chinh',
      "CREATE USER 'app'@'127.0.0.1' IDENTIFIED BY 'mot'",
      "GRANT ALL ON chinh.* TO 'app'@'127.0.0.1'",
    );
    store = await open(`mysql://app:mot@127.0.0.1:${server.port}/chinh`);
    await put(store, 'before');

    await asAdministrator(server, 'SET GLOBAL read_only = 1');
    const refused = await refusalOf(put(store, 'refused'));
    const read = await names(store);
    await asAdministrator(server, 'SET GLOBAL read_only = 0');
    const after = await refusalOf(put(store, 'after'));

    expect(refused).toBe('STORE_READ_ONLY');
    expect(read).toEqual(['before']);
    expect(after).toBeNull();
    expect(await names(store)).toEqual(expect.arrayContaining(['before', 'after']));
    expect(await names(store)).toHaveLength(2);
  });

  it('that was killed in the middle of a transaction is used again when it is back, and nothing is lost', async () => {
    server = await mariadb();
    store = await open(await server.database('giua'));
    relay = new Relay(store, silentLogger);
    relay.start();
    await put(store, 'before');
    const killed = server;

    const cut = await refusalOf(
      store.write(async (tx) => {
        await tx.manager.insert(Lease, { name: 'half', holder: 'h', until: tx.now, fence: 1 });
        await killed.kill();
        await tx.manager.insert(Lease, { name: 'other half', holder: 'h', until: tx.now, fence: 1 });
      }),
    );
    const away = await refusalOf(put(store, 'away'));
    await server.start();
    let back: string | null = 'not tried';
    // The connections that died are found out one by one.
    for (let tries = 0; back !== null && tries < TRIES; tries += 1) back = await refusalOf(put(store, `back ${tries}`));

    expect([cut, away]).toEqual(['STORE_UNREACHABLE', 'STORE_UNREACHABLE']);
    expect(back).toBeNull();
    expect((await names(store)).map((name) => name.replace(/ \d+$/, '')).sort()).toEqual(['back', 'before']);
    await relay.drain();
    expect(await readLog(store, { topics: ['thu'], afterSeq: 0, limit: 10 })).toHaveLength(2);
  });
});
