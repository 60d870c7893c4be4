/** Subscriptions over WebSocket and SSE, plain server-sent events, and how each of them ends. */
import { createClient as createSseClient } from 'graphql-sse';
import { WebSocket } from 'ws';
import type { Gateway } from '../../src/gateway';
import { buildTown, openTown, type Town } from './town.fixture';

let town: Town;
let gateway: Gateway;

beforeEach(async () => {
  town = buildTown();
  gateway = await openTown(town, { limits: { sessionRestMs: 1, sessionRecheckMs: 20, heartbeatMs: 20, drainMs: 500 } });
});

afterEach(async () => {
  await gateway.close();
});

const QUERY = 'subscription($after: String) { roleChanges(after: $after) { cursor person { name openDocuments } } }';
const EVENT_AN = { cursor: '1', person: { name: 'Nguyễn Thị An', openDocuments: 2 } };

/** A bare client, so that tests see messages and close codes as they are. */
class Client {
  readonly messages: { type: string; id?: string; payload?: Record<string, unknown> & { errors?: unknown[] } }[] = [];
  readonly closed: Promise<number>;
  private waiting: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (text: Buffer) => {
      this.messages.push(JSON.parse(String(text)) as never);
      for (const wake of this.waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  static async open(payload?: Record<string, unknown>): Promise<Client> {
    const client = new Client(new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws'));
    await new Promise((resolve) => client.socket.once('open', resolve));
    client.send({ type: 'connection_init', payload });
    return client;
  }

  static async signedIn(id = 'an'): Promise<Client> {
    const client = await Client.open({ authorization: `Bearer ${id}` });
    await client.until((message) => message.type === 'connection_ack');
    return client;
  }

  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  async until(wanted: (message: Client['messages'][number]) => boolean): Promise<Client['messages'][number]> {
    for (;;) {
      const found = this.messages.find(wanted);
      if (found) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('WebSocket', () => {
  it('joins each event over subgraphs, with loaders of its own', async () => {
    const client = await Client.signedIn();
    client.send({ id: '1', type: 'subscribe', payload: { query: QUERY } });
    await eventually(() => town.bell.open === 1);

    town.bell.ring('an');
    town.bell.ring('chi');
    await client.until((message) => JSON.stringify(message).includes('Lê Chi'));

    expect(client.messages.filter(({ type }) => type === 'next').map(({ payload }) => payload)).toEqual([
      { data: { roleChanges: EVENT_AN } },
      { data: { roleChanges: { cursor: '2', person: { name: 'Lê Chi', openDocuments: 3 } } } },
    ]);
    expect(new Set(town.ledger.loadersOfEvents).size).toBe(2);
    client.socket.close();
    await client.closed;
  });

  it('goes on from a cursor', async () => {
    town.bell.ring('binh');
    town.bell.ring('an');
    const client = await Client.signedIn();

    client.send({ id: '1', type: 'subscribe', payload: { query: QUERY, variables: { after: '1' } } });

    const event = await client.until(({ type }) => type === 'next');
    expect(event.payload).toMatchObject({ data: { roleChanges: { cursor: '2' } } });
    client.socket.close();
    await client.closed;
  });

  it.each([
    ['no payload', undefined, 4401],
    ['no token', {}, 4401],
    ['a wrong token', { authorization: 'Bearer nobody' }, 4403],
  ])('refuses a connection with %s', async (_, payload, code) => {
    const client = await Client.open(payload);

    expect(await client.closed).toBe(code);
  });

  it('runs queries and mutations too, under the idempotency key of the operation', async () => {
    const client = await Client.signedIn();

    client.send({
      id: '1',
      type: 'subscribe',
      payload: { query: '{ me { name openDocuments } }', extensions: { idempotencyKey: 'k-1' } },
    });

    const answer = await client.until(({ type }) => type === 'next');
    expect(answer.payload).toEqual({ data: { me: { name: 'Nguyễn Thị An', openDocuments: 2 } } });
    expect(town.ledger.callers.map(({ key }) => key)).toEqual(['k-1', 'k-1']);
    client.socket.close();
    await client.closed;
  });

  it('tells what is wrong with an operation and keeps the connection', async () => {
    const client = await Client.signedIn();

    client.send({ id: '1', type: 'subscribe', payload: { query: 'subscription { nope }' } });
    client.send({ id: '2', type: 'subscribe', payload: { query: '{' } });
    client.send({ id: '3', type: 'subscribe', payload: { query: `{ ${'__typename '.repeat(60)} }` } });

    await client.until(({ id }) => id === '3');
    const codes = client.messages
      .filter(({ type }) => type === 'error')
      .map(({ payload }) => (payload as unknown as { extensions: { code: string } }[])[0]!.extensions.code);
    expect(codes).toEqual(['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'QUERY_TOO_COMPLEX']);
    client.socket.close();
    await client.closed;
  });

  it('closes with 4403 when the session ends, though nothing happens', async () => {
    const client = await Client.signedIn();
    client.send({ id: '1', type: 'subscribe', payload: { query: QUERY } });
    await eventually(() => town.bell.open === 1);

    town.ended.add('an');

    expect(await client.closed).toBe(4403);
    await eventually(() => town.bell.open === 0);
  });

  it('tells no event to a session that has ended', async () => {
    await gateway.close();
    gateway = await openTown(town, { limits: { sessionRestMs: 1, sessionRecheckMs: 60_000 } });
    const client = await Client.signedIn();
    client.send({ id: '1', type: 'subscribe', payload: { query: QUERY } });
    await eventually(() => town.bell.open === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));

    town.ended.add('an');
    town.bell.ring('binh');

    expect(await client.closed).toBe(4403);
    expect(JSON.stringify(client.messages)).not.toContain('Trần');
    expect(JSON.stringify(client.messages)).toContain('UNAUTHENTICATED');
  });

  it('stops the source when the subscriber completes', async () => {
    const client = await Client.signedIn();
    client.send({ id: '1', type: 'subscribe', payload: { query: QUERY } });
    await eventually(() => town.bell.open === 1);

    client.send({ id: '1', type: 'complete' });

    await eventually(() => town.bell.open === 0);
    client.socket.close();
    await client.closed;
  });

  it('cuts a reader that stalls', async () => {
    await gateway.close();
    gateway = await openTown(town, { limits: { stallMs: 50, fields: 100_000, tokens: 100_000, aliases: 50_000 } });
    const client = await Client.signedIn();
    const wide = Array.from({ length: 5_000 }, (_, index) => `a${index}: cursor`).join(' ');
    client.send({ id: '1', type: 'subscribe', payload: { query: `subscription { roleChanges { ${wide} } }` } });
    await eventually(() => town.bell.open === 1);

    client.socket.pause();
    for (let count = 0; count < 500; count++) town.bell.ring('an');

    await eventually(() => town.bell.open === 0);
    client.socket.resume();
    await client.closed;
  });

  it('closes with 1001 when the gateway closes', async () => {
    const client = await Client.signedIn();
    client.send({ id: '1', type: 'subscribe', payload: { query: QUERY } });
    await eventually(() => town.bell.open === 1);

    await gateway.close();

    expect(await client.closed).toBe(1001);
    expect(town.bell.open).toBe(0);
    gateway = await openTown(town);
  });
});

describe('GraphQL over SSE', () => {
  it('streams joined events to a client of the protocol', async () => {
    const client = createSseClient({ url: `${gateway.url}/graphql/stream`, headers: { authorization: 'Bearer an' } });
    const events = client.iterate({ query: QUERY });
    const first = events.next();
    await eventually(() => town.bell.open === 1);

    town.bell.ring('an');

    expect((await first).value).toEqual({ data: { roleChanges: EVENT_AN } });
    client.dispose();
    await eventually(() => town.bell.open === 0);
  });

  it('refuses one who is not signed in', async () => {
    const response = await fetch(`${gateway.url}/graphql/stream?query=${encodeURIComponent(QUERY)}`, {
      headers: { accept: 'text/event-stream' },
    });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('runs no mutation by GET', async () => {
    const query = encodeURIComponent('mutation { rename(id: "an") { id } }');

    const response = await fetch(`${gateway.url}/graphql/stream?query=${query}`, {
      headers: { accept: 'text/event-stream', authorization: 'Bearer an' },
    });

    expect(await response.text()).toContain('"code":"BAD_REQUEST"');
  });

  it('ends the stream with a refusal when the session ends', async () => {
    const response = await fetch(`${gateway.url}/graphql/stream?query=${encodeURIComponent(QUERY)}`, {
      headers: { accept: 'text/event-stream', authorization: 'Bearer an' },
    });

    town.ended.add('an');

    const text = await response.text();
    expect(text).toContain('UNAUTHENTICATED');
    expect(text).toContain('event: complete');
  });
});

describe('plain server-sent events', () => {
  const follow = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${gateway.url}/events/role-changes${path}`, { headers: { authorization: 'Bearer an', ...headers } });

  async function readUntil(response: Response, text: string): Promise<string> {
    let seen = '';
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    while (!seen.includes(text)) seen += (await reader.read()).value ?? '';
    await reader.cancel();
    return seen;
  }

  it('tells changes with their cursor as id, and how soon to come back', async () => {
    town.bell.ring('an');

    const seen = await readUntil(await follow('?after=0'), 'Nguyễn');

    expect(seen).toContain('retry: 3000\n\n');
    expect(seen).toMatch(/id: 1\ndata: \{"id":"change-1","cursor":"1","person":\{/);
  });

  it('goes on after Last-Event-ID rather than after the address it was opened with', async () => {
    for (const id of ['an', 'binh', 'chi']) town.bell.ring(id);

    const seen = await readUntil(await follow('?after=0', { 'last-event-id': '2' }), 'Chi');

    expect(seen).not.toContain('id: 1');
    expect(seen).toContain('id: 3');
  });

  it('sends comments while nothing happens', async () => {
    expect(await readUntil(await follow(''), ': still here')).toContain(': still here');
  });

  it('refuses one who is not signed in, and ends when the session does', async () => {
    const anonymous = await fetch(`${gateway.url}/events/role-changes`);
    const response = await follow('');

    town.ended.add('an');

    expect(anonymous.status).toBe(401);
    expect(await response.text()).toContain('event: error\ndata: {"errors":[{');
  });
});
