/**
 * How many must approve a plan, and whether those who did are enough people. Deleting accounts cannot be made good, so
 * it takes two; everything else takes one.
 */
import type { EntityManager } from 'typeorm';
import { Refusal } from '../../errors/refusal';
import { PlanApprovalRow } from '../../provisioning/effects';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';
import type { PlanType } from './plan.graphql';

/** What this room must know of those who act; identity answers it. */
export interface ActingPeople {
  /** Whether a person has a role of the whole city. */
  isBound(personId: string): Promise<boolean>;
  /** Whether two who acted, each as `person:ID` or `client:ID`, count as one. */
  isOneHand(manager: EntityManager, first: string, second: string, now: Date): Promise<boolean>;
}

export const NOBODY_BOUND: ActingPeople = {
  isBound: () => Promise.resolve(false),
  isOneHand: (_, first, second) => Promise.resolve(first === second),
};

const APPROVALS_TO_DELETE = 2;

/** Of the plan as it was stored: what became of a part of it meanwhile makes nobody's second look needless. */
export function approvalsNeeded(plan: {
  readonly needsApproval: boolean;
  readonly summary: { readonly delete: number };
}): number {
  if (!plan.needsApproval) return 0;
  return plan.summary.delete > 0 ? APPROVALS_TO_DELETE : 1;
}

export class PlanApprovals {
  constructor(
    private readonly store: Store,
    private readonly people: ActingPeople,
  ) {}

  /** Counts the caller's approval; true once there are enough. Refused to whoever approved it before. */
  async add(ctx: Context, tx: Tx, plan: PlanType): Promise<boolean> {
    const { kind, id } = ctx.signedIn();
    const approver = `${kind}:${id}`;
    const before = await tx.manager.findBy(PlanApprovalRow, { planId: plan.id });
    for (const one of before) {
      if (await this.people.isOneHand(tx.manager, one.approver, approver, tx.now))
        throw new Refusal('SECOND_PERSON_NEEDED', {}, ['planId']);
    }
    await tx.manager.insert(PlanApprovalRow, { planId: plan.id, approver, approvedAt: tx.now });
    return before.length + 1 >= approvalsNeeded(plan);
  }

  /** In the order in which they were given. */
  of(planId: string): Promise<readonly PlanApprovalRow[]> {
    return this.store.read.find(PlanApprovalRow, { where: { planId }, order: { approvedAt: 'ASC', approver: 'ASC' } });
  }
}
