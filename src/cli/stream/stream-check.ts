/**
 * Follows role changes over every transport, breaks its own connections at random moments, goes on from the last cursor
 * it holds, and at the end compares what was heard with the log as the catch-up query reads it. Nothing may be lost,
 * doubled or out of order, however often the connection or the gateway itself broke.
 */
import { ApiRefusal, type Api } from '../../import/api';
import { sleep } from '../../shared/timing';
import { GatewayUnreachable } from '../http-api';
import { compare, isClean, NO_MISMATCH, sum, type Mismatch } from './comparison';
import { TRANSPORTS, type Connection, type Ending, type Heard, type TransportName } from './transports';

export interface StreamCheckOptions {
  readonly url: string;
  readonly language: string;
  readonly api: Api;
  /** A token that is valid now. */
  readonly token: () => Promise<string>;
  readonly random: () => number;
  /** Begins after this cursor; from the oldest event that is kept when null. */
  readonly after: string | null;
  /** Ends after so many disconnects, or so long, whichever is set; with both the disconnects decide. */
  readonly disconnects: number | null;
  readonly durationMs: number | null;
  /** Longest that the gateway may be away. */
  readonly patienceMs: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export interface Progress {
  readonly heard: number;
  readonly connections: number;
  readonly disconnects: number;
}

export interface TransportVerdict extends Mismatch {
  readonly heard: number;
  readonly connections: number;
  readonly disconnects: number;
  /** Ends of connections that we did not cause. */
  readonly broken: number;
}

export interface Verdict extends Mismatch, Progress {
  /** Nothing is wrong, and there was something to compare. */
  readonly ok: boolean;
  readonly logged: number;
  readonly transports: Readonly<Record<TransportName, TransportVerdict>>;
}

/** The gateway refused to be followed, or did not come back. */
export class StreamRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
    this.name = 'StreamRefused';
  }
}

const PAGE = `query Log($after: String, $first: Int) { roleChanges(after: $after, first: $first) { edges { node { id cursor } } pageInfo { endCursor hasNextPage } } }`;
const PAGE_SIZE = 500;
/** What a check holds in memory; it ends when it has heard so many. */
const EVENTS_MAX = 1_000_000;
const PROGRESS_MS = 5_000;
const RETRY_MS = 200;
/** A connection is broken after at most so many events, or so long. */
const CUT_EVENTS_MAX = 30;
const CUT_MS_MAX = 600;
const PASSING = ['SLOW_READER', 'UNAVAILABLE', 'DEADLINE_PASSED'];

interface LogPage {
  readonly roleChanges: {
    readonly edges: readonly { readonly node: Heard }[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

export async function checkStream(options: StreamCheckOptions): Promise<Verdict> {
  // a page of none ends before the first, so that the oldest event is judged like any other
  const start =
    options.after ?? (await patiently(options, () => page(options, null, 0))).roleChanges.pageInfo.endCursor;
  const names = Object.keys(TRANSPORTS) as TransportName[];
  const listeners = names.map((name) => new Listener(name, start, options));
  const total = (): Progress => ({
    heard: count(listeners, (one) => one.heard.length),
    connections: count(listeners, (one) => one.connections),
    disconnects: count(listeners, (one) => one.disconnects),
  });
  const enough = new AbortController();
  const stop = (): void => enough.abort();
  options.signal.addEventListener('abort', stop, { once: true });
  const timer = options.durationMs === null ? undefined : setTimeout(stop, options.durationMs);
  const watching = setInterval(() => {
    if (reached(options, total())) stop();
  }, 20);
  const telling = setInterval(() => options.onProgress(total()), PROGRESS_MS);
  try {
    const following = Promise.all(listeners.map((one) => one.follow()));
    following.catch(stop);
    await sleep(2 ** 31 - 1, enough.signal);
    for (const one of listeners) one.settle();
    const log = await patiently(options, () => readLog(options, start));
    await Promise.race([following, heardAll(listeners, log, options)]);
    for (const one of listeners) one.stop();
    await following;
    return verdict(listeners, log, total());
  } finally {
    clearTimeout(timer);
    clearInterval(watching);
    clearInterval(telling);
    for (const one of listeners) one.stop();
    options.signal.removeEventListener('abort', stop);
  }
}

/** One follower: connects, is cut, goes on from the cursor of the last event it has whole. */
class Listener {
  readonly heard: string[] = [];
  connections = 0;
  disconnects = 0;
  broken = 0;
  private cutting = true;
  private readonly stopped = new AbortController();
  private connection: Connection | null = null;
  /** When the gateway last let us in. */
  private openedAtMs = performance.now();

  constructor(
    readonly name: TransportName,
    private cursor: string,
    private readonly options: StreamCheckOptions,
  ) {}

  /** From here on connections are left alone, so that the rest can be heard. */
  settle(): void {
    this.cutting = false;
  }

  stop(): void {
    this.stopped.abort();
    this.connection?.cut();
  }

  async follow(): Promise<void> {
    let strangers = 0;
    while (!this.stopped.signal.aborted) {
      const ending = await this.once();
      if (ending.kind === 'cut') {
        strangers = 0;
        continue;
      }
      // a token that ran out while it was used is renewed once
      strangers = ending.kind === 'refused' && ending.code === 'UNAUTHENTICATED' ? strangers + 1 : 0;
      if (ending.kind === 'refused' && !PASSING.includes(ending.code) && strangers !== 1) {
        throw new StreamRefused(ending.code, `${this.name}: ${ending.message}`);
      }
      this.broken += 1;
      await sleep(RETRY_MS, this.stopped.signal);
      if (performance.now() - this.openedAtMs > this.options.patienceMs) {
        const detail = ending.kind === 'broken' ? ending.detail : ending.code;
        throw new StreamRefused('GATEWAY_AWAY', `${this.name}: ${detail}`);
      }
    }
  }

  private async once(): Promise<Ending> {
    const { url, language, random } = this.options;
    let token: string;
    try {
      token = await this.options.token();
    } catch (error) {
      if (error instanceof ApiRefusal) return { kind: 'refused', code: error.code, message: error.message };
      return { kind: 'broken', detail: error instanceof Error ? error.message : String(error) };
    }
    if (this.stopped.signal.aborted) return { kind: 'cut' };
    this.connections += 1;
    let left = 1 + Math.floor(random() * CUT_EVENTS_MAX);
    const cut = (): void => {
      if (!this.cutting) return;
      this.disconnects += 1;
      connection.cut();
    };
    const connection = TRANSPORTS[this.name]({
      url,
      token,
      language,
      after: this.cursor,
      onOpen: () => {
        this.openedAtMs = performance.now();
      },
      onHeard: (event) => {
        this.cursor = event.cursor;
        this.heard.push(keyOf(event));
        left -= 1;
        if (left === 0) cut();
      },
    });
    this.connection = connection;
    const timer = setTimeout(cut, random() * CUT_MS_MAX);
    const ending = await connection.ended;
    clearTimeout(timer);
    return ending;
  }
}

function keyOf({ id, cursor }: Heard): string {
  return `${id} ${cursor}`;
}

function reached({ disconnects: wanted, durationMs }: StreamCheckOptions, { disconnects, heard }: Progress): boolean {
  if (heard >= EVENTS_MAX) return true;
  return wanted === null ? durationMs === null : disconnects >= wanted;
}

/** Ends when every listener has heard the last event of the log, or hears nothing more. */
async function heardAll(
  listeners: readonly Listener[],
  log: readonly string[],
  options: StreamCheckOptions,
): Promise<void> {
  const last = log.at(-1);
  if (last === undefined) return;
  let heard = -1;
  let quietMs = 0;
  while (quietMs < options.patienceMs) {
    if (listeners.every((one) => one.heard.includes(last))) return;
    const now = count(listeners, (one) => one.heard.length);
    quietMs = now === heard ? quietMs + RETRY_MS : 0;
    heard = now;
    await sleep(RETRY_MS);
  }
}

function verdict(listeners: readonly Listener[], log: readonly string[], total: Progress): Verdict {
  const known = new Set(log);
  let all = NO_MISMATCH;
  const transports = {} as Record<TransportName, TransportVerdict>;
  for (const one of listeners) {
    // what was told after the log was read is not judged: nobody has read it there
    const end = one.heard.findLastIndex((event) => known.has(event)) + 1;
    const mismatch = compare(log, one.heard.slice(0, end));
    all = sum(all, mismatch);
    const { connections, disconnects, broken } = one;
    transports[one.name] = { ...mismatch, heard: one.heard.length, connections, disconnects, broken };
  }
  return { ok: isClean(all) && log.length > 0, logged: log.length, ...total, ...all, transports };
}

async function readLog(options: StreamCheckOptions, start: string): Promise<string[]> {
  const log: string[] = [];
  for (let after = start; log.length < EVENTS_MAX * 2;) {
    const { roleChanges } = await page(options, after, PAGE_SIZE);
    log.push(...roleChanges.edges.map(({ node }) => keyOf(node)));
    if (!roleChanges.pageInfo.hasNextPage) break;
    after = roleChanges.pageInfo.endCursor;
  }
  return log;
}

function page(options: StreamCheckOptions, after: string | null, first: number): Promise<LogPage> {
  return options.api.request<LogPage>(PAGE, { after, first });
}

/** Again while the gateway is away, for as long as patience lasts. */
async function patiently<T>(options: StreamCheckOptions, ask: () => Promise<T>): Promise<T> {
  const began = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const away = error instanceof GatewayUnreachable || (error instanceof ApiRefusal && PASSING.includes(error.code));
      if (!away || performance.now() - began > options.patienceMs) throw error;
      await sleep(RETRY_MS, options.signal);
    }
  }
}

function count(listeners: readonly Listener[], of: (one: Listener) => number): number {
  return listeners.reduce((all, one) => all + of(one), 0);
}
