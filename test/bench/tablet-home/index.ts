/**
 * TabletHome at 32 connections over rows in memory: the gateway beside a merged schema, and the finished bytes as the
 * ceiling of this machine and this load generator. Every server is alone in its process; every other round runs in the
 * opposite order, so that what warms up or throttles meets all of them.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { load, type LoadOptions, type LoadResult, type Request } from '../load';
import { figure, median, type Figure } from '../measure';

export type ServerKind = 'federated' | 'merged' | 'static';

const KINDS: readonly ServerKind[] = ['federated', 'merged', 'static'];
const NAMES: Readonly<Record<ServerKind, string>> = {
  federated: 'federated gateway',
  merged: 'merged schema',
  static: 'static bytes',
};
const START_MS_MAX = 30_000;

export async function measureTabletHome(query: string, rounds: number, options: LoadOptions): Promise<Figure[]> {
  const answer = await sameAnswer(query);
  const results = new Map<ServerKind, LoadResult[]>(KINDS.map((kind) => [kind, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? KINDS : [...KINDS].reverse();
    for (const kind of order) results.get(kind)!.push(await measure(kind, query, answer, options));
  }
  const rates = (kind: ServerKind): number[] => results.get(kind)!.map((one) => one.requestsPerSecond);
  const toMerged = (kind: ServerKind): Figure['ratio'] => ({
    value: median(rates(kind)) / median(rates('merged')),
    to: 'merged schema',
  });
  return KINDS.flatMap((kind) => {
    const all = results.get(kind)!;
    const name = `TabletHome in memory, ${NAMES[kind]}`;
    return [
      figure(`${name}: throughput`, 'requests/s', rates(kind), toMerged(kind)),
      figure(
        `${name}: p50`,
        'ms',
        all.map((one) => one.p50Ms),
      ),
      figure(
        `${name}: p99`,
        'ms',
        all.map((one) => one.p99Ms),
      ),
      ...(kind === 'federated' ? [figure(`${name}: answer`, 'bytes', [all[0]!.bytes])] : []),
    ];
  });
}

/** Both servers must say the same before either is timed; the static one repeats it. */
async function sameAnswer(query: string): Promise<string> {
  const answers: string[] = [];
  for (const kind of ['federated', 'merged'] as const) {
    const { child, url } = await start(kind);
    try {
      const { headers, body } = request(url, query);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      answers.push(await response.text());
    } finally {
      await stop(child);
    }
  }
  const [federated = '', merged = ''] = answers;
  const differs = JSON.stringify(sorted(JSON.parse(federated))) !== JSON.stringify(sorted(JSON.parse(merged)));
  if (differs) throw new Error(`the two servers differ:\n${federated.slice(0, 2_000)}\n${merged.slice(0, 2_000)}`);
  return federated;
}

/** With the keys of every object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

async function measure(kind: ServerKind, query: string, answer: string, options: LoadOptions): Promise<LoadResult> {
  const { child, url } = await start(kind);
  try {
    if (kind === 'static') {
      const ready = message(child);
      child.send(answer);
      await ready;
    }
    return await load(request(url, query), options);
  } finally {
    await stop(child);
  }
}

function request(url: string, query: string): Request {
  return { url, headers: {}, body: JSON.stringify({ query, operationName: 'TabletHome' }) };
}

async function start(kind: ServerKind): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  // As the city itself runs: without it graphql-js checks every type twice, in both servers.
  const child = fork(join(__dirname, 'serve.js'), [kind], { env: { ...process.env, NODE_ENV: 'production' } });
  const { url } = (await message(child)) as { url: string };
  return { child, url };
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a server did not start')), START_MS_MAX);
    child.once('exit', (code) => reject(new Error(`a server ended with ${code}`)));
    child.once('message', (text) => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
