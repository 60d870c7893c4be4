/**
 * Which operations are done in a round. What is to be done is compared with what stands in stored plans one operation at
 * a time: one that is the same is that one, with the approval it has. So an approved deletion stays approved when its
 * neighbour at another target failed, was done without our hearing of it, or could not be looked at.
 */
import { newId } from '../../shared/ids';
import { reached } from '../../shared/write-boundary';
import type { Store, Tx } from '../../store/store';
import { check, plan, planHash, unexplainedLosses, type DesiredPerson, type PersonFacts } from '../core';
import type { PlannedOperation } from '../core';
import type { Applier } from './apply';
import type { Claim, DueList } from './due';
import { DOUBT_MS, type Journal } from './journal';
import type { PlanStore, Step } from './plan-store';
import type { PolicyHolder } from './policy-holder';
import { sessionsToCutAgain } from './sessions-again';
import { settled } from './settled';
import type { KnownAccount, ShadowStore } from './shadows';
import { assigned, doublesIn, inOrder, isAgain, isOpen, partOf } from './step-matching';
import type { Seen } from './survey';
import type { Brake } from './verdict';

export interface StepParts {
  readonly store: Store;
  readonly due: DueList;
  readonly plans: PlanStore;
  readonly shadows: ShadowStore;
  readonly journal: Journal;
  readonly applier: Applier;
  readonly brake: Brake;
  readonly policy: PolicyHolder;
}

export class PersonSteps {
  constructor(private readonly parts: StepParts) {}

  /** Operations that a crash left running: nobody knows whether they were applied. They wait like any other, and what is observed decides. */
  async reopen(claim: Claim, open: readonly Step[]): Promise<readonly Step[]> {
    const interrupted = open.filter((step) => step.row.status === 'RUNNING');
    if (interrupted.length > 0) {
      await this.parts.store.write(async (tx) => {
        await this.parts.due.hold(tx, claim);
        for (const step of interrupted) await this.parts.journal.closeInterrupted(tx, step);
      });
      reached('interrupted.closed');
    }
    return open;
  }

  /**
   * Targets that must be looked at although nothing is wanted there and no account is known: a create of which we have not
   * heard may have made one, and its person may have left meanwhile.
   */
  async inDoubt(claim: Claim, open: readonly Step[], at: Date): Promise<readonly string[]> {
    const begun = open.filter((step) => step.row.startedAt !== null).map((step) => step.row.targetId);
    const since = new Date(at.getTime() - DOUBT_MS);
    return [...begun, ...(await this.parts.journal.inDoubt(claim.personId, since))];
  }

  /** The disables that follow from what is known already, and sessions that are still to be cut once more. */
  async closeFirst(
    claim: Claim,
    facts: PersonFacts,
    wanted: DesiredPerson,
    known: readonly KnownAccount[],
    open: readonly Step[],
    paused: ReadonlySet<string>,
    at: Date,
  ): Promise<readonly Step[]> {
    const again = open.filter((step) => isOpen(step) && isAgain(step) && !paused.has(step.row.targetId));
    const operations = plan(wanted, facts, known, this.parts.policy.current(), at).operations.filter(
      (one) => one.kind === 'disable' && !paused.has(one.targetId),
    );
    const { steps, unplanned } = assigned(
      operations,
      open.filter((step) => isOpen(step) && !isAgain(step) && !this.heldUp(claim, step, at)),
    );
    const stale = again.filter((step) =>
      wanted.accounts.some((one) => one.targetId === step.row.targetId && one.status === 'active'),
    );
    const stored =
      unplanned.length > 0 || stale.length > 0
        ? await this.storePlan(claim, unplanned, at, (tx) => this.parts.plans.supersede(tx, stale))
        : [];
    return [...steps, ...stored, ...again.filter((step) => !stale.includes(step))];
  }

  /**
   * What is to be done becomes operations: each that stands in a stored plan is that one, and the rest a new plan. Stored
   * ones that are not wanted any more are superseded; of equal ones all but the first, also at a target that could not
   * be looked at, so that nothing waits for an approval that was given to its like.
   */
  async adopt(
    claim: Claim,
    facts: PersonFacts,
    seen: Seen,
    doable: readonly PlannedOperation[],
    open: readonly Step[],
    judged: ReadonlySet<Step>,
    at: Date,
  ): Promise<readonly Step[]> {
    const { steps, unplanned } = assigned(
      doable,
      open.filter((step) => judged.has(step) && !this.heldUp(claim, step, at)),
    );
    const kept = new Set(steps.map(({ row }) => row));
    const doubles = doublesIn(open);
    const stale = open.filter((step) => (judged.has(step) && !kept.has(step.row)) || doubles.has(step));
    if (unplanned.length + stale.length === 0) return steps;
    const drift = this.driftIn(claim, facts, unplanned, at);
    const rest = unplanned.filter((operation) => !drift.includes(operation));
    const stored = await this.storePlan(claim, rest, at, async (tx) => {
      await this.parts.plans.supersede(tx, stale);
      await this.parts.shadows.note(tx, claim.personId, seen.correlated);
    });
    const asScan = { ...claim, cause: { kind: 'scan', id: null } } as const;
    const apart = drift.length === 0 ? [] : await this.storePlan(asScan, drift, at, () => Promise.resolve());
    return inOrder(doable, [...steps, ...stored, ...apart]);
  }

  /**
   * A day that an accepted decision named justifies what it takes away, and is never held up. What somebody changed
   * behind our back and is found on that occasion is no part of it: it goes through the brake like what a scan finds.
   */
  private driftIn(
    claim: Claim,
    facts: PersonFacts,
    operations: readonly PlannedOperation[],
    at: Date,
  ): readonly PlannedOperation[] {
    if (claim.cause.kind !== 'boundary') return [];
    return unexplainedLosses(partOf(claim, at, operations), facts, this.parts.policy.current());
  }

  /**
   * What a decision took away is never held up (domain rule 10): where it stands in a plan that waits because of what
   * others lose by it, it is done by a plan of its own.
   */
  private heldUp(claim: Claim, { row, planned }: Step, at: Date): boolean {
    if (row.status !== 'WAITING_APPROVAL' || planned.needsApproval) return false;
    const alone = check([partOf(claim, at, [planned])], this.parts.policy.current(), 'scan', new Map(), [], at);
    return alone.netLossOverall > 0 && alone.undecidedLossByTarget.size === 0;
  }

  /** A directory that closed late let cut sessions sign in again meanwhile: they are cut once more. */
  async cutSessionsAgain(
    claim: Claim,
    done: readonly Step[],
    known: readonly KnownAccount[],
    wanted: DesiredPerson,
    at: Date,
  ): Promise<readonly Step[]> {
    const operations = sessionsToCutAgain(claim.personId, done, known, wanted, this.parts.policy.current());
    if (operations.length === 0) return [];
    const steps = await this.storePlan(claim, operations, at, () => Promise.resolve());
    await settled([...this.parts.applier.start(claim, steps, new Set(), new Map()).values()]);
    return steps;
  }

  private async storePlan(
    claim: Claim,
    operations: readonly PlannedOperation[],
    at: Date,
    also: (tx: Tx) => Promise<void>,
  ): Promise<readonly Step[]> {
    const { store, plans, brake, policy, due } = this.parts;
    const parts = [partOf(claim, at, operations)];
    const steps = await store.write(async (tx) => {
      await due.hold(tx, claim);
      await also(tx);
      if (operations.length === 0) return [];
      const verdict = await brake.judge(parts, claim.cause.kind, at, tx.manager);
      return plans.insert(tx, {
        id: newId(tx.now),
        hash: planHash(parts),
        cause: claim.cause,
        policyVersion: policy.current().version,
        plannedFor: at,
        parts,
        verdict,
      });
    });
    if (steps.length > 0) reached('plan.stored');
    return steps;
  }
}
