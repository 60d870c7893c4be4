/**
 * The one relay: gives committed events their place in the log and committed audit rows their place in the chain.
 *
 * Only here are sequence numbers made, under a fenced lease and after the commit. A number taken inside the writing
 * transaction would be wrong on a database with concurrent writers: a lower one can become visible after a higher one,
 * and every reader whose cursor has passed would never see it.
 */
import { randomUUID } from 'node:crypto';
import { IsNull } from 'typeorm';
import { AuditHead } from '../audit/audit-head.entity';
import { AuditRecord } from '../audit/audit-record.entity';
import { GENESIS, hashOf } from '../audit/chain';
import type { Logger } from '../shared/logger';
import { Alarm } from '../shared/timing';
import type { Store, Tx } from '../store/store';
import { acquire, release } from './lease';
import { lastPlaced } from './log';
import { OutboxEvent } from './outbox-event.entity';

const LEASE = 'relay';
const LEASE_MS = 10_000;
const BATCH = 500;
const POLL_MS = 1_000;
/** The row of audit_head; there is one chain. */
export const CHAIN = 'main';

export class Relay {
  private readonly holder = randomUUID();
  private readonly alarm = new Alarm();
  private readonly stopping = new AbortController();
  private readonly listeners = new Set<() => void>();
  private running: Promise<void> = Promise.resolve();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.unsubscribe = this.store.onCommit(() => this.alarm.ring());
    this.running = this.loop();
  }

  /** Called whenever the log has grown; a hint to read on, nothing more. */
  onAdvance(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.stopping.abort();
    await this.running;
    await this.store.write((tx) => release(tx, LEASE, this.holder)).catch(() => undefined);
  }

  /** Orders all that is committed now; returns how many rows were placed. */
  async drain(): Promise<number> {
    let placed = 0;
    for (;;) {
      if (!(await this.hasWork())) return placed;
      const step = await this.store.write((tx) => this.step(tx));
      if (step === 0) return placed;
      placed += step;
      for (const listener of this.listeners) listener();
    }
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.drain();
      } catch (error) {
        this.logger.error({ err: error }, 'the relay could not order the log; trying again');
      }
      await this.alarm.wait(POLL_MS, this.stopping.signal);
    }
  }

  /** Looks without the writer's queue, so that an idle relay costs two reads and no transaction. */
  private async hasWork(): Promise<boolean> {
    const [event, audit] = await Promise.all([
      this.store.read.findOne(OutboxEvent, { where: { seq: IsNull() }, select: { id: true } }),
      this.store.read.findOne(AuditRecord, { where: { seq: IsNull() }, select: { id: true } }),
    ]);
    return event !== null || audit !== null;
  }

  private async step(tx: Tx): Promise<number> {
    if ((await acquire(tx, LEASE, this.holder, LEASE_MS)) === null) return 0;
    return (await orderEvents(tx)) + (await chainAudit(tx));
  }
}

async function orderEvents(tx: Tx): Promise<number> {
  const rows = await tx.manager.find(OutboxEvent, {
    where: { seq: IsNull() },
    order: { at: 'ASC', id: 'ASC' },
    take: BATCH,
    select: { id: true },
  });
  if (rows.length === 0) return 0;
  let seq = await lastPlaced(tx.manager);
  for (const row of rows) await tx.manager.update(OutboxEvent, { id: row.id }, { seq: ++seq });
  return rows.length;
}

async function chainAudit(tx: Tx): Promise<number> {
  const rows = await tx.manager.find(AuditRecord, {
    where: { seq: IsNull() },
    order: { at: 'ASC', id: 'ASC' },
    take: BATCH,
  });
  if (rows.length === 0) return 0;
  const head = await tx.manager.findOneBy(AuditHead, { id: CHAIN });
  let seq = head?.seq ?? 0;
  let previousHash = head?.hash ?? GENESIS;
  for (const row of rows) {
    seq += 1;
    const hash = hashOf(row, seq, previousHash);
    await tx.manager.update(AuditRecord, { id: row.id }, { seq, previousHash, hash });
    previousHash = hash;
  }
  if (head === null) await tx.manager.insert(AuditHead, { id: CHAIN, seq, hash: previousHash });
  else await tx.manager.update(AuditHead, { id: CHAIN }, { seq, hash: previousHash });
  return rows.length;
}
