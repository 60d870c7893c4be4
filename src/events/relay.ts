/**
 * The one relay: gives committed events their place in the log and committed audit rows their place in the chain.
 *
 * Only here are sequence numbers made, under a fenced lease and after the commit. A number taken inside the writing
 * transaction would be wrong on a database with concurrent writers: a lower one can become visible after a higher one,
 * and every reader whose cursor has passed would never see it.
 */
import { randomUUID } from 'node:crypto';
import { In, IsNull } from 'typeorm';
import { AuditHead } from '../audit/audit-head.entity';
import { AuditRecord } from '../audit/audit-record.entity';
import { GENESIS, hashOf } from '../audit/chain';
import { Roots } from '../audit/roots';
import type { RootSigner } from '../audit/signing-key';
import { chunks } from '../shared/lists';
import type { Logger } from '../shared/logger';
import { Alarm, sleep } from '../shared/timing';
import { reached } from '../shared/write-boundary';
import type { Store, Tx } from '../store/store';
import { acquire, release } from './lease';
import { lastPlaced } from './log';
import type { LiveLog } from './log-reader';
import { OutboxEvent } from './outbox-event.entity';
import { sweep } from './retention';

const LEASE = 'relay';
/** Short, since another takes over only when it has run out; the work is safe by the check in its own transaction. */
const LEASE_MS = 3_000;
const BATCH = 500;
/** Events that get their place by one statement. */
const AT_ONCE = 100;
const POLL_MS = 1_000;
/**
 * What is committed within this time gets its place in one transaction, not in one each. An event that comes alone is
 * placed at once; the more there was to place, the longer is waited before the next look.
 */
const GATHER_MS_MAX = 100;
const GATHER_MS_PER_ROW = 4;
/** The row of audit_head; there is one chain. */
export const CHAIN = 'main';
const SWEEP_EVERY_MS = 60_000;
/** Transactions of one sweep; what is left is removed by the next. */
const SWEEPS_MAX = 20;
/** Steps that a caller's own transaction may take to place what is waiting. */
const PLACING_MAX = 40;

export interface RelaySettings {
  /** Days for which an event can be read again. */
  readonly keptDays: number;
  /** Signs roots of the audit chain; left out, none is signed. */
  readonly signer?: RootSigner;
}

export class Relay implements LiveLog {
  private readonly holder = randomUUID();
  private readonly alarm = new Alarm();
  private readonly stopping = new AbortController();
  private readonly listeners = new Set<() => void>();
  private readonly roots: Roots | null;
  private running: Promise<void> = Promise.resolve();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly logger: Logger,
    private readonly settings: RelaySettings = { keptDays: 90 },
  ) {
    this.roots = settings.signer === undefined ? null : new Roots(settings.signer);
  }

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
      reached('relay.before');
      const step = await this.store.write((tx) => this.step(tx));
      reached('relay.after');
      if (step === 0) return placed;
      placed += step;
      this.advanced();
    }
  }

  /**
   * Gives all that is committed its place, and what the open transaction has emitted, inside that transaction. False when
   * another process orders the log, or when there is more than one transaction should place: come again then.
   */
  async placeIn(tx: Tx): Promise<boolean> {
    if ((await acquire(tx, LEASE, this.holder, LEASE_MS)) === null) return false;
    for (let step = 0; step < PLACING_MAX; step += 1) {
      const placed = await orderEvents(tx);
      if (placed > 0 && step === 0) tx.afterCommit(() => this.advanced());
      if (placed < BATCH) return true;
    }
    return false;
  }

  /** Removes what is older than it is kept; returns how many positions were let go. */
  async sweep(): Promise<number> {
    let swept = 0;
    for (let count = 0; count < SWEEPS_MAX && !this.stopping.signal.aborted; count += 1) {
      const step = await this.store.write(async (tx) =>
        (await acquire(tx, LEASE, this.holder, LEASE_MS)) === null ? 0 : sweep(tx, this.settings.keptDays),
      );
      if (step === 0) break;
      swept += step;
    }
    return swept;
  }

  private advanced(): void {
    for (const listener of this.listeners) listener();
  }

  private async loop(): Promise<void> {
    let sweptAtMs = -Infinity;
    while (!this.stopping.signal.aborted) {
      let placed = 0;
      try {
        placed = await this.drain();
        if (performance.now() - sweptAtMs > SWEEP_EVERY_MS) {
          sweptAtMs = performance.now();
          await this.sweep();
          if (this.roots?.waiting === true) await this.store.write(async (tx) => this.closeRoot(tx));
        }
      } catch (error) {
        this.logger.error({ err: error }, 'the relay could not order the log; trying again');
      }
      await sleep(Math.min(GATHER_MS_MAX, placed * GATHER_MS_PER_ROW), this.stopping.signal);
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
    const events = await orderEvents(tx);
    reached('relay.events-placed');
    return events + (await chainAudit(tx, this.roots));
  }

  private async closeRoot(tx: Tx): Promise<void> {
    if ((await acquire(tx, LEASE, this.holder, LEASE_MS)) !== null) await this.roots?.close(tx);
  }
}

/** Another transaction ordered the log since this one began to read; roll back and come again. */
export class LogMoved extends Error {
  override readonly name = 'LogMoved';
}

async function orderEvents(tx: Tx): Promise<number> {
  const rows = await tx.manager.find(OutboxEvent, {
    where: { seq: IsNull() },
    order: { id: 'ASC' },
    take: BATCH,
    select: { id: true },
  });
  if (rows.length === 0) return 0;
  let seq = await lastPlaced(tx.manager);
  for (const chunk of chunks(rows, AT_ONCE)) {
    const places = chunk.map((row) => ({ id: row.id, seq: ++seq }));
    if ((await place(tx, places)) !== chunk.length) throw new LogMoved();
  }
  return rows.length;
}

/** One statement for all of them; how many were without a place until then. */
async function place(tx: Tx, places: readonly { readonly id: string; readonly seq: number }[]): Promise<number> {
  const cases = places.map((_, index) => `WHEN :id${index} THEN :seq${index}`).join(' ');
  const placed = await tx.manager
    .createQueryBuilder()
    .update(OutboxEvent)
    .set({ seq: () => `CASE id ${cases} END` })
    .where({ id: In(places.map(({ id }) => id)), seq: IsNull() })
    .setParameters(
      Object.fromEntries(
        places.flatMap(({ id, seq }, index) => [
          [`id${index}`, id],
          [`seq${index}`, seq],
        ]),
      ),
    )
    .execute();
  return placed.affected ?? 0;
}

type Link = Pick<AuditRecord, 'id' | 'seq' | 'previousHash' | 'hash'>;

/** One statement for all of them. */
async function link(tx: Tx, links: readonly Link[]): Promise<void> {
  const by = (column: string): string =>
    `CASE id ${links.map((_, index) => `WHEN :id${index} THEN :${column}${index}`).join(' ')} END`;
  await tx.manager
    .createQueryBuilder()
    .update(AuditRecord)
    .set({ seq: () => by('seq'), previousHash: () => by('previousHash'), hash: () => by('hash') })
    .where({ id: In(links.map(({ id }) => id)) })
    .setParameters(
      Object.fromEntries(
        links.flatMap((one, index) =>
          (['id', 'seq', 'previousHash', 'hash'] as const).map((column) => [`${column}${index}`, one[column]] as const),
        ),
      ),
    )
    .execute();
}

async function chainAudit(tx: Tx, roots: Roots | null): Promise<number> {
  const rows = await tx.manager.find(AuditRecord, {
    where: { seq: IsNull() },
    order: { at: 'ASC', id: 'ASC' },
    take: BATCH,
  });
  if (rows.length === 0) return 0;
  const head = await tx.manager.findOneBy(AuditHead, { id: CHAIN });
  let seq = head?.seq ?? 0;
  let previousHash = head?.hash ?? GENESIS;
  const links: Link[] = [];
  for (const row of rows) {
    seq += 1;
    const hash = hashOf(row, seq, previousHash);
    links.push({ id: row.id, seq, previousHash, hash });
    previousHash = hash;
  }
  for (const chunk of chunks(links, AT_ONCE)) await link(tx, chunk);
  if (head === null) await tx.manager.insert(AuditHead, { id: CHAIN, seq, hash: previousHash });
  else await tx.manager.update(AuditHead, { id: CHAIN }, { seq, hash: previousHash });
  await roots?.reached(tx, seq, previousHash);
  return rows.length;
}
