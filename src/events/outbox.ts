/** Puts an event into the open transaction. It is heard after the commit, in order, through the relay. */
import type { Tx } from '../store/store';
import { newId } from '../shared/ids';
import { OutboxEvent } from './outbox-event.entity';

export interface NewEvent {
  readonly topic: string;
  /** Key of something that must be told only once; null when it may recur. */
  readonly once: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

export async function emit(tx: Tx, event: NewEvent): Promise<void> {
  await tx.manager.insert(OutboxEvent, {
    id: newId(tx.now),
    at: tx.now,
    topic: event.topic,
    once: event.once,
    payload: JSON.stringify(event.payload),
    seq: null,
  });
}
