import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@theguild/federation-composition';
import DataLoader from 'dataloader';
import { graphql, parse } from 'graphql';
import { createQlvbConnector } from '../../connectors/qlvb';
import { Refusal } from '../../errors/refusal';
import { startQlvbServer, type QlvbServer } from '../../sandbox/qlvb';
import { ManualClock } from '../../shared/clock';
import { encodeCursor } from '../../shared/paging';
import type { Context, StaleMark } from '../identity/face';
import { Rights } from '../identity/permissions';
import { createDocumentsRoom, createInbox, type Desk } from './index';

const UNITS = ['so-noi-vu', 'so-tu-phap'];
const QUERY = `query ($keys: [_Any!]!, $open: Boolean, $first: Int, $after: String) { _entities(representations: $keys) { ... on Person {
  id documents(open: $open, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id subject urgency dueOn unit { id } sender { id } } } } } } }`;

interface Answer {
  readonly documents: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: readonly { readonly node: { readonly subject: string; readonly unit: { readonly id: string } } }[];
  } | null;
}

describe('the documents room', () => {
  const folder = mkdtempSync(join(tmpdir(), 'documents-room-'));
  const clock = new ManualClock(new Date('2017-04-01T00:00:00Z'));
  const down = new Set<string>();
  const accounts = new Map<string, string>();
  let server: QlvbServer;
  const room = createDocumentsRoom({ reader: createInbox({ desks: { of: desksOf }, clock }) });

  beforeAll(async () => {
    const apiKeys = [{ key: 'khoa', role: 'provisioning' as const }];
    server = await startQlvbServer({ host: '127.0.0.1', port: 0, file: join(folder, 'qlvb.db'), apiKeys });
    for (const unit of UNITS) {
      const spec = { name: 'nvmau', personId: 'p-1', attributes: { posts: [`${unit}/giam-doc-so`] }, grants: [] };
      accounts.set(unit, (await connectorOf(unit).create(spec, frame())).nativeId);
    }
    await arrives('so-noi-vu', { subject: 'A', dueOn: '2017-04-10', senderUnit: 'so-tu-phap' });
    await arrives('so-tu-phap', { subject: 'B', dueOn: '2017-04-09' });
    await arrives('so-tu-phap', { subject: 'C', dueOn: '2017-06-01', urgency: 'Hỏa tốc' });
    await arrives('so-noi-vu', { subject: 'D' });
    await arrives('so-noi-vu', { subject: 'E', status: 'done' });
  });

  afterEach(() => down.clear());

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const frame = (): { signal: AbortSignal; timeoutMs: number } => ({
    signal: new AbortController().signal,
    timeoutMs: 5_000,
  });

  function connectorOf(unit: string): ReturnType<typeof createQlvbConnector> {
    const url = down.has(unit) ? 'http://127.0.0.1:1' : server.url;
    return createQlvbConnector({ url: `${url}/don-vi/${unit}/api/v1`, apiKey: 'khoa' });
  }

  async function desksOf(personIds: readonly string[]): Promise<readonly (readonly Desk[])[]> {
    const desks = UNITS.map<Desk>((unitId) => ({
      unitId,
      read: (query, signal) =>
        connectorOf(unitId).readDocuments(accounts.get(unitId)!, query, { signal, timeoutMs: 5_000 }),
    }));
    return personIds.map((personId) => (personId === 'p-1' ? desks : []));
  }

  async function arrives(unit: string, document: object): Promise<void> {
    await fetch(`${server.url}/don-vi/${unit}/api/v1/documents`, {
      method: 'POST',
      headers: { authorization: 'Bearer khoa', 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'Công văn', ownerPost: `${unit}/giam-doc-so`, ...document }),
    });
  }

  async function ask(
    variables: object = {},
    { asker = 'p-1', person = 'p-1' } = {},
  ): Promise<{ answer: Answer | null; subjects: string[] | undefined; code: unknown; stale: readonly StaleMark[] }> {
    const contextValue = contextOf(asker);
    const keys = [{ __typename: 'Person', id: person }];
    const result = await graphql({
      schema: room.subgraph.schema,
      source: QUERY,
      contextValue,
      variableValues: { keys, ...variables },
    });
    const answer = (result.data as { _entities: Answer[] } | null)?._entities[0] ?? null;
    return {
      answer,
      subjects: answer?.documents?.edges.map(({ node }) => node.subject),
      code: result.errors?.[0]?.extensions.code,
      stale: contextValue.stale,
    };
  }

  it('merges the desks of all units, most urgent first, then earliest due', async () => {
    const all = await ask();
    const open = await ask({ open: true });

    expect(open.subjects).toEqual(['C', 'B', 'A', 'D']);
    expect(open.answer?.documents?.totalCount).toBe(4);
    expect(all.answer?.documents?.totalCount).toBe(5);
    expect(open.answer?.documents?.edges[2]?.node).toMatchObject({
      unit: { id: 'so-noi-vu' },
      sender: { id: 'so-tu-phap' },
    });
  });

  it('goes through the merged list with one cursor', async () => {
    const first = await ask({ open: true, first: 2 });

    const second = await ask({ open: true, first: 2, after: first.answer?.documents?.pageInfo.endCursor });

    expect([first.subjects, second.subjects]).toEqual([
      ['C', 'B'],
      ['A', 'D'],
    ]);
    expect([first, second].map(({ answer }) => answer?.documents?.pageInfo.hasNextPage)).toEqual([true, false]);
  });

  it('shows a desk that does not answer as last seen, marked stale, and no list if it was never seen', async () => {
    await ask({ open: true, first: 7 });
    down.add('so-tu-phap');
    clock.advance(90_000);

    const seen = await ask({ open: true, first: 7 });
    const never = await ask({ open: true, first: 8 });

    expect(seen.subjects).toEqual(['C', 'B', 'A', 'D']);
    expect(seen.stale).toEqual([{ path: ['_entities', 0, 'documents'], source: 'qlvb', ageMs: 90_000 }]);
    expect(never).toMatchObject({ answer: { id: 'p-1', documents: null }, code: 'UNAVAILABLE' });
  });

  it('shows an empty list to a person without an account', async () => {
    const nobody = await ask({}, { asker: 'p-2', person: 'p-2' });

    expect(nobody.answer?.documents).toMatchObject({ totalCount: 0, edges: [] });
  });

  it('shows a person’s desk to nobody else', async () => {
    const other = await ask({}, { asker: 'p-2', person: 'p-1' });

    expect(other).toMatchObject({ answer: { documents: null }, code: 'FORBIDDEN' });
  });

  it('refuses a page or a cursor that makes no sense', async () => {
    expect((await ask({ first: 501 })).code).toBe('INVALID_PAGE_SIZE');
    expect((await ask({ after: encodeCursor('\u0000') })).code).toBe('INVALID_CURSOR');
  });

  it('composes with the room that owns Person', () => {
    const owner =
      'type Query { me: Person } type Person @key(fields: "id") { id: ID! } type Unit @key(fields: "id") { id: ID! name: String }';
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';

    const composed = composeServices([
      { name: 'organisation', typeDefs: parse(`${link} ${owner}`), url: '' },
      { name: 'documents', typeDefs: parse(room.subgraph.sdl), url: '' },
    ]);

    expect(composed.errors ?? []).toEqual([]);
  });
});

describe('the inbox', () => {
  const clock = new ManualClock(new Date(0));
  const query = { open: null, first: 1, after: null };
  const page = { items: [], totalCount: 3, next: null };
  const signal = new AbortController().signal;

  it('forgets what was used longest ago when it is full', async () => {
    let up = true;
    const desk: Desk = {
      unitId: 'u',
      read: () => (up ? Promise.resolve(page) : Promise.reject(new Error('down'))),
    };
    const inbox = createInbox({ desks: { of: async (ids) => ids.map(() => [desk]) }, clock, rememberedMax: 2 });
    const read = async (personId: string): Promise<number | undefined> =>
      (await inbox.documents([{ personId, query }], signal))[0]?.value.totalCount;
    for (const personId of ['a', 'b', 'a', 'c']) await read(personId);
    up = false;

    expect([await read('a'), await read('b'), await read('c')]).toEqual([3, undefined, 3]);
  });

  it('asks few desks at a time for many people, and no more of an instance that does not answer', async () => {
    const people = Array.from({ length: 60 }, (_, index) => `p-${index}`);
    const under = { now: 0, most: 0, silent: 0 };
    const desk = (unitId: string): Desk => ({
      unitId,
      async read() {
        under.most = Math.max(under.most, (under.now += 1));
        await new Promise(setImmediate);
        under.now -= 1;
        if (unitId === 'up') return page;
        under.silent += 1;
        throw new Error('down');
      },
    });
    const of = async (ids: readonly string[]): Promise<Desk[][]> =>
      ids.map((id) => [desk(Number(id.slice(2)) % 2 === 0 ? 'up' : 'down')]);
    const inbox = createInbox({ desks: { of }, clock });

    const answers = await inbox.documents(
      people.map((personId) => ({ personId, query })),
      signal,
    );

    expect(answers.map((answer) => answer !== null)).toEqual(people.map((_, index) => index % 2 === 0));
    expect(under.most).toBeLessThanOrEqual(8);
    expect(under.silent).toBeLessThanOrEqual(8);
  });

  it('does not ask a desk whose turn did not come in time', async () => {
    const asked: string[] = [];
    const waits = (unitId: string): Desk => ({
      unitId,
      read: () =>
        new Promise((resolve) => {
          asked.push(unitId);
          setTimeout(() => resolve(page), 50);
        }),
    });
    const of = async (ids: readonly string[]): Promise<Desk[][]> => ids.map((id) => [waits(id)]);
    const inbox = createInbox({ desks: { of }, clock, turnWithinMs: 1 });
    const people = Array.from({ length: 10 }, (_, index) => `p-${index}`);

    const answers = await inbox.documents(
      people.map((personId) => ({ personId, query })),
      signal,
    );

    expect(asked).toHaveLength(8);
    expect(answers.slice(8)).toEqual([null, null]);
  });
});

function contextOf(personId: string): Context {
  const principal = {
    kind: 'person',
    id: personId,
    sessionId: 's',
    roles: ['person'],
    administers: new Set<string>(),
  } as const;
  const rights = new Rights(principal);
  const stale: StaleMark[] = [];
  return {
    principal,
    language: 'vi',
    origin: '127.0.0.1',
    idempotencyKey: null,
    signal: new AbortController().signal,
    signedIn: () => principal,
    may: (permission, scope = {}) => rights.allow(permission, scope),
    require(permission, scope = {}) {
      if (!rights.allow(permission, scope)) throw new Refusal('FORBIDDEN', { permission });
      return principal;
    },
    loader: <K, V>(_: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>) =>
      new DataLoader<K, V>((keys) => batch(keys) as Promise<(V | Error)[]>),
    markStale: (mark) => void stale.push(mark),
    stale,
  };
}
