/**
 * Transactions that wait together are committed together, because on SQLite a commit is a write to the disk that
 * everybody waits for. Nothing changes for the one who writes: works run one after another, each keeps all that it did or
 * nothing, sees what ran before it, and hears of its success only when the commit is on the disk. A commit that fails
 * fails for all of its group.
 *
 * A group is who asks within one turn of the event loop.
 *
 * Each of a group writes behind a savepoint. On a database server one takes the place of the one before it; SQLite would
 * keep them all, and would begin another transaction by one where there is none any more: there each is released.
 */
import { AsyncResource } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';

type Work<T> = (manager: EntityManager) => Promise<T>;
type Transaction = (work: (manager: EntityManager) => Promise<void>) => Promise<void>;

interface Job {
  /** Runs the work, in the async context of the one who asked; never rejects. */
  run(manager: EntityManager): Promise<Outcome>;
  settle(outcome: Outcome): void;
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** Bounds how long the first of a group waits for the last. */
const GROUP_MAX = 16;
const SAVEPOINT = 'one_of_group';

export class GroupCommit {
  private waiting: Job[] = [];
  private running = false;

  constructor(
    private readonly transaction: Transaction,
    private readonly release: 'each' | 'last',
  ) {}

  run<T>(work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const inContext = AsyncResource.bind(work);
      this.waiting.push({
        run: async (manager) => {
          try {
            return { ok: true, value: await inContext(manager) };
          } catch (error) {
            return { ok: false, error };
          }
        },
        settle: (outcome) => (outcome.ok ? resolve(outcome.value as T) : reject(outcome.error as Error)),
      });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      // The driver is synchronous: without this turn of the event loop nobody would ever come to wait.
      await turn();
      await this.commit(this.waiting.splice(0, GROUP_MAX));
    }
    this.running = false;
  }

  private async commit(group: readonly Job[]): Promise<void> {
    const outcomes: Outcome[] = [];
    try {
      await this.transaction(async (manager) => {
        for (const [index, job] of group.entries()) {
          const release = this.release === 'each' || index === group.length - 1;
          const outcome = group.length === 1 ? await job.run(manager) : await aside(manager, job, release);
          outcomes.push(outcome);
          // Alone, a failure is the transaction's own.
          if (group.length === 1 && !outcome.ok) throw outcome.error;
        }
      });
    } catch (error) {
      for (const [index, job] of group.entries()) {
        const own = outcomes[index];
        job.settle(own?.ok === false ? own : { ok: false, error });
      }
      return;
    }
    for (const [index, job] of group.entries()) job.settle(outcomes[index]!);
  }
}

/**
 * One job of several. When its savepoint is gone, SQLite has rolled the whole transaction back (a full disk, an I/O
 * error): then nothing more may be written in this group, and all of it fails for the reason that this one did.
 */
async function aside(manager: EntityManager, job: Job, release: boolean): Promise<Outcome> {
  await manager.query(`SAVEPOINT ${SAVEPOINT}`);
  const outcome = await job.run(manager);
  if (!outcome.ok)
    await manager.query(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`).catch(() => {
      throw outcome.error;
    });
  if (release) await manager.query(`RELEASE SAVEPOINT ${SAVEPOINT}`);
  return outcome;
}
