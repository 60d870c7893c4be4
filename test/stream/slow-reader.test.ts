/** A reader that stops reading: it costs the gateway an event, is cut with a code, and goes on from where it was. */
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { ServerSockets, StreamCity } from './stream-city.fixture';

const EVENTS = 250;
const EVENT_BYTES = 64_000;
/** One event on its way, and what frames it. */
const HELD_MAX = 3 * EVENT_BYTES;
const SUBSCRIBE = 'subscription($after: String) { roleChanges(after: $after) { cursor person { id givenName } } }';

let city: StreamCity;
let sockets: ServerSockets;

beforeEach(async () => {
  sockets = new ServerSockets();
  city = await StreamCity.open({ stallMs: 400, lingerMs: 3_000, heartbeatMs: 5 });
});

afterEach(async () => {
  await city.close();
  sockets.stop();
});

/** Speaks HTTP by hand, so that the test decides when it reads. */
class RawReader {
  private text = '';
  readonly closed: Promise<void>;

  constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => (this.text += String(chunk)));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static open(path: string): RawReader {
    const { hostname, port } = new URL(city.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\nauthorization: Bearer ok\r\nconnection: close\r\n\r\n`,
    );
    return new RawReader(socket);
  }

  pause(): void {
    this.socket.pause();
  }

  async rest(): Promise<string> {
    this.socket.resume();
    await this.closed;
    return this.text;
  }
}

/** By a connection of its own that is closed at once: the open ones are counted. */
function metrics(): Promise<string> {
  return new Promise((resolve, reject) => {
    get(`${city.url}/metrics`, { agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (text += String(chunk)));
      answer.once('end', () => resolve(text));
    }).once('error', reject);
  });
}

async function cutBehindTheReadersBack(): Promise<void> {
  const gauge = async (): Promise<number> => {
    const text = await metrics();
    return Number(/^\w*(?:streams|subscriptions)\w*(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
  };
  while ((await gauge()) === 0) await pause(5);
  while ((await gauge()) !== 0) await pause(20);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Numbers of the changes in a text, as far as they came whole. */
function heard(text: string): number[] {
  return [...text.matchAll(/"cursor":"[^"]+","person":\{"id":"p-(\d+)","givenName":"đ+"\}/g)].map((match) =>
    Number(match[1]),
  );
}

/** Everything after a cursor, by a reader who keeps up. */
async function goOn(after: string): Promise<number[]> {
  const socket = new WebSocket(`${city.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const numbers: number[] = [];
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer ok' } }));
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(String(data)) as { type: string };
      if (message.type === 'connection_ack')
        socket.send(
          JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIBE, variables: { after } } }),
        );
      numbers.push(...heard(String(data)));
      if (numbers.at(-1) === EVENTS) resolve();
    });
  });
  socket.close();
  return numbers;
}

const ALL = Array.from({ length: EVENTS }, (_, index) => index + 1);

function lastCursor(text: string): string {
  return [...text.matchAll(/"cursor":"([^"]+)","person":\{"id":"p-\d+","givenName":"đ+"\}/g)].at(-1)![1]!;
}

it.each([
  ['plain server-sent events', (after: string) => `/events/role-changes?after=${after}`],
  [
    'GraphQL over SSE',
    (after: string) =>
      `/graphql/stream?query=${encodeURIComponent(SUBSCRIBE)}&variables=${encodeURIComponent(JSON.stringify({ after }))}`,
  ],
])('over %s is cut with SLOW_READER and goes on', async (_, pathFrom) => {
  const from = await city.cursor();
  await city.tell(EVENTS, EVENT_BYTES);
  const reader = RawReader.open(pathFrom(from));
  reader.pause();

  await cutBehindTheReadersBack();
  const held = sockets.bytesHeldMax;
  // plain SSE tells more of a person than was asked for by GraphQL
  const text = (await reader.rest()).replace(/"id":"change-[^}]*?"cursor"/g, '"cursor"');

  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(HELD_MAX);
  expect(text).toContain('SLOW_READER');
  const cursors = [...text.matchAll(/"cursor":"([^"]+)"/g)].map((match) => match[1]!);
  const numbers = [...text.matchAll(/"id":"p-(\d+)"/g)].map((match) => Number(match[1]));
  expect(numbers).toEqual(ALL.slice(0, numbers.length));
  expect(numbers.length).toBeLessThan(EVENTS);
  expect(await goOn(cursors.at(-1)!)).toEqual(ALL.slice(numbers.length));
});

it('over WebSocket is closed with 1013 and goes on', async () => {
  const from = await city.cursor();
  await city.tell(EVENTS, EVENT_BYTES);
  const socket = new WebSocket(`${city.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let text = '';
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer ok' } }));
  await new Promise((resolve) => socket.once('message', resolve));
  socket.on('message', (data: Buffer) => (text += `${String(data)}\n`));
  socket.send(
    JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIBE, variables: { after: from } } }),
  );
  socket.pause();

  await cutBehindTheReadersBack();
  const held = sockets.bytesHeldMax;
  const closed = new Promise<[number, string]>((resolve) =>
    socket.once('close', (code, reason) => resolve([code, String(reason)])),
  );
  socket.resume();

  expect(await closed).toEqual([1013, 'SLOW_READER']);
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(HELD_MAX);
  const numbers = heard(text);
  expect(numbers).toEqual(ALL.slice(0, numbers.length));
  expect(numbers.length).toBeLessThan(EVENTS);
  expect(await goOn(lastCursor(text))).toEqual(ALL.slice(numbers.length));
});

it('that never comes back is let go after the linger', async () => {
  await city.close();
  city = await StreamCity.open({ stallMs: 100, lingerMs: 50 });
  const from = await city.cursor();
  await city.tell(EVENTS, EVENT_BYTES);
  const others = sockets.open;
  const reader = RawReader.open(`/events/role-changes?after=${from}`);
  reader.pause();

  await cutBehindTheReadersBack();
  while (sockets.open > others) await pause(10);

  expect(sockets.bytesHeldMax).toBeGreaterThan(0);
  expect(sockets.bytesHeldMax).toBeLessThan(HELD_MAX);
  await reader.rest();
});
