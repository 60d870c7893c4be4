import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@theguild/federation-composition';
import DataLoader from 'dataloader';
import { graphql, parse, type ExecutionResult } from 'graphql';
import { AuditHead } from '../../audit/audit-head.entity';
import { AuditRecord } from '../../audit/audit-record.entity';
import { Refusal } from '../../errors/refusal';
import { Lease } from '../../events/lease.entity';
import { OutboxEvent } from '../../events/outbox-event.entity';
import { ManualClock } from '../../shared/clock';
import { openStore } from '../../store/open';
import type { Store } from '../../store/store';
import type { Context, Principal } from '../identity/face';
import { IdempotencyKey } from '../identity/idempotency-key.entity';
import { Rights } from '../identity/permissions';
import { Custody } from './custody.entity';
import { createTabletsRoom, TABLETS_ENTITIES, type AccountState, type AccountStatus } from './index';

const READY: readonly [string, AccountState][] = [
  ['directory', 'active'],
  ['mail', 'active'],
  ['qlvb:so-noi-vu', 'active'],
];
const ADMIN = { id: 'admin', roles: ['administrator', 'person'], administers: [] } as const;
const OF_UNIT = { id: 'ql', roles: ['unit-administrator', 'person'], administers: ['so-noi-vu'] } as const;
const FIELDS =
  'id serial model status usable unit { id } holder { id } custody { holder { id } unit { id } startsAt endsAt recordNumber }';

interface Asker {
  readonly id: string;
  readonly roles: Principal['roles'];
  readonly administers: readonly string[];
}

/** What the mutations of these tests give, each in its own answer. */
interface Data {
  readonly receiveTablets: readonly TabletAnswer[];
  readonly returnTablet: { readonly custody: readonly LinkAnswer[] };
}

interface LinkAnswer {
  readonly holder: unknown;
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly recordNumber: string | null;
}

interface TabletAnswer {
  readonly id: string;
  readonly serial: string;
  readonly status: string;
  readonly holder: { readonly id: string } | null;
}

describe('the tablets room', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tablets-room-'));
  const clock = new ManualClock(new Date('2017-04-01T02:00:00Z'));
  const accounts = new Map<string, readonly [string, AccountState][]>([
    ['p-1', READY],
    ['p-2', READY],
    [
      'p-3',
      [
        ['directory', 'active'],
        ['qlvb:so-noi-vu', 'pending'],
      ],
    ],
  ]);
  let store: Store;
  let room: ReturnType<typeof createTabletsRoom>;

  beforeAll(async () => {
    const entities = [AuditRecord, AuditHead, OutboxEvent, Lease, IdempotencyKey, ...TABLETS_ENTITIES];
    store = await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, entities, clock);
    room = createTabletsRoom({
      store,
      applications: {
        folder: 'Điều hành Thành phố',
        entries: [
          { id: 'mail', name: 'Hộp thư điện tử', url: 'https://mail.hanoi.gov.vn', needs: 'mail', perUnit: false },
          { id: 'qlvb', name: 'Quản lý văn bản', url: 'http://qlvb.hanoi.gov.vn', needs: 'qlvb', perUnit: true },
        ],
        unitUrl: () => null,
      },
      accounts: { statuses: async (personIds) => personIds.flatMap(accountsOf) },
      unitsExist: async (unitIds) => new Set(unitIds.filter((id) => id !== 'khong-co')),
    });
  });

  afterEach(() => clock.advance(1_000));

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  function accountsOf(personId: string): AccountStatus[] {
    return (accounts.get(personId) ?? []).map(([targetId, status]) => ({
      personId,
      targetId,
      unitId: targetId.split(':')[1] ?? null,
      status,
    }));
  }

  const person = (id: string): Asker => ({ id, roles: ['person'], administers: [] });

  function ask(
    source: string,
    asker: Asker = ADMIN,
    variableValues: Record<string, unknown> = {},
    key: string | null = null,
  ): Promise<ExecutionResult> {
    return graphql({
      schema: room.subgraph.schema,
      source,
      variableValues,
      contextValue: contextOf(asker, key),
    }) as Promise<ExecutionResult>;
  }

  function receive(
    serials: readonly string[],
    asker: Asker = ADMIN,
    unitId = 'so-noi-vu',
    key: string | null = null,
  ): Promise<ExecutionResult> {
    const source = `mutation ($input: ReceiveTabletsInput!) { receiveTablets(input: $input) { ${FIELDS} } }`;
    return ask(source, asker, { input: { serials, model: 'iPad Air 2', unitId, recordNumber: 'BB-01' } }, key);
  }

  async function received(serial: string, unitId = 'so-noi-vu'): Promise<string> {
    const answer = await receive([serial], ADMIN, unitId);
    return dataOf(answer).receiveTablets[0]!.id;
  }

  const issue = (
    tabletId: string,
    personId: string,
    asker: Asker = ADMIN,
    key: string | null = null,
  ): Promise<ExecutionResult> =>
    ask(
      `mutation { issueTablet(tabletId: "${tabletId}", personId: "${personId}", recordNumber: "BB-02") { ${FIELDS} } }`,
      asker,
      {},
      key,
    );

  const giveBack = (tabletId: string, asker: Asker = ADMIN): Promise<ExecutionResult> =>
    ask(`mutation { returnTablet(tabletId: "${tabletId}", recordNumber: "BB-03") { ${FIELDS} } }`, asker);

  /** The data of an answer that was to succeed. */
  function dataOf(answer: ExecutionResult): Data {
    expect(answer.errors).toBeUndefined();
    return answer.data as unknown as Data;
  }

  const codeOf = (answer: ExecutionResult): unknown => answer.errors?.[0]?.extensions.code;
  const problemsOf = (answer: ExecutionResult): unknown => {
    const refusal = answer.errors?.[0]?.originalError ?? answer.errors?.[0];
    return refusal instanceof Refusal ? refusal.problems.map(({ code, path }) => [code, path.join('.')]) : undefined;
  };

  it('receives, issues and takes back, and keeps a chain without a gap', async () => {
    const id = await received('f9fx-1');
    clock.advance(1_000);
    const issued = await issue(id, 'p-1');
    clock.advance(1_000);

    const returned = await giveBack(id);

    expect(issued.data?.issueTablet).toMatchObject({
      serial: 'F9FX-1',
      status: 'ISSUED',
      holder: { id: 'p-1' },
      usable: true,
    });
    expect(returned.data?.returnTablet).toMatchObject({
      status: 'IN_STOCK',
      holder: null,
      usable: null,
      unit: { id: 'so-noi-vu' },
    });
    const { custody } = dataOf(returned).returnTablet;
    expect(custody.map((link) => [link.holder, link.recordNumber])).toEqual([
      [null, 'BB-01'],
      [{ id: 'p-1' }, 'BB-02'],
      [null, 'BB-03'],
    ]);
    expect(custody.map((link) => link.endsAt)).toEqual([custody[1]!.startsAt, custody[2]!.startsAt, null]);
  });

  it('writes the audit row and the event with every change', async () => {
    const id = await received('AUDIT-1');
    await issue(id, 'p-1', OF_UNIT);
    await giveBack(id);

    const rows = await store.read.find(AuditRecord, { where: { subjectId: id }, order: { at: 'ASC' } });
    const events = (await store.read.findBy(OutboxEvent, { topic: 'tablet' })).map(
      (event) => JSON.parse(event.payload) as { kind: string; tabletId: string },
    );

    expect(rows.map((row) => `${row.action} ${row.actorId}`).sort()).toEqual([
      'tablet.issue ql',
      'tablet.receive admin',
      'tablet.return admin',
    ]);
    expect(events.filter((event) => event.tabletId === id)).toHaveLength(3);
  });

  it('refuses serials that are taken, repeated or malformed all at once, and stores none', async () => {
    await received('TAKEN-1');

    const refused = await receive(['NEW-1', 'taken-1', 'NEW-1', 'a\u0000b', '']);
    const again = await receive(['NEW-1']);

    expect(problemsOf(refused)).toEqual([
      ['SERIAL_TAKEN', 'serials.2'],
      ['INVALID_VALUE', 'serials.3'],
      ['INVALID_VALUE', 'serials.4'],
    ]);
    expect(problemsOf(await receive(['NEW-2', 'taken-1']))).toEqual([['SERIAL_TAKEN', 'serials.1']]);
    expect(again.errors).toBeUndefined();
    expect(codeOf(await receive(Array.from({ length: 201 }, (_, index) => `MANY-${index}`)))).toBe('INVALID_VALUE');
    expect(codeOf(await receive([]))).toBe('INVALID_VALUE');
    expect(codeOf(await receive(['NEW-3'], ADMIN, 'khong-co'))).toBe('NOT_FOUND');
  });

  it('lets one of two who reach for the same device at once have it', async () => {
    const id = await received('RACE-1');

    const answers = await Promise.all([issue(id, 'p-1'), issue(id, 'p-2'), issue(id, 'p-1')]);

    const open = await store.read.findBy(Custody, { openTabletId: id });
    expect(answers.filter((answer) => answer.errors === undefined)).toHaveLength(1);
    expect(answers.filter((answer) => codeOf(answer) === 'TABLET_ALREADY_ISSUED')).toHaveLength(2);
    expect(open).toHaveLength(1);
  });

  it('has a database that refuses a second open link of one tablet', async () => {
    const id = await received('RACE-2');
    const link = {
      id: 'second',
      tabletId: id,
      openTabletId: id,
      holderId: 'p-2',
      unitId: 'so-noi-vu',
      startsAt: clock.now(),
      endsAt: null,
      recordNumber: null,
    };

    const insert = store.write((tx) => tx.manager.insert(Custody, link));

    await expect(insert).rejects.toMatchObject({ driverError: { code: 'SQLITE_CONSTRAINT_UNIQUE' } });
  });

  it('refuses what does not fit the device’s state', async () => {
    const id = await received('STATE-1');

    expect(codeOf(await giveBack(id))).toBe('TABLET_NOT_HELD');
    expect(codeOf(await issue('khong-co', 'p-1'))).toBe('NOT_FOUND');
    expect(codeOf(await issue(id, 'x'.repeat(37)))).toBe('INVALID_VALUE');
  });

  it('does not hand a tablet to a person whose applications are not all ready', async () => {
    const id = await received('GATE-1');

    const refused = await issue(id, 'p-3');
    const unknown = await issue(id, 'p-9');

    expect(problemsOf(refused)).toEqual([
      ['APPLICATION_NOT_READY', 'personId'],
      ['APPLICATION_NOT_READY', 'personId'],
    ]);
    expect(codeOf(unknown)).toBe('APPLICATION_NOT_READY');
    expect((await store.read.findOneByOrFail(Custody, { openTabletId: id })).holderId).toBeNull();
  });

  it('does the same once under one idempotency key', async () => {
    const first = await receive(['ONCE-1'], ADMIN, 'so-noi-vu', 'khoa-1');
    const again = await receive(['ONCE-1'], ADMIN, 'so-noi-vu', 'khoa-1');
    const other = await receive(['ONCE-2'], ADMIN, 'so-noi-vu', 'khoa-1');

    expect(again.data).toEqual(first.data);
    expect(codeOf(other)).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('lets a unit administrator manage the tablets of their own units only', async () => {
    const own = await received('OWN-1');
    const foreign = await received('FOREIGN-1', 'so-tu-phap');

    expect((await issue(own, 'p-1', OF_UNIT)).errors).toBeUndefined();
    expect(codeOf(await issue(foreign, 'p-1', OF_UNIT))).toBe('FORBIDDEN');
    expect(codeOf(await receive(['OWN-2'], OF_UNIT, 'so-tu-phap'))).toBe('FORBIDDEN');
    expect(codeOf(await issue(own, 'p-1', person('p-1')))).toBe('FORBIDDEN');
    expect(codeOf(await ask(`{ tablet(id: "${foreign}") { id } }`, OF_UNIT))).toBe('FORBIDDEN');
  });

  it('lists the register in pages, within reach, by unit and status', async () => {
    const serials = Array.from({ length: 7 }, (_, index) => `LIST-${index}`);
    await receive(serials, ADMIN, 'so-y-te');
    const list = (args: string): string =>
      `{ tablets(${args}) { totalCount pageInfo { hasNextPage endCursor } edges { node { serial status } } } }`;

    const first = (await ask(list('unitId: "so-y-te", status: "IN_STOCK", first: 4'))).data?.tablets as Page;
    const second = (await ask(list(`unitId: "so-y-te", first: 4, after: "${first.pageInfo.endCursor}"`))).data
      ?.tablets as Page;
    const ofUnit = (await ask(list('first: 500'), OF_UNIT)).data?.tablets as Page;

    expect([...first.edges, ...second.edges].map(({ node }) => node.serial)).toEqual(serials);
    expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([7, true, false]);
    expect(ofUnit.edges.some(({ node }) => node.serial.startsWith('LIST'))).toBe(false);
    expect(codeOf(await ask(list('unitId: "so-y-te"'), OF_UNIT))).toBe('FORBIDDEN');
    expect(codeOf(await ask(list('first: 1'), person('p-1')))).toBe('FORBIDDEN');
    expect(codeOf(await ask(list('status: "LOST"')))).toBe('INVALID_VALUE');
  });

  it('shows a person their tablets and applications, and to others what they may see', async () => {
    const id = await received('MINE-1');
    await issue(id, 'p-2');
    const source = `query ($keys: [_Any!]!) { _entities(representations: $keys) {
      ... on Person { id tablets { serial status } applications { id name url status folder unit { id } } } ... on Tablet { serial } } }`;
    const keys = [
      { __typename: 'Person', id: 'p-2' },
      { __typename: 'Tablet', id },
    ];

    const own = await ask(source, person('p-2'), { keys });
    const other = await ask(source, person('p-1'), { keys });
    const unitAdministrator = await ask(source, OF_UNIT, { keys });

    const tablets = [{ serial: 'MINE-1', status: 'ISSUED' }];
    expect(own.data?._entities).toMatchObject([
      {
        tablets,
        applications: [
          { id: 'mail', url: 'https://mail.hanoi.gov.vn', status: 'READY', folder: 'Điều hành Thành phố', unit: null },
          { id: 'qlvb:so-noi-vu', status: 'READY', unit: { id: 'so-noi-vu' } },
        ],
      },
      { serial: 'MINE-1' },
    ]);
    expect(other.data?._entities).toEqual([{ id: 'p-2', tablets: null, applications: null }, null]);
    expect(unitAdministrator.data?._entities).toMatchObject([
      { tablets, applications: [{ id: 'mail' }, {}] },
      { serial: 'MINE-1' },
    ]);
  });

  it('composes with the room that owns Person', () => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
    const owner =
      'type Query { me: Person } type Person @key(fields: "id") { id: ID! } type Unit @key(fields: "id") { id: ID! name: String }';

    const composed = composeServices([
      { name: 'organisation', typeDefs: parse(`${link} ${owner}`), url: '' },
      { name: 'tablets', typeDefs: parse(room.subgraph.sdl), url: '' },
    ]);

    expect(composed.errors ?? []).toEqual([]);
  });
});

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly edges: readonly { readonly node: { readonly serial: string } }[];
}

function contextOf(asker: Asker, idempotencyKey: string | null): Context {
  const principal: Principal = {
    kind: 'person',
    id: asker.id,
    sessionId: 's',
    roles: asker.roles,
    administers: new Set(asker.administers),
  };
  const rights = new Rights(principal);
  const loaders = new Map<string, unknown>();
  return {
    principal,
    language: 'vi',
    origin: '127.0.0.1',
    idempotencyKey,
    signal: new AbortController().signal,
    signedIn: () => principal,
    may: (permission, scope = {}) => rights.allow(permission, scope),
    require(permission, scope = {}) {
      if (!rights.allow(permission, scope)) throw new Refusal('FORBIDDEN', { permission });
      return principal;
    },
    loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>) {
      const loader =
        (loaders.get(name) as DataLoader<K, V> | undefined) ??
        new DataLoader<K, V>((keys) => batch(keys) as Promise<(V | Error)[]>);
      loaders.set(name, loader);
      return loader;
    },
    markStale: () => undefined,
    stale: [],
  };
}
