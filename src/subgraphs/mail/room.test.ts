import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@theguild/federation-composition';
import DataLoader from 'dataloader';
import { graphql, parse } from 'graphql';
import { createDovecotConnector, type DovecotConnector } from '../../connectors/dovecot';
import { Refusal } from '../../errors/refusal';
import { startMailServer, type MailServer } from '../../sandbox/mail';
import { ManualClock } from '../../shared/clock';
import type { Context, Permission, Scope, StaleMark } from '../identity/face';
import { Backend } from '../../shared/backend';
import { createMailRoom, type MailboxFacts } from './index';

const DOMAIN = 'hanoi.gov.vn';
const QUERY =
  'query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Person { id mailbox { address aliases unread quotaUsedMiB quotaMiB } } } }';

describe('the mail room', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mail-room-'));
  const clock = new ManualClock(new Date('2017-04-01T00:00:00Z'));
  const accounts = new Map([
    ['p-1', 'nvmau'],
    ['p-2', 'nanh'],
    ['p-4', 'gone'],
  ]);
  let server: MailServer;
  let connector: DovecotConnector;
  let isUp = true;
  let reads = 0;
  const backend = new Backend<MailboxFacts>(
    { name: 'mail', deadlineMs: 5_000, breakAfter: 100, breakForMs: 1_000, keep: 100 },
    () => clock.now().getTime(),
  );
  const room = createMailRoom({
    reader: {
      async mailboxes(personIds, signal) {
        const names = personIds.flatMap((id) => accounts.get(id) ?? []);
        const answers = await backend.ask(
          names,
          (own) => {
            reads += 1;
            return isUp
              ? connector.readMailboxes(names, { signal: own, timeoutMs: 5_000 })
              : Promise.reject(new Error('down'));
          },
          signal,
        );
        return personIds.map((id) => answers[names.indexOf(accounts.get(id) ?? '')] ?? null);
      },
    },
  });

  beforeAll(async () => {
    server = await startMailServer({
      host: '127.0.0.1',
      imapPort: 0,
      lmtpPort: 0,
      httpPort: 0,
      file: join(folder, 'mail.db'),
      ldap: { url: 'ldap://127.0.0.1:1', peopleDn: 'ou=people' },
      apiKey: 'khoa',
      domain: DOMAIN,
    });
    connector = createDovecotConnector({ url: server.httpUrl, apiKey: 'khoa', domain: DOMAIN });
    const call = { signal: new AbortController().signal, timeoutMs: 5_000 };
    const attributes = { aliases: [`nvmau_sotttt@${DOMAIN}`], quotaMiB: 50 };
    await connector.create({ name: 'nvmau', personId: 'p-1', attributes, grants: [] }, call);
    await connector.create({ name: 'nanh', personId: 'p-2', attributes: {}, grants: [] }, call);
  });

  beforeEach(() => {
    isUp = true;
    reads = 0;
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  async function ask(
    people: readonly string[],
    asker: { readonly id: string; readonly isAdministrator?: boolean },
  ): Promise<{ people: unknown; codes: unknown[]; stale: readonly StaleMark[] }> {
    const contextValue = contextOf(asker.id, asker.isAdministrator ?? false);
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

  it('shows a person the own mailbox', async () => {
    const { people, codes, stale } = await ask(['p-1'], { id: 'p-1' });

    const mailbox = {
      address: `nvmau@${DOMAIN}`,
      aliases: [`nvmau_sotttt@${DOMAIN}`],
      unread: 0,
      quotaUsedMiB: 0,
      quotaMiB: 50,
    };
    expect({ people, codes, stale }).toEqual({ people: [{ id: 'p-1', mailbox }], codes: [], stale: [] });
  });

  it('reads many in one go, and has null for who has no mailbox', async () => {
    const { people, codes } = await ask(['p-1', 'p-3', 'p-2', 'p-4'], { id: 'p-9', isAdministrator: true });

    expect(people).toMatchObject([
      { mailbox: { quotaMiB: 50 } },
      { mailbox: null },
      { mailbox: { address: `nanh@${DOMAIN}`, quotaMiB: null } },
      { mailbox: null },
    ]);
    expect({ codes, reads }).toEqual({ codes: [], reads: 1 });
  });

  it('refuses another person’s mailbox, and only that', async () => {
    const { people, codes } = await ask(['p-1', 'p-2'], { id: 'p-1' });

    expect(people).toMatchObject([{ mailbox: { quotaMiB: 50 } }, { mailbox: null }]);
    expect(codes).toEqual(['FORBIDDEN']);
  });

  it('shows the last known value, marked stale, while the mail system does not answer', async () => {
    await ask(['p-1'], { id: 'p-1' });
    isUp = false;
    clock.advance(60_000);

    const { people, codes, stale } = await ask(['p-1'], { id: 'p-1' });

    expect(people).toMatchObject([{ mailbox: { quotaMiB: 50 } }]);
    expect(codes).toEqual([]);
    expect(stale).toEqual([{ path: ['_entities', 0, 'mailbox'], source: 'mail', ageMs: 60_000 }]);
  });

  it('says UNAVAILABLE for who was never read', async () => {
    isUp = false;

    const { people, codes } = await ask(['p-4', 'p-3'], { id: 'p-9', isAdministrator: true });

    expect(people).toMatchObject([{ mailbox: null }, { mailbox: null }]);
    expect(codes).toEqual(['UNAVAILABLE']);
  });

  it('serves the shapes of the API and composes with the room that owns Person', () => {
    const owner = 'type Query { me: Person } type Person @key(fields: "id") { id: ID! }';
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';

    const composed = composeServices([
      { name: 'organisation', typeDefs: parse(`${link} ${owner}`), url: '' },
      { name: 'mail', typeDefs: parse(room.subgraph.sdl), url: '' },
    ]);

    expect(composed.errors ?? []).toEqual([]);
    const sdl = room.subgraph.sdl;
    for (const field of [
      'mailbox: Mailbox',
      'address: String!',
      'aliases: [String!]!',
      'unread: Int!',
      'quotaUsedMiB: Float!',
      'quotaMiB: Float',
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
  const may = (_: Permission, scope: Scope = {}): boolean => isAdministrator || scope.personId === personId;
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
