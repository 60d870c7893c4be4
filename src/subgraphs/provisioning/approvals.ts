/**
 * How many must approve a plan, and whether those who did are enough people. Deleting accounts cannot be made good, so
 * it takes two; everything else takes one.
 */
import type { EntityManager } from 'typeorm';
import { Refusal } from '../../errors/refusal';
import { PlanApprovalRow, type OperationRow } from '../../provisioning/effects';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';

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

export const APPROVALS_TO_DELETE = 2;

export class PlanApprovals {
  constructor(
    private readonly store: Store,
    private readonly people: ActingPeople,
  ) {}

  /** Counts the caller's approval; true once there are enough. Refused to whoever approved it before. */
  async add(ctx: Context, tx: Tx, planId: string, waiting: readonly Pick<OperationRow, 'kind'>[]): Promise<boolean> {
    const { kind, id } = ctx.signedIn();
    const approver = `${kind}:${id}`;
    const before = await tx.manager.findBy(PlanApprovalRow, { planId });
    for (const one of before) {
      if (await this.people.isOneHand(tx.manager, one.approver, approver, tx.now))
        throw new Refusal('SECOND_PERSON_NEEDED', {}, ['planId']);
    }
    await tx.manager.insert(PlanApprovalRow, { planId, approver, approvedAt: tx.now });
    const needed = waiting.some((operation) => operation.kind === 'delete') ? APPROVALS_TO_DELETE : 1;
    return before.length + 1 >= needed;
  }

  /** In the order in which they were given. */
  of(planId: string): Promise<readonly PlanApprovalRow[]> {
    return this.store.read.find(PlanApprovalRow, { where: { planId }, order: { approvedAt: 'ASC', approver: 'ASC' } });
  }
}
