/** A full scan of a directory in another process: how fast beside a bare search of it, and whether memory stays flat. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, median, type Figure } from '../measure';
import type { Memory, ScanRun } from './scanner';

export interface ScanOptions {
  readonly rounds: number;
  readonly accounts: number;
  /** After how many accounts memory is read. */
  readonly marks: readonly number[];
}

const READY_MS_MAX = 600_000;

export async function measureScan(options: ScanOptions): Promise<Figure[]> {
  const runs: ScanRun[] = [];
  for (let round = 0; round < options.rounds; round += 1) runs.push(await oneRound(options));
  const rate = (ms: (run: ScanRun) => number): number[] => runs.map((run) => (run.seen / ms(run)) * 1_000);
  const bare = rate((run) => median(run.bareMs));
  const beside = (rates: readonly number[]): Figure['ratio'] => ({
    value: median(rates) / median(bare),
    to: 'bare paged search',
  });
  const first = rate((run) => run.firstMs);
  const again = rate((run) => run.againMs);
  return [
    figure('scan: bare paged search', 'accounts/s', bare),
    figure('scan: first, all accounts new', 'accounts/s', first, beside(first)),
    figure('scan: again, nothing changed', 'accounts/s', again, beside(again)),
    ...options.marks.flatMap((mark, index) => memoryAt(runs, mark, index)),
  ];
}

function memoryAt(runs: readonly ScanRun[], mark: number, index: number): Figure[] {
  const of = (value: (memory: Memory) => number, place: number): number[] =>
    runs.map((run) => value(run.memory[place]!));
  const ratio = (value: (memory: Memory) => number): Figure['ratio'] =>
    index === 0 ? undefined : { value: median(of(value, index)) / median(of(value, 0)), to: 'that at the first mark' };
  const heap = (memory: Memory): number => memory.heapMiB;
  const rss = (memory: Memory): number => memory.rssMiB;
  return [
    figure(`scan: heap kept after ${mark} accounts`, 'MiB', of(heap, index), ratio(heap)),
    figure(`scan: RSS after ${mark} accounts`, 'MiB', of(rss, index), ratio(rss)),
  ];
}

async function oneRound({ accounts, marks }: ScanOptions): Promise<ScanRun> {
  const folder = mkdtempSync(join(tmpdir(), 'dieuhanh-bench-scan-'));
  const directory = start('directory', [folder, String(accounts)], []);
  try {
    const { url } = (await directory.said) as { readonly url: string };
    return (await start('scanner', [folder, url, marks.join(',')], ['--expose-gc']).said) as ScanRun;
  } finally {
    await directory.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A process that says one thing; it is ended with us. */
function start(
  name: 'directory' | 'scanner',
  args: readonly string[],
  execArgv: readonly string[],
): { readonly said: Promise<unknown>; readonly end: () => Promise<void> } {
  const child = fork(join(__dirname, `${name}.js`), [...args], {
    execArgv: [...execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = new Promise<unknown>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} said nothing within ${READY_MS_MAX} ms`)), READY_MS_MAX);
    child.once('message', (message) => {
      clearTimeout(timer);
      resolve(message);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${name} ended with ${code}`));
    });
  });
  return {
    said,
    async end() {
      process.removeListener('exit', kill);
      child.kill('SIGTERM');
      await ended;
    },
  };
}
