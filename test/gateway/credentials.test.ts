/** Proofs of possession through every transport, and streams that close when somebody's standing changes. */
import { createClient as createSseClient } from 'graphql-sse';
import { Arg, Field, ObjectType, Query, Resolver, Subscription, Root, Ctx, ID } from 'type-graphql';
import { WebSocket } from 'ws';
import { emit } from '../../src/events/outbox';
import { startGateway, type Gateway } from '../../src/gateway';
import { ResolverContainer } from '../../src/shared/container';
import { silentLogger } from '../../src/shared/logger';
import { buildSubgraph } from '../../src/shared/subgraph';
import type { Context } from '../../src/subgraphs/identity/face';
import { KeyHolder } from '../../src/subgraphs/identity/key-holder.fixture';
import { IdentityTown, type Tokens } from '../../src/subgraphs/identity/room.fixture';

@ObjectType('RoleChange', { description: 'A change.' })
class RoleChange {
  @Field(() => ID, { description: 'Id.' })
  id: string;

  @Field(() => String, { description: 'Where it stands.' })
  cursor: string;
}

/** Nothing ever changes: a stream ends by what happens to its reader alone. */
class Quiet implements AsyncIterableIterator<RoleChange> {
  private end: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => (this.end = resolve));

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<RoleChange>> {
    await this.ended;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<RoleChange>> {
    this.end();
    return { done: true, value: undefined };
  }
}

@Resolver()
class QuietResolver {
  @Query(() => String, { description: 'Who asks.' })
  whoAmI(@Ctx() ctx: Context): string {
    return ctx.signedIn().id;
  }

  @Subscription(() => RoleChange, {
    description: 'Changes.',
    subscribe: ({ context }) => {
      (context as Context).signedIn();
      return new Quiet();
    },
  })
  roleChanges(
    @Root() change: RoleChange,
    @Arg('after', () => String, { nullable: true }) _after?: string,
    @Arg('unitIds', () => [ID], { nullable: true }) _unitIds?: string[],
    @Arg('kinds', () => [String], { nullable: true }) _kinds?: string[],
  ): RoleChange {
    return change;
  }
}

let town: IdentityTown;
let gateway: Gateway;
let tablet: KeyHolder;

beforeEach(async () => {
  town = await IdentityTown.open();
  tablet = await KeyHolder.make();
  gateway = await open();
});

afterEach(async () => {
  await gateway.close();
  await town.close();
});

function open(publicUrl: string | null = null): Promise<Gateway> {
  const quiet = buildSubgraph<Context>({
    name: 'organisation',
    schema: {
      resolvers: [QuietResolver],
      container: new ResolverContainer([new QuietResolver()]),
      pubSub: { publish: () => undefined, subscribe: () => new Quiet() as never },
    },
    references: {},
  });
  return startGateway({
    subgraphs: [town.room.subgraph, quiet],
    contextFor: town.room.contextFor,
    stillValid: (principal) => town.room.stillValid({ principal }),
    onDoubt: (listener) => town.room.onDoubt(listener),
    publicUrl,
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger,
    ready: async () => ({ ready: true }),
    // nobody looks by himself while a test lasts
    limits: { sessionRecheckMs: 3_600_000, sessionRestMs: 3_600_000, drainMs: 500 },
  });
}

interface Reply {
  readonly status: number;
  readonly challenge: string | null;
  readonly data: unknown;
  readonly code: unknown;
}

async function post(
  query: string,
  headers: Readonly<Record<string, string>>,
  url = `${gateway.url}/graphql`,
): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    data: body.data,
    code: body.errors?.[0]?.extensions.code,
  };
}

const proofFor = (about: Readonly<Record<string, unknown>> = {}, by = tablet): Promise<string> =>
  by.proof(town.clock.now(), { htu: `${gateway.url}/graphql`, ...about });

async function signIn(): Promise<Tokens> {
  const query =
    'mutation { login(username: "nvmau", password: "mat-khau-dung") { accessToken refreshToken tokenType } }';
  const { data } = await post(query, { dpop: await proofFor() });
  return (data as { login: Tokens }).login;
}

async function headersOf(
  { accessToken: token }: Tokens,
  about: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, string>> {
  return { authorization: `DPoP ${token}`, dpop: await proofFor({ token, ...about }) };
}

/** Resolves with the code with which the server closes the connection; acknowledged first, if it is. */
async function connect(
  payload: Record<string, unknown>,
): Promise<{ acked: Promise<boolean>; closed: Promise<number>; socket: WebSocket }> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  const acked = new Promise<boolean>((resolve) => {
    socket.on('message', (text: Buffer) => {
      if ((JSON.parse(String(text)) as { type: string }).type === 'connection_ack') resolve(true);
    });
    void closed.then(() => resolve(false));
  });
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  return { acked, closed, socket };
}

async function subscribed(payload: Record<string, unknown>): Promise<{ readonly closed: Promise<number> }> {
  const { acked, closed, socket } = await connect(payload);
  if (!(await acked)) throw new Error('the connection was refused');
  socket.send(
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { roleChanges { id } }' } }),
  );
  return { closed };
}

describe('over HTTP', () => {
  it('takes a token with a proof for this address, and answers anything else with 401 and what is wanted', async () => {
    const session = await signIn();
    const right = await headersOf(session);

    const taken = await post('{ whoAmI }', right);
    const replayed = await post('{ whoAmI }', right);
    const bearer = await post('{ whoAmI }', { authorization: `Bearer ${session.accessToken}` });
    const elsewhere = await post('{ whoAmI }', await headersOf(session, { htu: 'http://other.example/graphql' }));

    expect([taken.status, taken.data]).toEqual([200, { whoAmI: 'p-mau' }]);
    for (const { status, code, challenge } of [replayed, elsewhere]) {
      expect([status, code]).toEqual([401, 'DPOP_PROOF_INVALID']);
      expect(challenge).toBe('DPoP error="invalid_dpop_proof", algs="ES256 EdDSA Ed25519"');
    }
    expect(bearer.challenge).toBe('DPoP error="invalid_token", algs="ES256 EdDSA Ed25519"');
  });

  it('does not believe the Host header: a proof for another server stays one for another server', async () => {
    const session = await signIn();
    const headers = await headersOf(session, { htu: 'http://other.example/graphql' });

    const answer = await post('{ whoAmI }', { ...headers, 'x-forwarded-host': 'other.example', host: 'other.example' });

    expect(answer.code).toBe('DPOP_PROOF_INVALID');
  });

  it('takes the address by which callers reach it from outside, and then no other', async () => {
    const session = await signIn();
    await gateway.close();
    gateway = await open('https://dieuhanh.example/');

    const outside = await post('{ whoAmI }', await headersOf(session, { htu: 'https://dieuhanh.example/graphql' }));
    const inside = await post('{ whoAmI }', await headersOf(session));

    expect([outside.data, inside.code]).toEqual([{ whoAmI: 'p-mau' }, 'DPOP_PROOF_INVALID']);
  });
});

describe('where proofs must carry a nonce', () => {
  it('tells it with the refusal, over HTTP and WebSocket, and takes a proof that carries it', async () => {
    await gateway.close();
    await town.close();
    town = await IdentityTown.open({ proofNonce: true });
    gateway = await open();
    const query = 'mutation { login(username: "nvmau", password: "mat-khau-dung") { accessToken } }';
    const signIn = async (nonce?: string): Promise<Response> =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', dpop: await proofFor(nonce === undefined ? {} : { nonce }) },
        body: JSON.stringify({ query }),
      });

    const refused = await signIn();
    const nonce = refused.headers.get('dpop-nonce')!;
    const taken = (await (await signIn(nonce)).json()) as { data: { login: { accessToken: string } } };
    const token = taken.data.login.accessToken;
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = new Promise<string>((resolve) =>
      socket.once('close', (_, reason: Buffer) => resolve(String(reason))),
    );
    await new Promise((resolve) => socket.once('open', resolve));
    const payload = { authorization: `DPoP ${token}`, dpop: await proofFor({ token, htm: 'GET' }) };
    socket.send(JSON.stringify({ type: 'connection_init', payload }));

    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'DPoP error="use_dpop_nonce", algs="ES256 EdDSA Ed25519"',
    ]);
    expect(await closed).toBe(`use_dpop_nonce ${nonce}`);
    const { acked, socket: second } = await connect({
      authorization: `DPoP ${token}`,
      dpop: await proofFor({ token, htm: 'GET', nonce }),
    });
    expect(await acked).toBe(true);
    second.close();
  });
});

describe('over WebSocket', () => {
  const about = (): Record<string, unknown> => ({ htm: 'GET' });

  it('takes the proof in connection_init, and refuses one that is missing, foreign or seen before', async () => {
    const session = await signIn();
    const right = await headersOf(session, about());
    const foreign = await proofFor({ token: session.accessToken, ...about() }, await KeyHolder.make());

    const taken = await connect(right);
    const refused = await Promise.all(
      [
        right,
        { authorization: right.authorization },
        { authorization: `Bearer ${session.accessToken}` },
        { authorization: right.authorization, dpop: foreign },
        await headersOf(session),
      ].map(connect),
    );

    expect(await taken.acked).toBe(true);
    expect(await Promise.all(refused.map(({ closed }) => closed))).toEqual([4403, 4403, 4403, 4403, 4403]);
    taken.socket.close();
  });
});

describe('over server-sent events', () => {
  it('takes a token with a proof for the address of the stream', async () => {
    const session = await signIn();
    const url = `${gateway.url}/graphql/stream`;
    const client = createSseClient({ url, headers: () => headersOf(session, { htu: url }), retryAttempts: 0 });

    const result = await new Promise((resolve, reject) =>
      client.subscribe({ query: '{ whoAmI }' }, { next: resolve, error: reject, complete: () => undefined }),
    );

    expect(result).toMatchObject({ data: { whoAmI: 'p-mau' } });
    client.dispose();
  });
});

describe('an open subscription', () => {
  async function bearer(login: string): Promise<Record<string, string>> {
    return { authorization: `Bearer ${(await town.tokens(login)).accessToken}` };
  }

  it('ASVS 7.4.2 is closed when its person’s sessions are ended, without anybody looking now and then', async () => {
    const { closed } = await subscribed(await bearer('nvmau'));
    const { accessToken } = await town.tokens('ttlan');

    await town.ask('mutation { revokeSessions(personId: "p-mau", reason: "mất máy") }', { token: accessToken });

    expect(await closed).toBe(4403);
  });

  it('is closed when the tablet of its key leaves its holder', async () => {
    town.tablets.set('t-1', { id: 't-1', serial: 'MTB-0001', unitId: 'so-tttt', holderId: 'p-mau' });
    const session = await signIn();
    await post('mutation { enrolDevice(serial: "MTB-0001") { id } }', await headersOf(session));
    const { closed } = await subscribed(await headersOf(session, { htm: 'GET' }));

    await town.store.write((tx) => town.room.devices.left(tx, 't-1'));

    expect(await closed).toBe(4403);
  });

  it('is closed when a tablet of its person is reported lost, though the tablet had no key', async () => {
    town.tablets.set('t-1', { id: 't-1', serial: 'MTB-0001', unitId: 'so-tttt', holderId: 'p-mau' });
    const { closed } = await subscribed(await bearer('nvmau'));
    const { accessToken } = await town.tokens('ttlan');

    await town.ask('mutation { reportTabletLost(tabletId: "t-1", reason: "rơi trên đường") }', { token: accessToken });

    expect(await closed).toBe(4403);
  });

  it('is closed when the access of its person is locked', async () => {
    const { closed } = await subscribed(await bearer('nvmau'));
    town.locked.add('p-mau');

    await town.store.write((tx) =>
      emit(tx, { topic: 'access', once: null, payload: { kind: 'lock', personId: 'p-mau', targetId: null } }),
    );

    expect(await closed).toBe(4403);
  });

  it('is closed at the change of the day when an office ends with it', async () => {
    const { closed } = await subscribed(await bearer('nvmau'));
    town.change('p-mau', { inOffice: false });

    town.clock.set(new Date('2026-03-02T17:00:00.000Z'));

    expect(await closed).toBe(4403);
  });

  it('stays open when the standing of somebody else changes', async () => {
    const { acked, closed, socket } = await connect(await bearer('ttlan'));
    await acked;
    const { closed: gone } = await subscribed(await bearer('nvmau'));
    const by = await town.administrator();

    await town.ask('mutation { revokeSessions(personId: "p-mau", reason: "mất máy") }', { token: by });
    await gone;
    const next = new Promise((resolve) => socket.once('pong', () => resolve('open')));
    socket.ping();

    expect(await Promise.race([next, closed])).toBe('open');
    socket.close();
  });

  it('over server-sent events ends with its refusal', async () => {
    const headers = await bearer('nvmau');
    const response = await fetch(`${gateway.url}/events/role-changes`, { headers });
    const text = response.text();
    const by = await town.administrator();

    await town.ask('mutation { revokeSessions(personId: "p-mau", reason: "mất máy") }', { token: by });

    expect(await text).toContain('UNAUTHENTICATED');
  });
});
