/**
 * What follows from a scan: the brake judges what was found as a whole. Where it holds, those who lose something that no
 * decision took away are a plan of their own: what takes nothing away, and what was decided, waits for nobody.
 */
import { In, MoreThan } from 'typeorm';
import type { Store, Tx } from '../../store/store';
import { check, targetKeyOf } from '../core';
import type { Cause, DueList } from './due';
import { OperationRow } from './operation.entity';
import { OPEN } from './operation-status';
import type { NewPlan, PlanStore } from './plan-store';
import type { PlanService } from './plan-service';
import type { PolicyHolder } from './policy-holder';
import { ShadowRow } from './shadow.entity';
import type { TargetScanRow } from './target-scan.entity';
import type { Targets } from './targets';

/** Persons of one plan, which is as much as a person can be asked to approve. */
const PERSONS_PER_PLAN = 1_000;
const PLANS_MAX = 1_000;

export interface ScanPlansParts {
  readonly store: Store;
  readonly policy: PolicyHolder;
  readonly plans: PlanService;
  readonly planStore: PlanStore;
  readonly due: DueList;
  readonly targets: Targets;
}

export class ScanPlans {
  constructor(private readonly parts: ScanPlansParts) {}

  /** Plans the corrections of what a scan found, where the policy corrects and the target may be written. */
  async correct(scan: Pick<TargetScanRow, 'id' | 'targetId'>): Promise<void> {
    const { store, policy, targets } = this.parts;
    const rule = policy.current().drift?.[targetKeyOf(scan.targetId)] ?? 'correct';
    if (rule === 'report' || !(await targets.mayWrite(scan.targetId))) return;
    let after = '';
    for (let turn = 0; turn < PLANS_MAX; turn += 1) {
      const rows = await store.read.find(ShadowRow, {
        where: { driftedIn: scan.id, id: MoreThan(after) },
        order: { id: 'ASC' },
        take: PERSONS_PER_PLAN,
      });
      if (rows.length === 0) return;
      after = rows.at(-1)!.id;
      const personIds = [...new Set(rows.flatMap((row) => row.personId ?? []))];
      await this.plan(await this.idle(personIds, scan.targetId), scan.id);
    }
  }

  /** Persons for whom nothing is under way there: what was planned already is not planned again. */
  private async idle(personIds: readonly string[], targetId: string): Promise<readonly string[]> {
    const open = await this.parts.store.read.find(OperationRow, {
      where: { personId: In([...personIds]), targetId, status: In([...OPEN]) },
      select: { id: true, personId: true },
    });
    const busy = new Set(open.map((row) => row.personId));
    return personIds.filter((id) => !busy.has(id));
  }

  private async plan(personIds: readonly string[], scanId: string): Promise<void> {
    if (personIds.length === 0) return;
    const cause = { kind: 'scan', id: scanId } as const;
    const plans = await this.prepare(personIds, cause);
    await this.parts.store.write((tx) => this.keep(tx, plans, personIds, cause));
  }

  /** At most two plans: who loses something that no decision took, where that must wait, and everybody else. */
  async prepare(personIds: readonly string[], cause: Cause): Promise<readonly NewPlan[]> {
    const { plans, policy } = this.parts;
    const all = await plans.prepare(personIds, cause);
    if (!all.verdict.needsApproval) return [all];
    const held = new Set(
      all.parts
        .filter(
          (part) => check([part], policy.current(), 'scan', new Map(), [], part.at).undecidedLossByTarget.size > 0,
        )
        .map((part) => part.personId),
    );
    const others = all.parts.map((part) => part.personId).filter((id) => !held.has(id));
    return others.length === 0 ? [all] : [await plans.prepare([...held], cause), await plans.prepare(others, cause)];
  }

  /** Stores the plans, and marks everybody to be looked at; ids of the plans that say something. */
  async keep(
    tx: Tx,
    plans: readonly NewPlan[],
    personIds: readonly string[],
    cause: Cause,
  ): Promise<readonly string[]> {
    const telling = plans.filter((one) => one.parts.length > 0);
    for (const one of telling) await this.parts.planStore.insert(tx, one);
    await this.parts.due.mark(tx.manager, personIds, cause, tx.now);
    return telling.map((one) => one.id);
  }
}
