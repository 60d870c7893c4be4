/**
 * The one way to the database: reads through `read`, every write through `write`, which is one transaction.
 *
 * TypeORM holds a single SQLite connection, and what others ask of it meanwhile would fall into an open transaction.
 * So on SQLite writes queue up behind one another (across the whole process) and reads go through a second,
 * query-only connection, which sees the last commit. On a database server several processes write: there a transaction
 * takes the one turn first (turn.entity.ts), which makes the same order of what SQLite has, and the queue still lets
 * what waits together in this process be committed together.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../shared/clock';
import { reached } from '../shared/write-boundary';
import { GroupCommit } from './group-commit';
import { StoreTurn, TURN } from './turn.entity';

/** An open transaction. `now` is one instant for all that it writes. */
export interface Tx {
  readonly manager: EntityManager;
  readonly now: Date;
  /** Runs after the commit and never before; not run when the transaction rolls back. */
  afterCommit(effect: () => void): void;
}

export class Store {
  private readonly queue: GroupCommit;
  private readonly open = new AsyncLocalStorage<true>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    private readonly clock: Clock,
  ) {
    this.queue = new GroupCommit((work) => this.transaction(work), this.kind === 'sqlite' ? 'each' : 'last');
  }

  /** Reads see the last commit, never a transaction under way. */
  get read(): EntityManager {
    return this.reader.manager;
  }

  get kind(): 'sqlite' | 'mysql' {
    return this.writer.options.type === 'mysql' || this.writer.options.type === 'mariadb' ? 'mysql' : 'sqlite';
  }

  /** One transaction: commits what `work` did, or nothing of it. */
  async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.open.getStore()) throw new Error('a transaction was opened inside another; pass the open one on');
    const effects: (() => void)[] = [];
    const within = (manager: EntityManager): Promise<T> =>
      this.open.run(true, () =>
        work({ manager, now: this.clock.now(), afterCommit: (effect) => void effects.push(effect) }),
      );
    const result = await this.queue.run(within);
    // SQLite answers without leaving the event loop's turn: writers that go on at once would keep sockets and timers waiting.
    if (this.kind === 'sqlite') await new Promise((resolve) => setImmediate(resolve));
    for (const effect of effects) effect();
    for (const listener of this.listeners) listener();
    return result;
  }

  /** Called after every commit of this process; a hint to look, nothing more. Returns the way to stop. */
  onCommit(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const within = async (manager: EntityManager): Promise<T> => {
      const written = await work(manager);
      reached('store.before-commit');
      return written;
    };
    const result = await (this.kind === 'sqlite' ? this.writer.transaction(within) : this.inTurn(within));
    reached('store.after-commit');
    return result;
  }

  /** Each statement sees the last commit, and nobody else commits meanwhile. */
  private inTurn<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.writer.transaction('READ COMMITTED', async (manager) => {
      await manager.findOneOrFail(StoreTurn, { where: { id: TURN }, lock: { mode: 'pessimistic_write' } });
      return work(manager);
    });
  }

  async close(): Promise<void> {
    if (this.reader !== this.writer) await this.reader.destroy();
    await this.writer.destroy();
  }
}
