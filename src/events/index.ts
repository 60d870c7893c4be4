/** Events: the outbox, the relay that orders it, and the log that everything outside reads. */
import { Lease } from './lease.entity';
import { OutboxEvent } from './outbox-event.entity';

export { emit, type NewEvent } from './outbox';
export { Relay } from './relay';
export { followLog, lastSeq, readLog, LOG_PAGE_MAX, type LogEntry, type LogSignal } from './log';
export { acquire, release, type Holding } from './lease';
export const EVENT_ENTITIES = [Lease, OutboxEvent];
