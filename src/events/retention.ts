/**
 * Removes what is older than the log is kept: always a beginning of it, never the last event (positions continue from
 * there), and never out of the middle. How far it went is written in the same transaction, so that a reader whose
 * cursor lies before it is told so instead of being led over a gap.
 */
import { LessThanOrEqual, MoreThan, MoreThanOrEqual } from 'typeorm';
import type { Tx } from '../store/store';
import { EventLog, EventSwept, LOG } from './event-log.entity';
import { lastPlaced } from './log';
import { OutboxEvent } from './outbox-event.entity';

const DAY_MS = 86_400_000;
/** Events that one transaction removes. */
export const SWEEP_MAX = 1_000;

/** Removes at most `SWEEP_MAX` events; answers with how many positions it went forward, 0 when nothing is too old. */
export async function sweep(tx: Tx, keptDays: number): Promise<number> {
  const keptFrom = new Date(tx.now.getTime() - keptDays * DAY_MS);
  const { sweptSeq } = await tx.manager.findOneByOrFail(EventLog, { id: LOG });
  const firstKept = await tx.manager.findOne(OutboxEvent, {
    where: { seq: MoreThan(sweptSeq), at: MoreThanOrEqual(keptFrom) },
    order: { seq: 'ASC' },
    select: { id: true, seq: true },
  });
  const end = (firstKept?.seq ?? (await lastPlaced(tx.manager))) - 1;
  const upTo = Math.min(end, sweptSeq + SWEEP_MAX);
  if (upTo <= sweptSeq) return 0;
  await noteLastOfEachTopic(tx, upTo);
  await tx.manager.delete(OutboxEvent, { seq: LessThanOrEqual(upTo) });
  await tx.manager.update(EventLog, { id: LOG }, { sweptSeq: upTo });
  return upTo - sweptSeq;
}

async function noteLastOfEachTopic(tx: Tx, upTo: number): Promise<void> {
  const lasts = await tx.manager
    .createQueryBuilder(OutboxEvent, 'event')
    .select('event.topic', 'topic')
    .addSelect('MAX(event.seq)', 'seq')
    .where('event.seq <= :upTo', { upTo })
    .groupBy('event.topic')
    .getRawMany<{ topic: string; seq: number }>();
  for (const { topic, seq } of lasts) await tx.manager.upsert(EventSwept, { topic, seq }, ['topic']);
}
