/**
 * A connection to MariaDB that answers at once, as a file of SQLite does: the invariants look at the store between two
 * steps, where nothing else may happen. A thread of its own talks to the server while this one stands still.
 */
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { Rows, Statement } from './rows';

export interface Question {
  /** Given back with the answer: one that comes too late answers nothing that is asked after it. */
  readonly number: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Rows as they are, or what went wrong. */
export type Answer = { readonly number: number } & ({ readonly rows: readonly unknown[] } | { readonly error: string });

export interface WorkerSetting {
  readonly url: string;
  readonly port: MessagePort;
  /** One number: that of the question whose answer lies there. */
  readonly answered: SharedArrayBuffer;
}

const ANSWER_MS_MAX = 60_000;

export class SyncMariadb implements Rows {
  private readonly answered = new Int32Array(new SharedArrayBuffer(4));
  private readonly port: MessagePort;
  private readonly worker: Worker;
  private number = 0;

  constructor(url: string) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const setting: WorkerSetting = { url, port: port2, answered: this.answered.buffer };
    this.worker = new Worker(join(__dirname, 'mariadb-thread.js'), { workerData: setting, transferList: [port2] });
    this.worker.unref();
  }

  prepare(sql: string): Statement {
    const ask = (parameters: readonly unknown[]): readonly unknown[] => this.ask(sql, parameters);
    return {
      all: (...parameters) => [...ask(parameters)],
      get: (...parameters) => ask(parameters)[0],
      run: (...parameters) => void ask(parameters),
    };
  }

  exec(sql: string): void {
    this.ask(sql, []);
  }

  tables(): readonly string[] {
    const rows = this.prepare(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'migrations'",
    ).all() as { name: string }[];
    return rows.map(({ name }) => name);
  }

  close(): void {
    this.port.close();
    void this.worker.terminate();
  }

  private ask(sql: string, parameters: readonly unknown[]): readonly unknown[] {
    this.number += 1;
    const { number } = this;
    this.port.postMessage({ number, sql, parameters } satisfies Question);
    const until = performance.now() + ANSWER_MS_MAX;
    for (let left = ANSWER_MS_MAX; left > 0; left = until - performance.now()) {
      const before = Atomics.load(this.answered, 0);
      if (before !== number) Atomics.wait(this.answered, 0, before, left);
      const received = receiveMessageOnPort(this.port) as { readonly message: Answer } | undefined;
      if (received?.message.number !== number) continue;
      if ('error' in received.message) throw new Error(`${received.message.error}: ${sql}`);
      return received.message.rows;
    }
    throw new Error(`no answer from the store: ${sql}`);
  }
}
