/** `npm run prove`: shares the histories out among worker processes, counts what they held, and says whether all was well. */
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, SERVERS } from '../servers/programs';
import { Progress } from './progress';
import { readOptions, type Options } from './options';
import { Prover, type Counterexample } from './prove';
import { findMistakes } from './mistakes';
import type { Step } from './history';
import { missing, tables } from './report';
import { Tally } from './tally';

/** From here on a count of zero is a failure: each feature was there at least twice. */
export const COMPLETE_FROM = 200;
const FAILURES_SHOWN_MAX = 5;

/** What a worker tells. */
export type News =
  | { readonly kind: 'done'; readonly counts: readonly (readonly [string, number])[] }
  | { readonly kind: 'failed'; readonly found: Counterexample }
  | { readonly kind: 'broken'; readonly message: string };

export interface Slice {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly seed: number;
  readonly real: boolean;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.real) ensureInstalled(SERVERS, console.log);
  if (options.mistakes) return findMistakes(options);
  if (options.replay !== null) return replay(options.replay);
  if (options.path !== null) return again(options, options.path);
  return prove(options);
}

async function prove(options: Options): Promise<number> {
  const { histories, seed, workers } = options;
  const tally = new Tally();
  const failures: Counterexample[] = [];
  const broken: string[] = [];
  const progress = new Progress(histories);
  const startedAt = process.hrtime.bigint();
  console.log(`${histories} histories, seed ${seed}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`);
  const children: ChildProcess[] = [];
  const stop = (): void => children.forEach((child) => child.kill('SIGTERM'));
  await Promise.all(
    Array.from({ length: Math.min(workers, histories) }, (_, worker) => {
      const child = fork(join(__dirname, 'worker.js'), { execArgv: ['--max-semi-space-size=64'] });
      children.push(child);
      const slice: Slice = { from: worker, to: histories, step: workers, seed, real: options.real };
      child.send(slice);
      child.on('message', (news: News) => {
        if (news.kind === 'broken') broken.push(news.message);
        if (news.kind === 'done') tally.merge(news.counts);
        if (
          news.kind === 'failed' &&
          (options.only === null || news.found.message.startsWith(`invariant ${options.only} `))
        ) {
          failures.push(news.found);
          console.log(shown(news.found));
        }
        if (news.kind !== 'broken') progress.one(failures.length);
        if (failures.length >= FAILURES_SHOWN_MAX) stop();
      });
      return new Promise<void>((resolve) =>
        child.on('exit', (code) => {
          if (code !== 0 && failures.length < FAILURES_SHOWN_MAX) broken.push(`a worker ended with ${code}`);
          resolve();
        }),
      );
    }),
  );
  progress.end();
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  console.log(tables(tally));
  for (const message of broken) console.log(message);
  const never = missing(tally);
  const absent = histories >= COMPLETE_FROM ? never : [];
  if (never.length > 0)
    console.log(`never happened${absent.length > 0 ? '' : ` in so few (under ${COMPLETE_FROM})`}: ${never.join(', ')}`);
  const rate = `${(progress.count / seconds).toFixed(1)} histories/s`;
  const ok = failures.length + broken.length + absent.length === 0;
  console.log(
    ok
      ? `${progress.count} histories, seed ${seed}: every invariant held (${rate})`
      : `${progress.count} histories, seed ${seed}: ${failures.length} violations, ${absent.length} counts of zero, ${broken.length} workers broken (${rate})`,
  );
  return ok ? 0 : 1;
}

/** One counterexample once more, by seed and path. */
async function again({ seed, real }: Options, path: string): Promise<number> {
  const colon = path.indexOf(':');
  const index = Number(colon === -1 ? path : path.slice(0, colon));
  const prover = await Prover.open(real ? 'real' : 'embedded');
  try {
    const found = await prover.history(index, seed, new Tally(), colon === -1 ? {} : { path: path.slice(colon + 1) });
    console.log(found === null ? `history ${path} of seed ${seed}: every invariant held` : shown(found));
    return found === null ? 0 : 1;
  } finally {
    await prover.close();
  }
}

/** A kept counterexample, from its file. */
async function replay(file: string): Promise<number> {
  const { steps } = JSON.parse(readFileSync(file, 'utf8')) as { steps: readonly Step[] };
  const prover = await Prover.open();
  try {
    await prover.run(steps, new Tally());
    console.log(`${file}: every invariant held`);
    return 0;
  } catch (error) {
    console.log(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await prover.close();
  }
}

function shown({ history, seed, path, message, steps }: Counterexample): string {
  return [
    '',
    message,
    `again: npm run prove -- --seed ${seed} --path ${history}${path === '' ? '' : `:${path}`}`,
    'as a test, in test/proof/counterexamples/<name>.json:',
    JSON.stringify({ violated: message, steps }),
  ].join('\n');
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
