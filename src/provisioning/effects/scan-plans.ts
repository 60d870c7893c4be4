/**
 * What follows from a scan: one plan of those who lose something by it and one of all others, so that the brake judges
 * what was found as a whole and a loss that waits holds up no correction that takes nothing away.
 */
import { In, MoreThan } from 'typeorm';
import type { Store } from '../../store/store';
import { targetKeyOf } from '../core';
import { lossesOf } from '../core/check';
import type { DueList } from './due';
import { OperationRow } from './operation.entity';
import { OPEN, type PlanStore } from './plan-store';
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
  async correct(scan: TargetScanRow): Promise<void> {
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
    const { plans, store, planStore, due } = this.parts;
    const cause = { kind: 'scan', id: scanId } as const;
    const all = await plans.prepare(personIds, cause);
    const losing = new Set(all.parts.filter((part) => lossesOf(part).length > 0).map((part) => part.personId));
    const groups =
      losing.size === 0 || !all.verdict.needsApproval
        ? [all]
        : [
            await plans.prepare([...losing], cause),
            await plans.prepare(
              personIds.filter((id) => !losing.has(id)),
              cause,
            ),
          ];
    await store.write(async (tx) => {
      for (const group of groups) if (group.parts.length > 0) await planStore.insert(tx, group);
      await due.mark(tx.manager, personIds, cause, tx.now);
    });
  }
}
