import { composeServices } from '@theguild/federation-composition';
import DataLoader from 'dataloader';
import { graphql, parse } from 'graphql';
import { Refusal } from '../../errors/refusal';
import { ManualClock } from '../../shared/clock';
import type { Context, Permission, Scope, StaleMark } from '../identity/face';
import { Backend } from '../../shared/backend';
import { createDirectoryRoom, type DirectoryEntry } from './index';

const QUERY =
  'query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Person { id directory { dn groups locked passwordExpiresAt } } } }';

function entry(uid: string, more: Partial<DirectoryEntry> = {}): DirectoryEntry {
  return {
    dn: `uid=${uid},ou=people,dc=hanoi,dc=gov,dc=vn`,
    groups: ['leaders'],
    locked: false,
    passwordExpiresAt: null,
    ...more,
  };
}

describe('the directory room', () => {
  const clock = new ManualClock(new Date('2017-04-01T00:00:00Z'));
  const accounts = new Map([
    ['p-1', 'a-1'],
    ['p-2', 'a-2'],
    ['p-4', 'a-4'],
  ]);
  const entries = new Map([
    ['a-1', entry('nvmau', { passwordExpiresAt: new Date('2017-06-01T00:00:00Z') })],
    ['a-2', entry('nanh', { locked: true, groups: [] })],
  ]);
  let isUp = true;
  let lookUps = 0;
  const backend = new Backend<DirectoryEntry>(
    { name: 'directory', deadlineMs: 5_000, breakAfter: 100, breakForMs: 1_000, keep: 100 },
    () => clock.now().getTime(),
  );
  const room = createDirectoryRoom({
    office: { unitsOf: async (ids) => ids.map(() => []) },
    reader: {
      async entries(personIds, signal) {
        lookUps += 1;
        const ids = personIds.flatMap((id) => accounts.get(id) ?? []);
        const answers = await backend.ask(
          ids,
          async () => {
            if (!isUp) throw new Error('down');
            return ids.map((id) => entries.get(id) ?? null);
          },
          signal,
        );
        return personIds.map((id) => answers[ids.indexOf(accounts.get(id) ?? '')] ?? null);
      },
    },
  });

  beforeEach(() => {
    isUp = true;
    lookUps = 0;
  });

  async function ask(
    people: readonly string[],
    asker: string,
    isAdministrator = false,
  ): Promise<{ people: unknown; codes: unknown[]; stale: readonly StaleMark[] }> {
    const contextValue = contextOf(asker, isAdministrator);
    const keys = people.map((id) => ({ __typename: 'Person', id }));
    const result = await graphql({
      schema: room.subgraph.schema,
      source: QUERY,
      contextValue,
      variableValues: { keys },
    });
    return {
      people: (result.data as { _entities: unknown } | null)?._entities,
      codes: (result.errors ?? []).map((error) => error.extensions.code),
      stale: contextValue.stale,
    };
  }

  it('shows a person the own entry', async () => {
    const { people, codes, stale } = await ask(['p-1'], 'p-1');

    const directory = { ...entry('nvmau'), passwordExpiresAt: '2017-06-01T00:00:00.000Z' };
    expect({ people, codes, stale }).toEqual({ people: [{ id: 'p-1', directory }], codes: [], stale: [] });
  });

  it('looks many up in one go, and has null for who has no entry', async () => {
    const { people, codes } = await ask(['p-2', 'p-3', 'p-1', 'p-4'], 'p-9', true);

    expect(people).toMatchObject([
      { directory: { locked: true, groups: [] } },
      { directory: null },
      { directory: { locked: false } },
      { directory: null },
    ]);
    expect({ codes, lookUps }).toEqual({ codes: [], lookUps: 1 });
  });

  it('refuses another person’s entry, and only that', async () => {
    const { people, codes } = await ask(['p-1', 'p-2'], 'p-1');

    expect(people).toMatchObject([{ directory: { locked: false } }, { directory: null }]);
    expect(codes).toEqual(['FORBIDDEN']);
  });

  it('shows the last known entry, marked stale, while the directory does not answer', async () => {
    await ask(['p-1'], 'p-1');
    isUp = false;
    clock.advance(60_000);

    const { people, codes, stale } = await ask(['p-1'], 'p-1');

    expect(people).toMatchObject([{ directory: { groups: ['leaders'] } }]);
    expect({ codes, stale }).toEqual({
      codes: [],
      stale: [{ path: ['_entities', 0, 'directory'], source: 'directory', ageMs: 60_000 }],
    });
  });

  it('says UNAVAILABLE for who was never read', async () => {
    isUp = false;

    const { people, codes } = await ask(['p-4', 'p-3'], 'p-9', true);

    expect(people).toMatchObject([{ directory: null }, { directory: null }]);
    expect(codes).toEqual(['UNAVAILABLE']);
  });

  it('serves the shapes of the API and composes with the room that owns Person', () => {
    const owner = 'type Query { me: Person } type Person @key(fields: "id") { id: ID! }';
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
    const { sdl } = room.subgraph;

    const composed = composeServices([
      { name: 'organisation', typeDefs: parse(`${link} ${owner}`), url: '' },
      { name: 'directory', typeDefs: parse(sdl), url: '' },
    ]);

    expect(composed.errors ?? []).toEqual([]);
    for (const field of [
      'directory: DirectoryEntry',
      'dn: String!',
      'groups: [String!]!',
      'locked: Boolean!',
      'passwordExpiresAt: DateTime',
    ]) {
      expect(sdl).toMatch(new RegExp(`^  ${field.replace(/[[\]]/g, '\\$&')}$`, 'm'));
    }
  });
});

function contextOf(personId: string, isAdministrator: boolean): Context {
  const principal = {
    kind: 'person',
    id: personId,
    sessionId: 's',
    roles: [isAdministrator ? 'administrator' : 'person'],
    administers: new Set<string>(),
  } as const;
  const stale: StaleMark[] = [];
  const loaders = new Map<string, unknown>();
  const may = (_permission: Permission, _scope: Scope = {}): boolean => isAdministrator;
  return {
    principal,
    language: 'vi',
    origin: '127.0.0.1',
    idempotencyKey: null,
    signal: new AbortController().signal,
    signedIn: () => principal,
    may,
    require(permission, scope) {
      if (!may(permission, scope)) throw new Refusal('FORBIDDEN', { permission });
      return principal;
    },
    loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>): DataLoader<K, V> {
      const loader = loaders.get(name) ?? new DataLoader<K, V>((keys) => batch(keys) as Promise<(V | Error)[]>);
      loaders.set(name, loader);
      return loader as DataLoader<K, V>;
    },
    markStale: (mark) => void stale.push(mark),
    stale,
  };
}
