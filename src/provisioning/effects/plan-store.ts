/** Stores plans and their operations, and finds those of a person that still wait to be done. */
import { In, LessThanOrEqual } from 'typeorm';
import type { Store, Tx } from '../../store/store';
import { newId } from '../../shared/ids';
import { chunks } from '../../shared/lists';
import { summarise, type CheckResult, type PersonPlan, type PlannedOperation, type PlanSummary } from '../core';
import type { Cause, DueList } from './due';
import { OperationRow } from './operation.entity';
import { FREE, OPEN, type OperationStatus } from './operation-status';
import type { OperationFeed } from './operation-feed';
import { PlanRow } from './plan.entity';
import { PolicyVersionRow } from './policy-version.entity';

/** An operation of a plan with its row. */
export interface Step {
  readonly row: OperationRow;
  readonly planned: PlannedOperation;
  readonly plan: PlanRow;
}

/** What a plan row keeps in its summary: the figures, and the losses that count against the brake. */
export interface StoredSummary extends PlanSummary {
  readonly undecidedLoss: Readonly<Record<string, number>>;
}

export interface NewPlan {
  readonly id: string;
  readonly hash: string;
  readonly cause: Cause;
  readonly policyVersion: string;
  readonly plannedFor: Date;
  readonly parts: readonly PersonPlan[];
  readonly verdict: CheckResult;
}

/** What a turn did not know of. */
export interface Beyond {
  readonly from: Date;
  /** An account is to be closed by it. */
  readonly closes: boolean;
}

const INSERT_ROWS = 100;

export class PlanStore {
  constructor(
    private readonly store: Store,
    private readonly feed: OperationFeed,
    private readonly due: DueList,
  ) {}

  /**
   * Operations of a person that may still be done, of plans whose time has come. The newest plan first, but those that
   * wait for approval last: what may be done is never held up by an equal one that may not.
   */
  async openSteps(personId: string, at: Date): Promise<readonly Step[]> {
    const rows = await this.store.read.find(OperationRow, { where: { personId, status: In([...OPEN]) } });
    if (rows.length === 0) return [];
    const plans = await this.store.read.find(PlanRow, {
      where: { id: In([...new Set(rows.map((row) => row.planId))]), plannedFor: LessThanOrEqual(at) },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    const waits = (plan: PlanRow): boolean => plan.needsApproval && plan.approvedById === null;
    // A policy that waits is not in force: what it would do is nobody's to do yet, and not for others to call stale.
    const changes = plans.filter((plan) => waits(plan) && isPolicyChange(plan)).map((plan) => plan.id);
    const notInForce =
      changes.length === 0
        ? []
        : await this.store.read.findBy(PolicyVersionRow, { id: In(changes), status: 'waiting' });
    const waiting = plans.filter((plan) => waits(plan) && !notInForce.some(({ id }) => id === plan.id));
    const ordered = [...plans.filter((plan) => !waits(plan)), ...waiting];
    return ordered.flatMap((plan) =>
      rows
        .filter((row) => row.planId === plan.id)
        .sort((a, b) => a.ordinal - b.ordinal)
        .map((row) => asStep(plan, row)),
    );
  }

  /**
   * Writes a plan and its operations. What needs approval waits for it; everything else may be done at once, and so in
   * the same transaction whomever it concerns is due: whoever stores a plan may have looked at others than those marked.
   */
  async insert(tx: Tx, plan: NewPlan): Promise<readonly Step[]> {
    const operations = plan.parts.flatMap((part) => part.operations.filter((operation) => operation.kind !== 'noop'));
    const row = planRow(plan, operations, tx.now);
    const known = await tx.manager.findOneBy(PlanRow, { id: plan.id });
    if (known === null) await tx.manager.insert(PlanRow, row);
    else if (known.hash === '') await tx.manager.update(PlanRow, { id: plan.id, hash: '' }, row);
    else return [];
    const rows = operations.map((operation, ordinal) => operationRow(plan, operation, ordinal, tx.now));
    for (const some of chunks(rows, INSERT_ROWS)) await tx.manager.insert(OperationRow, some);
    for (const one of rows) if (one.status !== 'PENDING') await this.tell(tx, one);
    const free = rows.filter((one) => one.status === 'PENDING');
    const closing = new Set(free.filter(closes).map((one) => one.personId));
    const personIds = [...new Set(free.map((one) => one.personId))];
    await this.due.expect(tx, personIds, closing, plan.plannedFor, plan.cause);
    return rows.map((one) => asStep(row, one));
  }

  /** What stands in these rows is not what is wanted any more. */
  async supersede(tx: Tx, steps: readonly Step[]): Promise<void> {
    for (const { row } of steps)
      await this.setStatus(tx, row, { status: 'SUPERSEDED', finishedAt: tx.now, retryAt: null });
  }

  /** What had to be done before it was refused. */
  async refuseWith(tx: Tx, { row }: Step, by: Step): Promise<void> {
    await this.setStatus(tx, row, {
      status: 'FAILED',
      finishedAt: tx.now,
      retryAt: null,
      lastErrorCode: by.row.lastErrorCode,
      lastErrorMessage: `${by.row.targetId} refused what comes before it`,
    });
  }

  async setStatus(
    tx: Tx,
    row: OperationRow,
    change: Partial<OperationRow> & { readonly status: OperationStatus },
  ): Promise<void> {
    await tx.manager.update(OperationRow, { id: row.id }, change);
    Object.assign(row, change);
    await this.tell(tx, row);
  }

  tell(tx: Tx, row: OperationRow): Promise<void> {
    return this.feed.tell(tx, {
      operationId: row.id,
      personId: row.personId,
      targetId: row.targetId,
      status: row.status,
    });
  }

  /**
   * From when the first operation can be done that a turn did not know of: of a plan for a day to come, or stored while
   * the turn was under way. Null where there is none.
   */
  async firstBeyond(tx: Tx, personId: string, known: readonly Step[]): Promise<Beyond | null> {
    const rows = await tx.manager.findBy(OperationRow, { personId, status: In([...FREE]) });
    const ids = new Set(known.map(({ row }) => row.id));
    const beyond = rows.filter((row) => !ids.has(row.id));
    if (beyond.length === 0) return null;
    const [first] = await tx.manager.find(PlanRow, {
      where: { id: In([...new Set(beyond.map((row) => row.planId))]) },
      order: { plannedFor: 'ASC' },
      take: 1,
    });
    return first === undefined
      ? null
      : { from: first.plannedFor, closes: beyond.some((row) => row.planId === first.id && closes(row)) };
  }
}

/** The plan of a change of the policy has the id of its version, as a decision's has the decision's. */
export function isPolicyChange(plan: Pick<PlanRow, 'id' | 'causeKind' | 'causeId'>): boolean {
  return plan.causeKind === 'policy' && plan.causeId === plan.id;
}

function closes(row: OperationRow): boolean {
  return row.kind === 'disable';
}

export function asStep(plan: PlanRow, row: OperationRow): Step {
  return { row, plan, planned: JSON.parse(row.planned) as PlannedOperation };
}

function planRow(plan: NewPlan, operations: readonly PlannedOperation[], now: Date): PlanRow {
  const summary: StoredSummary = {
    ...summarise(plan.parts),
    // What waits is done after somebody looked at it, and then weighs no more on what comes after it.
    undecidedLoss: plan.verdict.needsApproval ? {} : Object.fromEntries(plan.verdict.undecidedLossByTarget),
  };
  return {
    id: plan.id,
    hash: plan.hash,
    causeKind: plan.cause.kind,
    causeId: plan.cause.id,
    policyVersion: plan.policyVersion,
    createdAt: now,
    plannedFor: plan.plannedFor,
    needsApproval: plan.verdict.needsApproval || operations.some((operation) => operation.needsApproval),
    approvedById: null,
    rejectedReason: null,
    complete: true,
    applyable: plan.parts.every((part) => (part.blocked ?? []).length === 0),
    summary: JSON.stringify(summary),
  };
}

function operationRow(plan: NewPlan, planned: PlannedOperation, ordinal: number, now: Date): OperationRow {
  const waits = plan.verdict.needsApproval || planned.needsApproval;
  return {
    id: newId(now),
    planId: plan.id,
    personId: planned.personId,
    targetId: planned.targetId,
    ordinal,
    kind: planned.kind,
    reason: planned.reason,
    planned: JSON.stringify(planned),
    accountName: planned.accountName,
    nativeId: planned.nativeId,
    status: waits ? 'WAITING_APPROVAL' : 'PENDING',
    attempts: 0,
    lastErrorCode: null,
    lastErrorMessage: null,
    retryAt: null,
    startedAt: null,
    finishedAt: null,
  };
}
