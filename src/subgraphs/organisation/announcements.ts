/**
 * Tells other systems of role changes, each once, at the instant at which it takes effect. What is due is written with
 * the decision; `announceDue` moves it into the log when its time has come, whoever slept meanwhile.
 */
import { In, IsNull, LessThanOrEqual, type FindOptionsWhere } from 'typeorm';
import { emitAll } from '../../events/outbox';
import { newId } from '../../shared/ids';
import { reached } from '../../shared/write-boundary';
import { chunks } from '../../shared/lists';
import type { Store, Tx } from '../../store/store';
import { Announcement } from './announcement.entity';
import type { DecisionSnapshot, RoleChange, RoleChangeKind, endsMoved } from './office/role-changes';
import { asTheyAre, appointmentsStanding } from './announcement-state';
import type { PersonName } from './office/model';
import { PersonRow } from './person.entity';
import { nameColumns } from './projection';

export const ROLE_CHANGE_TOPIC = 'role-change';
/** Changes in one transaction of `announceDue`. */
const BATCH = 200;
const ROWS = 50;
/** Kinds that tell of an end, of which there is one at a time. */
const ENDINGS: RoleChangeKind[] = ['ENDED', 'REINSTATED', 'DELEGATION_ENDED'];

/** A role change as it stands in the log. */
export interface AnnouncedChange extends Omit<RoleChange, 'effectiveAt' | 'subjectId'> {
  readonly id: string;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  /** For SCHEDULED: what will happen then. */
  readonly scheduledKind: RoleChangeKind | null;
  /** Whether the appointment stands when this is told; null for what concerns none. */
  readonly inForce: boolean | null;
  readonly decision: DecisionSnapshot;
}

/**
 * What is in force is told at once, in the order in which it took effect; what is to come is told as scheduled, and
 * again when it comes.
 */
export async function writeAnnouncements(
  tx: Tx,
  changes: readonly RoleChange[],
  decision: DecisionSnapshot,
): Promise<void> {
  const rows: Announcement[] = [];
  const inOrder = [...changes].sort((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime());
  for (const change of inOrder) {
    const due = change.effectiveAt.getTime() <= tx.now.getTime();
    const row = rowOf(tx, change, decision, change.kind, null, due);
    rows.push(row);
    if (!due) rows.push(rowOf(tx, change, decision, 'SCHEDULED', change.kind, true));
  }
  for (const some of chunks(rows, ROWS)) await tx.manager.insert(Announcement, some);
  const told = rows.filter((row) => row.announcedAt !== null);
  for (const some of chunks(told, BATCH)) await tell(tx, some.map(payloadOf));
}

function rowOf(
  tx: Tx,
  change: RoleChange,
  decision: DecisionSnapshot,
  kind: RoleChangeKind,
  scheduledKind: RoleChangeKind | null,
  now: boolean,
): Announcement {
  const id = newId(tx.now);
  const { subjectId, effectiveAt, ...snapshot } = change;
  const payload: Omit<AnnouncedChange, 'inForce'> = {
    ...snapshot,
    id,
    kind,
    scheduledKind,
    effectiveAt: effectiveAt.toISOString(),
    recordedAt: tx.now.toISOString(),
    decision,
  };
  const what = scheduledKind === null ? kind : `${kind}:${scheduledKind}`;
  return {
    id,
    once: `${what}|${subjectId}|${effectiveAt.getTime()}|${decision.id}`.slice(0, 191),
    kind,
    subjectId,
    decisionId: decision.id,
    effectiveAt,
    payload: JSON.stringify(payload),
    announcedAt: now ? tx.now : null,
    cancelledById: null,
  };
}

type Waiting = Omit<AnnouncedChange, 'inForce'>;

function payloadOf(row: Announcement): Waiting {
  return JSON.parse(row.payload) as Waiting;
}

async function tell(tx: Tx, changes: readonly Waiting[]): Promise<void> {
  const standing = await appointmentsStanding(tx, changes);
  await emitAll(
    tx,
    changes.map((change) => ({
      topic: ROLE_CHANGE_TOPIC,
      once: `${ROLE_CHANGE_TOPIC}|${change.id}`,
      payload: { ...change, inForce: change.appointmentId === null ? null : standing.has(change.appointmentId) },
    })),
  );
}

/** A new end makes what was to be told of the old one void. What has come by now has happened, and is told first. */
export async function cancelSuperseded(
  tx: Tx,
  { subjectIds, neverBegun }: Pick<ReturnType<typeof endsMoved>, 'subjectIds' | 'neverBegun'>,
  byDecisionId: string,
): Promise<void> {
  await tellDue(tx);
  const cancel = async (ids: readonly string[], kinds: readonly RoleChangeKind[]): Promise<void> => {
    for (const some of chunks(ids)) {
      await tx.manager.update(
        Announcement,
        { subjectId: In(some), kind: In([...kinds]), announcedAt: IsNull(), cancelledById: IsNull() },
        { cancelledById: byDecisionId },
      );
    }
  };
  await cancel(subjectIds, ENDINGS);
  await cancel(neverBegun, ['SUSPENDED']);
}

/** What annulled decisions had yet to tell is not told; what they had made void is told after all. */
export async function cancelAnnulled(tx: Tx, decisionIds: readonly string[], byDecisionId: string): Promise<void> {
  await tellDue(tx);
  const ids = [...decisionIds];
  await tx.manager.update(
    Announcement,
    { decisionId: In(ids), announcedAt: IsNull() },
    { cancelledById: byDecisionId },
  );
  await tx.manager.update(Announcement, { cancelledById: In(ids), announcedAt: IsNull() }, { cancelledById: null });
}

/** Moves what is due into the log; a batch per transaction. Returns how many were told. */
export async function announceDue(store: Store, now: Date): Promise<number> {
  let told = 0;
  const waiting = await store.read.count(Announcement, { where: due(now) });
  for (let batch = 0; batch * BATCH < waiting; batch += 1) told += await store.write((tx) => tellBatch(tx, now));
  if (told > 0) reached('announcement.committed');
  return told;
}

/** The same inside an open transaction: what it decides is told after what had come before it. */
export async function tellDue(tx: Tx): Promise<void> {
  const waiting = await tx.manager.count(Announcement, { where: due(tx.now) });
  for (let batch = 0; batch * BATCH < waiting; batch += 1) await tellBatch(tx, tx.now);
}

/** When the next role change is to be told; null when none waits. */
export async function nextAnnouncementAt(store: Store): Promise<Date | null> {
  const next = await store.read.findOne(Announcement, {
    where: { announcedAt: IsNull(), cancelledById: IsNull() },
    order: { effectiveAt: 'ASC' },
  });
  return next?.effectiveAt ?? null;
}

function due(now: Date): FindOptionsWhere<Announcement> {
  return { announcedAt: IsNull(), cancelledById: IsNull(), effectiveAt: LessThanOrEqual(now) };
}

async function tellBatch(tx: Tx, now: Date): Promise<number> {
  const rows = await tx.manager.find(Announcement, {
    where: due(now),
    order: { effectiveAt: 'ASC', id: 'ASC' },
    take: BATCH,
  });
  if (rows.length === 0) return 0;
  // Writers take turns, so nobody told one of them since they were read.
  const ids = rows.map(({ id }) => id);
  const set = await tx.manager.update(Announcement, { id: In(ids), announcedAt: IsNull() }, { announcedAt: tx.now });
  if (set.affected !== rows.length) throw new Error('a role change was told by somebody else within our turn');
  await tell(tx, await asTheyAre(tx, rows.map(payloadOf)));
  for (const row of rows) if (row.kind === 'NAME_CHANGED') await showNameOfToday(tx, row.subjectId, now);
  return rows.length;
}

/** The row by which people are listed and searched shows the name borne today. */
async function showNameOfToday(tx: Tx, personId: string, now: Date): Promise<void> {
  const person = await tx.manager.findOneBy(PersonRow, { id: personId });
  if (person)
    await tx.manager.update(PersonRow, { id: personId }, nameColumns(JSON.parse(person.names) as PersonName[], now));
}
