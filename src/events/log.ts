/** Reads the ordered log from a position. */
import { In, IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import type { Store } from '../store/store';
import { EventSwept } from './event-log.entity';
import { OutboxEvent } from './outbox-event.entity';

export interface LogEntry {
  readonly seq: number;
  readonly at: Date;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** At most this many entries in one read. */
export const LOG_PAGE_MAX = 500;

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

/** The last event of these topics that was removed; 0 while none was. */
export async function sweptTo(store: Store, topics: readonly string[]): Promise<number> {
  const swept = await store.read.find(EventSwept, { where: { topic: In([...topics]) } });
  return Math.max(0, ...swept.map(({ seq }) => seq));
}
