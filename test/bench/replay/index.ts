/**
 * A slice of the ministers' replay – decisions through the gateway, accounts in three systems – in a process of its own,
 * beside bare transactions of the same store: one row each, nothing decided, nobody told.
 */
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { figure, median, type Figure } from '../measure';
import { inScratch } from '../scratch';
import { Worker } from '../worker';

export interface ReplaySizes {
  readonly rounds: number;
  readonly from: string;
  readonly to: string;
  readonly transactions: number;
}

interface Report {
  readonly mismatches: number;
  readonly outcomes: readonly {
    readonly decisions: number;
    readonly lines: number;
    readonly recordMs: number;
    readonly totalMs: number;
  }[];
}

/** From `dist/test/bench/replay` to the built replay. */
const REPLAY = resolve(__dirname, '../../replay/index.js');
const OUTPUT_BYTES_MAX = 64 * 2 ** 20;

export async function measureReplay({ rounds, from, to, transactions }: ReplaySizes): Promise<Figure[]> {
  const replays: Report['outcomes'][number][] = [];
  const raw: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    replays.push(await replayed(from, to));
    raw.push(await bareTransactions(transactions));
  }
  const perSecond = (count: 'decisions' | 'lines', time: 'recordMs' | 'totalMs'): number[] =>
    replays.map((one) => (one[count] / one[time]) * 1_000);
  const recorded = perSecond('decisions', 'recordMs');
  const atRest = perSecond('decisions', 'totalMs');
  const ceiling = { to: 'bare transactions' };
  return [
    figure(
      'replay: decisions',
      '',
      replays.map(({ decisions }) => decisions),
    ),
    figure('replay: recorded', 'decisions/s', recorded, { ...ceiling, value: median(recorded) / median(raw) }),
    figure('replay: recorded, in lines', 'lines/s', perSecond('lines', 'recordMs')),
    figure('replay: all accounts at rest', 'decisions/s', atRest, { ...ceiling, value: median(atRest) / median(raw) }),
    figure('bare transactions of the store', 'transactions/s', raw),
  ];
}

/** The systems are compared with the oracle as ever: a replay that ends wrong is no figure. */
function replayed(from: string, to: string): Promise<Report['outcomes'][number]> {
  return new Promise((done, reject) => {
    const child = execFile(
      process.execPath,
      [REPLAY, '--from', from, '--to', to, '--sample', '1', '--json'],
      { maxBuffer: OUTPUT_BYTES_MAX, env: { ...process.env, NODE_ENV: 'production' } },
      (error, stdout, stderr) => {
        process.removeListener('exit', end);
        if (error) return reject(new Error(`the replay failed: ${stderr || stdout.slice(-2_000)}`));
        const { mismatches, outcomes } = JSON.parse(stdout) as Report;
        const [outcome] = outcomes;
        if (mismatches > 0 || outcome === undefined) return reject(new Error(`${mismatches} mismatches`));
        done(outcome);
      },
    );
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
  });
}

async function bareTransactions(count: number): Promise<number> {
  return inScratch(async (folder) => {
    const store = Worker.start(join(__dirname, 'serve-store.js'));
    try {
      return await store.ask<number>('write', { folder, count });
    } finally {
      await store.stop();
    }
  });
}
