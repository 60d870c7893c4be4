/** Reads the ordered log from a position: what catch-up queries, subscriptions and SSE all stand on. */
import { In, IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import { Alarm } from '../shared/timing';
import type { Store } from '../store/store';
import { OutboxEvent } from './outbox-event.entity';

export interface LogEntry {
  readonly seq: number;
  readonly at: Date;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** At most this many entries in one read. */
export const LOG_PAGE_MAX = 500;
const POLL_MS = 1_000;

/** Entries after `afterSeq` in order; an empty answer means that there is nothing more now. */
export async function readLog(
  store: Store,
  from: { readonly topics: readonly string[]; readonly afterSeq: number; readonly limit: number },
): Promise<LogEntry[]> {
  const rows = await store.read.find(OutboxEvent, {
    where: { seq: MoreThan(from.afterSeq), topic: In([...from.topics]) },
    order: { seq: 'ASC' },
    take: Math.min(from.limit, LOG_PAGE_MAX),
  });
  return rows.map((row) => ({
    seq: row.seq ?? 0,
    at: row.at,
    topic: row.topic,
    payload: JSON.parse(row.payload) as LogEntry['payload'],
  }));
}

/** The highest position given so far, as this connection or transaction sees it. */
export async function lastPlaced(manager: EntityManager): Promise<number> {
  const last = await manager.findOne(OutboxEvent, {
    where: { seq: Not(IsNull()) },
    order: { seq: 'DESC' },
    select: { id: true, seq: true },
  });
  return last?.seq ?? 0;
}

/** The last position of the log now; 0 while it is empty. */
export async function lastSeq(store: Store): Promise<number> {
  return lastPlaced(store.read);
}

/** Tells readers that the log has grown; `Relay` is one. */
export interface LogSignal {
  onAdvance(listener: () => void): () => void;
}

/**
 * Follows the log from a position for as long as it is read: what is there, then what comes, no gap and no repeat. The
 * signal only shortens the wait; the position alone decides what is next, so a lost wake-up costs a second at most.
 */
export async function* followLog(
  store: Store,
  signal: LogSignal,
  from: { readonly topics: readonly string[]; readonly afterSeq: number },
  until: AbortSignal,
): AsyncGenerator<LogEntry> {
  const alarm = new Alarm();
  const stop = signal.onAdvance(() => alarm.ring());
  let afterSeq = from.afterSeq;
  try {
    while (!until.aborted) {
      const entries = await readLog(store, { topics: from.topics, afterSeq, limit: LOG_PAGE_MAX });
      for (const entry of entries) {
        if (until.aborted) return;
        afterSeq = entry.seq;
        yield entry;
      }
      if (entries.length === 0) await alarm.wait(POLL_MS, until);
    }
  } finally {
    stop();
  }
}
