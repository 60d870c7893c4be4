/**
 * What became of the parts of a plan that were refused as stale. Found in what is stored anyway: the rows that were
 * superseded, the plan that was written in the same transaction, and the decisions recorded in between.
 */
import { In } from 'typeorm';
import { differences, type PlannedOperation } from '../../provisioning/core';
import { OperationRow, PlanRow } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import type { Store } from '../../store/store';
import type { Bases } from './basis';
import type { StalePartType } from './stale.graphql';

const DECISIONS_SHOWN = 10;
const OPERATIONS_READ = 20_000;

export class StaleParts {
  constructor(
    private readonly store: Store,
    private readonly office: OfficeReader,
    private readonly bases: Bases,
  ) {}

  /** By person; none for a plan that was rejected, which is another end. */
  async ofPlan(planId: string, personId: string | null = null): Promise<readonly StalePartType[]> {
    const plan = await this.store.read.findOneBy(PlanRow, { id: planId });
    if (plan === null || plan.rejectedReason !== null) return [];
    const rows = await this.store.read.find(OperationRow, {
      where: { planId, status: 'SUPERSEDED', ...(personId === null ? {} : { personId }) },
      order: { personId: 'ASC', ordinal: 'ASC' },
      take: OPERATIONS_READ,
    });
    const personIds = [...new Set(rows.map((row) => row.personId))];
    const parts: StalePartType[] = [];
    for (const id of personIds)
      parts.push(
        await this.part(
          plan,
          rows.filter((row) => row.personId === id),
        ),
      );
    return parts;
  }

  private async part(plan: PlanRow, rows: readonly OperationRow[]): Promise<StalePartType> {
    const personId = rows[0]?.personId ?? '';
    const at = rows.reduce(
      (latest, { finishedAt }) => (finishedAt !== null && finishedAt > latest ? finishedAt : latest),
      plan.createdAt,
    );
    const replacing = await this.replacing(plan, personId, at);
    const decisions = (await this.office.decisionsAbout?.(personId, plan.createdAt, at, DECISIONS_SHOWN)) ?? [];
    return {
      person: { id: personId },
      at,
      changes: [...differences(rows.map(plannedOf), (replacing?.rows ?? []).map(plannedOf))],
      decisions: await Promise.all(decisions.map(({ id }) => this.bases.ofDecision(id))),
      cause: causeOf(replacing?.plan ?? null, decisions[0]?.id ?? null),
      replacedById: replacing?.plan.id ?? null,
      numbers: decisions.map(({ number }) => number),
    };
  }

  /** The plan written in the same transaction, or the stored one whose operations were taken up then. */
  private async replacing(
    plan: PlanRow,
    personId: string,
    at: Date,
  ): Promise<{ readonly plan: PlanRow; readonly rows: readonly OperationRow[] } | null> {
    const rows = (await this.store.read.find(OperationRow, { where: { personId }, order: { ordinal: 'ASC' } })).filter(
      (row) => row.planId !== plan.id,
    );
    const planIds = [...new Set(rows.map((row) => row.planId))];
    const plans = planIds.length === 0 ? [] : await this.store.read.findBy(PlanRow, { id: In(planIds) });
    const takenUp = (id: string): boolean =>
      rows.some(
        (row) => row.planId === id && row.status !== 'SUPERSEDED' && (row.finishedAt === null || row.finishedAt >= at),
      );
    const found =
      plans.find(({ createdAt }) => createdAt.getTime() === at.getTime()) ??
      plans
        .filter(({ id, createdAt, plannedFor }) => createdAt <= at && plannedFor <= at && takenUp(id))
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
    return found === undefined ? null : { plan: found, rows: rows.filter((row) => row.planId === found.id) };
  }
}

function causeOf(plan: PlanRow | null, decisionId: string | null): string | null {
  if (plan === null) return decisionId === null ? null : `decision:${decisionId}`;
  return plan.causeId === null ? plan.causeKind : `${plan.causeKind}:${plan.causeId}`;
}

function plannedOf(row: OperationRow): PlannedOperation {
  return JSON.parse(row.planned) as PlannedOperation;
}
