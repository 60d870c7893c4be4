/**
 * How somebody becomes due: by a mark in the transaction that changes what follows for them, or with operations that are
 * stored for them. What was found out of them – that an account is to be closed – stands until they are looked at.
 */
import { In, type EntityManager, type UpdateQueryBuilder } from 'typeorm';
import { chunks } from '../../shared/lists';
import { reached } from '../../shared/write-boundary';
import type { Tx } from '../../store/store';
import { DuePersonRow } from './due-person.entity';
import { OPEN } from './operation-status';
import { PlanRow } from './plan.entity';

export type CauseKind = 'decision' | 'lock' | 'boundary' | 'scan' | 'policy' | 'link' | 'retry' | 'exception';

export interface Cause {
  readonly kind: CauseKind;
  readonly id: string | null;
}

const CHUNK = 200;

/** Due at once. A decision's plan is announced with it, to be computed later. */
export async function markDue(
  manager: EntityManager,
  personIds: readonly string[],
  cause: Cause,
  now: Date,
): Promise<void> {
  if (cause.kind === 'decision' && cause.id !== null) await announcePlan(manager, cause.id, now);
  for (const ids of chunks(personIds, CHUNK)) {
    await addMissing(
      manager,
      ids.map((personId) => newRow(personId, cause, now)),
    );
    await dueNow(manager, cause, now).where('personId IN (:...ids)', { ids }).execute();
  }
  if (personIds.length > 0) reached('due.marked');
}

/**
 * Due at once: whoever has an account at this target, or something still to be done there. The database finds them by
 * itself: however many they are, it is two statements and nobody is read, so that they can be marked in the transaction
 * that makes them due.
 */
export async function markDueAt(manager: EntityManager, targetId: string, cause: Cause, now: Date): Promise<void> {
  const there = { targetId, open: [...OPEN] };
  const [statement, values] = manager.connection.driver.escapeQueryWithParameters(
    `INSERT INTO due_person
       (personId, dueAt, waiting, generation, failures, leaving, causeKind, causeId, leaseHolder, leaseUntil)
     SELECT there.personId, :dueAt, :waiting, :generation, :failures, :leaving, :causeKind, :causeId, NULL, NULL
     FROM (${PERSONS_THERE}) there
     WHERE there.personId NOT IN (SELECT personId FROM due_person)`,
    { ...there, ...newRow('', cause, now) },
  );
  await manager.query(statement, values);
  await dueNow(manager, cause, now).where(`personId IN (${PERSONS_THERE})`, there).execute();
  reached('due.marked');
}

const PERSONS_THERE = `SELECT personId FROM shadow WHERE targetId = :targetId AND personId IS NOT NULL
  UNION SELECT personId FROM operation WHERE targetId = :targetId AND status IN (:...open)`;

function dueNow(manager: EntityManager, cause: Cause, now: Date): UpdateQueryBuilder<DuePersonRow> {
  return manager
    .createQueryBuilder()
    .update(DuePersonRow)
    .set({
      generation: () => 'generation + 1',
      waiting: 'mark',
      failures: 0,
      causeKind: cause.kind,
      causeId: cause.id,
      dueAt: () => 'CASE WHEN dueAt < :now THEN dueAt ELSE :now END',
      // What was found out of them stands until they are looked at.
      ...(closesByItself(cause) ? { leaving: true } : {}),
    })
    .setParameter('now', now);
}

/**
 * Operations of these persons were stored in this transaction: they are due by the time at which the first can be
 * done, if they are not yet. Whoever is in somebody's hands is still due, and their release looks at what was stored.
 * `closing`: those of them who lose an account by it.
 */
export async function expectDue(
  tx: Tx,
  personIds: readonly string[],
  closing: ReadonlySet<string>,
  from: Date,
  cause: Cause,
): Promise<void> {
  await expectAll(
    tx,
    personIds.filter((id) => closing.has(id)),
    true,
    from,
    cause,
  );
  await expectAll(
    tx,
    personIds.filter((id) => !closing.has(id)),
    false,
    from,
    cause,
  );
}

async function expectAll(
  tx: Tx,
  personIds: readonly string[],
  leaving: boolean,
  from: Date,
  cause: Cause,
): Promise<void> {
  const later = from > tx.now;
  const dueAt = later ? from : tx.now;
  const waiting = later ? 'boundary' : 'mark';
  const because: Cause = later ? { kind: 'boundary', id: null } : cause;
  for (const ids of chunks(personIds, CHUNK)) {
    const rows = ids.map((personId) => ({ ...newRow(personId, because, dueAt), waiting, leaving }));
    await addMissing(tx.manager, rows);
    await tx.manager
      .createQueryBuilder()
      .update(DuePersonRow)
      .set({ dueAt, waiting, failures: 0, causeKind: because.kind, causeId: because.id, leaving })
      .where(`personId IN (:...ids) AND leaseHolder IS NULL AND waiting <> 'mark' AND dueAt > :dueAt`, { ids, dueAt })
      .execute();
    if (leaving && !later) await tx.manager.update(DuePersonRow, { personId: In(ids) }, { leaving });
  }
}

async function addMissing(manager: EntityManager, rows: DuePersonRow[]): Promise<void> {
  await manager.createQueryBuilder().insert().into(DuePersonRow).values(rows).orIgnore().updateEntity(false).execute();
}

function newRow(personId: string, cause: Cause, now: Date): DuePersonRow {
  return {
    personId,
    dueAt: now,
    waiting: 'mark',
    generation: 0,
    failures: 0,
    leaving: closesByItself(cause),
    causeKind: cause.kind,
    causeId: cause.id,
    leaseHolder: null,
    leaseUntil: null,
  };
}

/** A lock closes at once; of anything else a plan says what it does. */
function closesByItself({ kind }: Cause): boolean {
  return kind === 'lock';
}

async function announcePlan(manager: EntityManager, decisionId: string, now: Date): Promise<void> {
  const row: PlanRow = {
    id: decisionId,
    hash: '',
    causeKind: 'decision',
    causeId: decisionId,
    policyVersion: '',
    createdAt: now,
    plannedFor: now,
    needsApproval: false,
    approvedById: null,
    rejectedReason: null,
    complete: false,
    applyable: true,
    summary: '{}',
  };
  await manager.createQueryBuilder().insert().into(PlanRow).values(row).orIgnore().updateEntity(false).execute();
}
