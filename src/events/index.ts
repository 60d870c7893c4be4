/** Events: the outbox, the relay that orders it, and the log that everything outside reads. */
import { EventLog, EventSwept } from './event-log.entity';
import { Lease } from './lease.entity';
import { OutboxEvent } from './outbox-event.entity';

export { LogMoved, Relay } from './relay';
export { LOG_PAGE_MAX, type LogEntry } from './log';
export { LogReader, type LiveLog } from './log-reader';
export const EVENT_ENTITIES = [Lease, OutboxEvent, EventLog, EventSwept];
