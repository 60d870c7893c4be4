/** A module of the bench in a process of its own: the parent asks, the child answers, and neither outlives the other. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

type Answers = Readonly<Record<string, (body: never) => Promise<unknown>>>;

interface Asked {
  readonly id: number;
  readonly what: string;
  readonly body: unknown;
}

interface Answered {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const STOP_MS_MAX = 10_000;

export class Worker {
  private asked = 0;
  private readonly waiting = new Map<number, { done: (value: unknown) => void; fail: (error: Error) => void }>();

  private constructor(
    private readonly child: ChildProcess,
    module: string,
  ) {
    // A bench that is cut off takes its servers with it.
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.on('message', (message) => this.take(message as Answered));
    child.once('exit', (code, signal) => {
      process.removeListener('exit', end);
      for (const { fail } of this.waiting.values()) fail(new Error(`${module} ended with ${code ?? signal}`));
      this.waiting.clear();
    });
  }

  /** `module` is the path of a built file that calls `serve`. */
  static start(module: string): Worker {
    // As the city itself runs: without it graphql-js checks every type twice.
    const env = { ...process.env, NODE_ENV: 'production' };
    return new Worker(fork(module, [], { env, execArgv: ['--expose-gc'] }), module);
  }

  ask<T>(what: string, body: unknown = null): Promise<T> {
    const id = (this.asked += 1);
    return new Promise<T>((done, fail) => {
      this.waiting.set(id, { done: done as (value: unknown) => void, fail });
      this.child.send({ id, what, body } satisfies Asked);
    });
  }

  /** Lets it end by itself, and ends it when that takes too long. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS_MAX);
    if (this.child.connected) this.child.disconnect();
    await gone;
    clearTimeout(timer);
  }

  private take({ id, value, error }: Answered): void {
    const one = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) one?.done(value);
    else one?.fail(new Error(error));
  }
}

/** The child's side: answers what its parent asks, and closes when the parent lets go of it or is gone. */
export function serve(answers: Answers, close: () => Promise<void>): void {
  // Ctrl+C goes to every process of the terminal; this one ends with its parent, in order.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.once('disconnect', () => void close().finally(() => process.exit(0)));
  process.on('message', (message) => {
    const { id, what, body } = message as Asked;
    const tell = (answer: Answered): void => void (process.connected && process.send?.(answer));
    const answer = answers[what];
    if (answer === undefined) return tell({ id, error: `nobody answers ${what}` });
    answer(body as never).then(
      (value) => tell({ id, value: value ?? null }),
      (error: unknown) => tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
}

/** Milliseconds on the one clock of all processes of this machine. */
export function machineMs(): number {
  return performance.timeOrigin + performance.now();
}

/** What this process holds once nothing is left to collect. */
export async function memoryAtRest(): Promise<{ readonly residentBytes: number; readonly heapBytes: number }> {
  const collect = (globalThis as { gc?: () => void }).gc;
  for (let turn = 0; turn < 4; turn += 1) {
    collect?.();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed + external };
}
