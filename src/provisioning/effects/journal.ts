/**
 * The record of every call to a target: the intent is committed before the call, the outcome after it. An intent
 * without outcome is a call of which nobody knows whether it was applied; the loop then observes before it tries again.
 */
import { reached } from '../../shared/write-boundary';
import type { Store, Tx } from '../../store/store';
import { recordEvent } from '../../audit/record';
import { newId } from '../../shared/ids';
import type { ConnectorError } from '../../connectors/contract';
import { In, IsNull, MoreThan } from 'typeorm';
import { AttemptRow } from './attempt.entity';
import type { Claim, DueList } from './due';
import { OperationRow } from './operation.entity';
import type { OperationStatus } from './operation-status';
import type { PlanStore, Step } from './plan-store';

export type Outcome =
  /** `nativeId`: of the account that came to be by it. */
  | { readonly kind: 'done'; readonly nativeId?: string }
  | {
      readonly kind: 'failed' | 'unknown';
      readonly error: ConnectorError;
      readonly status: OperationStatus;
      readonly retryAt: Date | null;
    };

/** For so long a write of unknown outcome can still take effect. */
export const DOUBT_MS = 600_000;

const ORIGIN = 'provisioning';
const MESSAGE_MAX = 500;

export class Journal {
  constructor(
    private readonly store: Store,
    private readonly due: DueList,
    private readonly plans: PlanStore,
  ) {}

  /** Commits the intent. Null when the operation may not be done any more (rejected or superseded meanwhile). */
  async intent(claim: Claim, step: Step): Promise<AttemptRow | null> {
    const { row, planned } = step;
    const announced = await this.store.write(async (tx) => {
      await this.due.hold(tx, claim);
      const number = row.attempts + 1;
      const change = { status: 'RUNNING', attempts: number, startedAt: row.startedAt ?? tx.now, retryAt: null };
      const taken = await tx.manager.update(
        OperationRow,
        { id: row.id, status: In(['PENDING', 'WAITING_RETRY', 'RUNNING']) },
        change,
      );
      if (taken.affected !== 1) return null;
      Object.assign(row, change);
      const attempt: AttemptRow = {
        id: newId(tx.now),
        operationId: row.id,
        personId: row.personId,
        number,
        intentAt: tx.now,
        outcomeAt: null,
        outcome: null,
        errorCode: null,
      };
      await tx.manager.insert(AttemptRow, attempt);
      await this.audit(
        tx,
        'target.intent',
        step,
        {
          operationId: row.id,
          attempt: number,
          kind: row.kind,
          personId: row.personId,
          reason: row.reason,
        },
        planned,
      );
      await this.plans.tell(tx, row);
      return attempt;
    });
    if (announced !== null) reached('intent.committed');
    return announced;
  }

  /**
   * Commits the outcome, and with it what the call taught us (`also`). When somebody took the person over meanwhile the
   * outcome is told already, as unknown, and stays so: what they observe counts.
   */
  async outcome(step: Step, attempt: AttemptRow, outcome: Outcome, also: (tx: Tx) => Promise<void>): Promise<void> {
    await this.store.write(async (tx) => {
      const errorCode = outcome.kind === 'done' ? null : outcome.error.code;
      const told = await tx.manager.update(
        AttemptRow,
        { id: attempt.id, outcomeAt: IsNull() },
        { outcomeAt: tx.now, outcome: outcome.kind, errorCode },
      );
      if (told.affected !== 1) return;
      await this.plans.setStatus(
        tx,
        step.row,
        outcome.kind === 'done'
          ? {
              status: 'DONE',
              finishedAt: tx.now,
              lastErrorCode: null,
              lastErrorMessage: null,
              retryAt: null,
              ...(outcome.nativeId === undefined ? {} : { nativeId: outcome.nativeId }),
            }
          : {
              status: outcome.status,
              finishedAt: outcome.status === 'FAILED' ? tx.now : null,
              lastErrorCode: outcome.error.code,
              lastErrorMessage: outcome.error.message.slice(0, MESSAGE_MAX),
              retryAt: outcome.retryAt,
            },
      );
      await this.audit(
        tx,
        'target.outcome',
        step,
        {
          operationId: step.row.id,
          attempt: attempt.number,
          outcome: outcome.kind,
          errorCode,
        },
        { before: step.planned.before, after: outcome.kind === 'done' ? step.planned.after : null },
      );
      await also(tx);
    });
    reached('outcome.committed');
  }

  /** The target is left alone for now: nothing was tried, and the operation says until when. */
  postpone(claim: Claim, step: Step, retryAt: Date): Promise<void> {
    return this.store.write(async (tx) => {
      await this.due.hold(tx, claim);
      await this.plans.setStatus(tx, step.row, {
        status: 'WAITING_RETRY',
        retryAt,
        lastErrorCode: 'unreachable',
        lastErrorMessage: 'the target is left alone for now',
      });
    });
  }

  /** When a write of unknown outcome was last sent for this person since `since`, whether it failed or was cut off by a crash. */
  async lastUnknown(personId: string, since: Date): Promise<Date | null> {
    const recent = await this.store.read.find(AttemptRow, {
      where: [
        { personId, intentAt: MoreThan(since), outcome: 'unknown' },
        { personId, intentAt: MoreThan(since), outcome: IsNull() },
      ],
      order: { intentAt: 'DESC' },
      take: 1,
    });
    return recent[0]?.intentAt ?? null;
  }

  /** Where a write of unknown outcome was sent for this person since `since`: something may be there that nobody told us of. */
  async inDoubt(personId: string, since: Date): Promise<readonly string[]> {
    const rows = await this.store.read
      .createQueryBuilder(OperationRow, 'operation')
      .innerJoin(AttemptRow, 'attempt', 'attempt.operationId = operation.id')
      .select('DISTINCT operation.targetId', 'targetId')
      .where('attempt.personId = :personId AND attempt.intentAt > :since', { personId, since })
      .andWhere(`(attempt.outcome IS NULL OR attempt.outcome = 'unknown')`)
      .getRawMany<{ targetId: string }>();
    return rows.map(({ targetId }) => targetId);
  }

  /** After a crash: an attempt without outcome is told as unknown, so that every intent has exactly one outcome. */
  async closeInterrupted(tx: Tx, step: Step): Promise<void> {
    const open = await tx.manager.findBy(AttemptRow, { operationId: step.row.id, outcomeAt: IsNull() });
    for (const attempt of open) {
      await tx.manager.update(
        AttemptRow,
        { id: attempt.id },
        { outcomeAt: tx.now, outcome: 'unknown', errorCode: 'interrupted' },
      );
      await this.audit(tx, 'target.outcome', step, {
        operationId: step.row.id,
        attempt: attempt.number,
        outcome: 'unknown',
        errorCode: 'interrupted',
      });
    }
    await this.plans.setStatus(tx, step.row, { status: 'WAITING_RETRY', retryAt: tx.now });
  }

  private async audit(
    tx: Tx,
    action: string,
    { row, plan }: Step,
    detail: Readonly<Record<string, unknown>>,
    states: { readonly before: unknown; readonly after: unknown } | null = null,
  ): Promise<void> {
    await recordEvent(tx, {
      action,
      subject: { kind: 'account', id: `${row.targetId}/${row.accountName}`.slice(0, 191) },
      decisionId: plan.causeKind === 'decision' ? plan.causeId : null,
      origin: ORIGIN,
      // Of what an account was and becomes only hashes: the operation itself tells it, and can be erased.
      detail: { ...detail, personId: row.personId },
      before: states?.before,
      after: states?.after,
    });
  }
}
