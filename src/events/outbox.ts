/** Puts events into the open transaction. They are heard after the commit, in order, through the relay. */
import { newId } from '../shared/ids';
import { chunks } from '../shared/lists';
import type { Tx } from '../store/store';
import { OutboxEvent } from './outbox-event.entity';

export interface NewEvent {
  readonly topic: string;
  /** Key of something that must be told only once; null when it may recur. */
  readonly once: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Rows in one statement: SQLite bounds the values that a statement carries. */
const ROWS = 100;

export async function emit(tx: Tx, event: NewEvent): Promise<void> {
  await emitAll(tx, [event]);
}

/** In the order given. */
export async function emitAll(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  const rows = events.map(({ topic, once, payload }) => ({
    id: newId(tx.now),
    at: tx.now,
    topic,
    once,
    payload: JSON.stringify(payload),
    seq: null,
  }));
  for (const some of chunks(rows, ROWS)) await tx.manager.insert(OutboxEvent, some);
}
