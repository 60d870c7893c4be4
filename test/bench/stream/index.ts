/**
 * Role changes from their commit to whoever follows: how many a second one subscriber gets, how long one takes, and what
 * a crowd of subscribers costs the city in memory and time. Beside each the ceiling of the same run: a bare server in a
 * process of its own that writes the same bytes to the same clients.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OwnCity } from '../city/own-city';
import { figure, median, quantile, type Figure } from '../measure';
import { inScratch } from '../scratch';
import { Worker } from '../worker';
import { Listeners, type Source, type Transport } from './listeners';

export interface StreamSizes {
  readonly rounds: number;
  /** Changes of which the rate is taken, committed so many in a transaction. */
  readonly burst: number;
  /** Changes of which the time is taken, each committed alone. */
  readonly single: number;
  readonly crowd: number;
  /** Changes that the whole crowd hears. */
  readonly crowdSingle: number;
}

/** The crowd signs in as one subscriber. */
const STREAMS_PER_CALLER = 10_000;
const PER_COMMIT = 100;
const SINGLE_EVERY_MS = 20;
const TRANSPORTS: readonly Transport[] = ['sse', 'websocket'];
const NAMES: Readonly<Record<Transport, string>> = { sse: 'SSE', websocket: 'WebSocket' };
const KIB = 1_024;

/** A server that can be told to say something, the city or the bare one. */
interface Teller extends Source {
  tell(count: number): Promise<{ readonly last: number; readonly committedMs: number }>;
  memory(): Promise<{ readonly residentBytes: number; readonly heapBytes: number }>;
}

interface Alone {
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Crowd {
  readonly residentKiB: number;
  readonly heapKiB: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Pair<T> {
  readonly city: T;
  readonly bare: T;
}

interface Round {
  readonly alone: Readonly<Record<Transport, Pair<Alone>>>;
  readonly crowd: Readonly<Record<Transport, Pair<Crowd>>>;
  readonly bytes: number;
}

export async function measureStream(sizes: StreamSizes): Promise<Figure[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < sizes.rounds; round += 1)
    rounds.push(await inScratch((folder) => oneRound(folder, sizes)));
  return [
    ...TRANSPORTS.flatMap((transport) => aloneFigures(transport, rounds)),
    figure(
      'role change over SSE: length',
      'bytes',
      rounds.map(({ bytes }) => bytes),
    ),
    ...TRANSPORTS.flatMap((transport) => crowdFigures(transport, sizes.crowd, rounds)),
  ];
}

function aloneFigures(transport: Transport, rounds: readonly Round[]): Figure[] {
  const name = `role changes to one subscriber, ${NAMES[transport]}`;
  const of = (who: keyof Pair<Alone>, what: keyof Alone): number[] =>
    rounds.map(({ alone }) => alone[transport][who][what]);
  return [
    figure(`${name}: commit → heard`, 'events/s', of('city', 'eventsPerSecond'), {
      value: median(of('city', 'eventsPerSecond')) / median(of('bare', 'eventsPerSecond')),
      to: 'bare server',
    }),
    figure(`${name}: bare server`, 'events/s', of('bare', 'eventsPerSecond')),
    figure(`${name}: p50`, 'ms', of('city', 'p50Ms')),
    figure(`${name}: p99`, 'ms', of('city', 'p99Ms'), {
      value: median(of('city', 'p99Ms')) / median(of('bare', 'p99Ms')),
      to: 'bare server',
    }),
  ];
}

function crowdFigures(transport: Transport, count: number, rounds: readonly Round[]): Figure[] {
  const name = `${count} subscribers, ${NAMES[transport]}`;
  const of = (who: keyof Pair<Crowd>, what: keyof Crowd): number[] =>
    rounds.map(({ crowd }) => crowd[transport][who][what]);
  return [
    figure(`${name}: memory (RSS) for each`, 'KiB', of('city', 'residentKiB')),
    figure(`${name}: heap for each`, 'KiB', of('city', 'heapKiB'), {
      value: median(of('city', 'heapKiB')) / median(of('bare', 'heapKiB')),
      to: 'bare server',
    }),
    figure(`${name}: commit → heard, p50`, 'ms', of('city', 'p50Ms')),
    figure(`${name}: commit → heard, p99`, 'ms', of('city', 'p99Ms'), {
      value: median(of('city', 'p99Ms')) / median(of('bare', 'p99Ms')),
      to: 'bare server',
    }),
  ];
}

async function oneRound(folder: string, sizes: StreamSizes): Promise<Round> {
  const own = await OwnCity.start(folder, { DIEUHANH_STREAMS_PER_CALLER: String(STREAMS_PER_CALLER) });
  const bareServer = Worker.start(join(__dirname, 'serve-bare.js'));
  try {
    const token = await subscriber(own);
    const city: Teller = {
      url: own.gateway,
      token,
      tell: (count) => own.city.ask('tell', count),
      memory: () => own.city.ask('memory'),
    };
    const url = await bareServer.ask<string>('start');
    const bareOf = (frame: string): Teller => ({
      url,
      token,
      tell: (count) => bareServer.ask('push', { frame, count }),
      memory: () => bareServer.ask('memory'),
    });
    const [sse, websocket] = [
      await bothAlone(city, bareOf, 'sse', sizes),
      await bothAlone(city, bareOf, 'websocket', sizes),
    ];
    const frames = { sse: sse.frame, websocket: websocket.frame };
    const crowdOf = async (transport: Transport): Promise<Pair<Crowd>> => ({
      city: await crowd(city, transport, sizes),
      bare: await crowd(bareOf(frames[transport]), transport, sizes),
    });
    return {
      alone: { sse, websocket },
      crowd: { sse: await crowdOf('sse'), websocket: await crowdOf('websocket') },
      bytes: Buffer.byteLength(frames.sse),
    };
  } finally {
    await bareServer.stop();
    await own.stop();
  }
}

async function subscriber(own: OwnCity): Promise<string> {
  const { registerClient } = await own.request<{ registerClient: { clientId: string; clientSecret: string } }>(
    'mutation { registerClient(name: "Bench", roles: [SUBSCRIBER]) { clientId clientSecret } }',
  );
  const { clientToken } = await own.request<{ clientToken: { accessToken: string } }>(
    'mutation($id: ID!, $secret: String!) { clientToken(clientId: $id, clientSecret: $secret) { accessToken } }',
    { id: registerClient.clientId, secret: registerClient.clientSecret },
  );
  return clientToken.accessToken;
}

/** The city first: what it wrote is what the bare server repeats. */
async function bothAlone(
  city: Teller,
  bareOf: (frame: string) => Teller,
  transport: Transport,
  sizes: StreamSizes,
): Promise<Pair<Alone> & { readonly frame: string }> {
  const { frame, ...one } = await alone(city, transport, sizes);
  const { frame: _, ...bare } = await alone(bareOf(frame), transport, sizes);
  return { city: one, bare, frame };
}

async function alone(
  teller: Teller,
  transport: Transport,
  { burst, single }: StreamSizes,
): Promise<Alone & { readonly frame: string }> {
  const listeners = await following(teller, transport, 1);
  try {
    const { p50Ms, p99Ms } = await oneByOne(teller, listeners, single);
    let first: number | null = null;
    let last = 0;
    for (let told = 0; told < burst; told += PER_COMMIT) {
      const told1 = await teller.tell(Math.min(PER_COMMIT, burst - told));
      first ??= told1.committedMs;
      last = told1.last;
    }
    const heard = await listeners.everybodyHeard(last);
    const endMs = heard.at(-1)!.atMs;
    return { eventsPerSecond: (burst / (endMs - (first ?? endMs))) * 1_000, p50Ms, p99Ms, frame: listeners.frame };
  } finally {
    listeners.close();
  }
}

async function crowd(teller: Teller, transport: Transport, { crowd: count, crowdSingle }: StreamSizes): Promise<Crowd> {
  // What the first subscriber makes the server build stands in no relation to how many there are.
  (await following(teller, transport, 1)).close();
  const before = await teller.memory();
  const listeners = await following(teller, transport, count);
  try {
    const after = await teller.memory();
    const times = await oneByOne(teller, listeners, crowdSingle);
    return {
      ...times,
      residentKiB: (after.residentBytes - before.residentBytes) / count / KIB,
      heapKiB: (after.heapBytes - before.heapBytes) / count / KIB,
    };
  } finally {
    listeners.close();
  }
}

/** Connected, and each of them has heard something: a subscription says nothing when it has begun. */
async function following(teller: Teller, transport: Transport, count: number): Promise<Listeners> {
  const listeners = await Listeners.open(transport, teller, count);
  try {
    await wait(SINGLE_EVERY_MS * 10);
    await listeners.everybodyHeard((await teller.tell(1)).last);
    return listeners;
  } catch (error) {
    listeners.close();
    throw error;
  }
}

/** From the commit of each change until each of them has heard it; the next is told when all have. */
async function oneByOne(teller: Teller, listeners: Listeners, count: number): Promise<Pick<Alone, 'p50Ms' | 'p99Ms'>> {
  const times: number[] = [];
  for (let told = 0; told < count; told += 1) {
    listeners.forget();
    const { last, committedMs } = await teller.tell(1);
    // Heard before the teller came to look at its clock: no time at all.
    for (const { atMs } of await listeners.everybodyHeard(last)) times.push(Math.max(0.01, atMs - committedMs));
    await wait(SINGLE_EVERY_MS);
  }
  return { p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}
