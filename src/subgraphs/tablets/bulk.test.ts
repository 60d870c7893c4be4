/** What many devices at once cost the store, and that it grows with statements for chunks and not for rows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphql, type ExecutionResult } from 'graphql';
import { contextOf } from '../../../test/fakes/room-context';
import { readsDuring, writesDuring } from '../../../test/fakes/statements';
import { AUDIT_ENTITIES } from '../../audit';
import { AuditRecord } from '../../audit/audit-record.entity';
import { EVENT_ENTITIES } from '../../events';
import { OutboxEvent } from '../../events/outbox-event.entity';
import { ManualClock } from '../../shared/clock';
import { openStore } from '../../store/open';
import type { Store } from '../../store/store';
import { Custody } from './custody.entity';
import { createTabletsRoom, TABLETS_ENTITIES } from './index';
import { NO_HANDOVERS } from './ports';
import { Tablet } from './tablet.entity';

const ADMIN = { id: 'admin', roles: ['administrator', 'person'], administers: [] } as const;
const IMPORT =
  'mutation ($csv: String!, $dryRun: Boolean!) { importTablets(csv: $csv, dryRun: $dryRun) { rows created known problems { line code } } }';
const ROWS = 300;

const folder = mkdtempSync(join(tmpdir(), 'tablets-bulk-'));
const askedForUnits: (readonly string[])[] = [];
const askedForSuccessors: (readonly string[])[] = [];
let store: Store;
let room: ReturnType<typeof createTabletsRoom>;

beforeAll(async () => {
  const entities = [...AUDIT_ENTITIES, ...EVENT_ENTITIES, ...TABLETS_ENTITIES];
  const clock = new ManualClock(new Date('2017-04-01T02:00:00Z'));
  store = await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, entities, clock);
  room = createTabletsRoom({
    store,
    applications: { folder: 'Điều hành', entries: [], unitUrl: () => null },
    accounts: { statuses: () => Promise.resolve([]) },
    unitsExist: (ids) => {
      askedForUnits.push(ids);
      return Promise.resolve(new Set(ids.filter((id) => id !== 'khong-co')));
    },
    handovers: {
      ...NO_HANDOVERS,
      successorsOf: (places) => {
        askedForSuccessors.push(places.map(({ personId, unitId }) => `${personId} ${unitId}`));
        return Promise.resolve(places.map(({ personId }) => (personId === 'p-1' ? 'next-1' : null)));
      },
    },
  });
});

beforeEach(() => {
  askedForUnits.splice(0);
  askedForSuccessors.splice(0);
});

afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

function answerTo(source: string, variableValues: Record<string, unknown>): Promise<ExecutionResult> {
  return graphql({ schema: room.subgraph.schema, source, variableValues, contextValue: contextOf(ADMIN) });
}

async function ask(source: string, variableValues: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { errors, data } = await answerTo(source, variableValues);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
}

function delivery(prefix: string): string {
  const rows = Array.from(
    { length: ROWS },
    (_, at) => `${prefix}-${at},MTB 10,${at === 7 ? 'khong-co' : `so-${at % 3}`}`,
  );
  return ['serial,model,unit', ...rows].join('\n');
}

const OUTCOME = { rows: ROWS, created: ROWS - 1, known: 0, problems: [{ line: 9, code: 'NOT_FOUND' }] };

it('judges a delivery without the writers’ turn, and asks once for all of its units', async () => {
  let commits = 0;
  const stop = store.onCommit(() => (commits += 1));

  const judged = await ask(IMPORT, { csv: delivery('DRY'), dryRun: true });
  stop();

  expect(judged).toEqual({ importTablets: OUTCOME });
  expect(commits).toBe(0);
  expect(await store.read.count(Tablet)).toBe(0);
  expect(askedForUnits).toHaveLength(1);
  expect([...askedForUnits[0]!].sort()).toEqual(['khong-co', 'so-0', 'so-1', 'so-2']);
});

it('enters a delivery by few statements, each device with its custody, audit row and event', async () => {
  let entered: unknown;
  const sent = await writesDuring(
    store,
    async () => (entered = await ask(IMPORT, { csv: delivery('TB'), dryRun: false })),
  );

  expect(entered).toEqual({ importTablets: OUTCOME });
  expect(sent.filter((statement) => /^(INSERT|SELECT|UPDATE)/.test(statement)).length).toBeLessThan(25);
  for (const entity of [Tablet, Custody, AuditRecord, OutboxEvent])
    expect(await store.read.count(entity)).toBe(ROWS - 1);
  expect(await ask(IMPORT, { csv: delivery('TB'), dryRun: false })).toMatchObject({
    importTablets: { created: 0, known: ROWS - 1 },
  });
});

it('finds who is next for a page of devices at once, and nobody while one is held', async () => {
  const csv = ['serial,model,unit', 'N-0,MTB,so-x', 'N-1,MTB,so-x', 'N-2,MTB,so-x', 'N-3,MTB,so-x'].join('\n');
  await ask(IMPORT, { csv, dryRun: false });
  const LIST = '{ tablets(unitId: "so-x") { edges { node { id proposedHolder { id } holder { id } } } } }';
  const { tablets } = (await ask(LIST)) as { tablets: { edges: { node: { id: string } }[] } };
  const ids = tablets.edges.map(({ node }) => node.id);
  const RETURN = 'mutation ($t: ID!) { returnTablet(tabletId: $t, recordNumber: "BB-2") { id } }';
  for (const [at, holder] of [
    ['0', 'p-1'],
    ['1', 'p-2'],
    ['2', 'p-1'],
  ] as const) {
    await ask(`mutation ($t: ID!) { issueTablet(tabletId: $t, personId: "${holder}", recordNumber: "BB-1") { id } }`, {
      t: ids[Number(at)],
    });
    if (at !== '2') await ask(RETURN, { t: ids[Number(at)] });
  }
  askedForSuccessors.splice(0);

  let listed: unknown;
  const sent = await readsDuring(store, async () => (listed = await ask(LIST)));

  expect(listed).toMatchObject({
    tablets: {
      edges: [
        { node: { proposedHolder: { id: 'next-1' }, holder: null } },
        { node: { proposedHolder: null, holder: null } },
        { node: { proposedHolder: null, holder: { id: 'p-1' } } },
        { node: { proposedHolder: null, holder: null } },
      ],
    },
  });
  expect(askedForSuccessors).toEqual([['p-1 so-x', 'p-2 so-x']]);
  expect(sent.filter((statement) => /FROM .custody./.test(statement)).length).toBeLessThanOrEqual(2);
  const { errors } = await answerTo('mutation ($t: ID!) { reissueTablet(tabletId: $t, recordNumber: "BB-3") { id } }', {
    t: ids[2],
  });
  expect(errors?.[0]?.extensions.code).toBe('TABLET_ALREADY_ISSUED');
});
