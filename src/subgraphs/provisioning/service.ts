/** What people do to accounts, plans and targets. Each is one transaction: facts, audit row, and who is due. */
import { changed, record, type States } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import { emit } from '../../events/outbox';
import { isProtected, PolicyError, type AccountRecord } from '../../provisioning/core';
import {
  isPolicyChange,
  OperationRow,
  PlanRow,
  ShadowRow,
  type CauseKind,
  type Engine,
} from '../../provisioning/effects';
import { chunks } from '../../shared/lists';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { once } from '../identity/face-idempotency';
import { NOBODY_BOUND, PlanApprovals } from './approvals';
import type { ReconcileScope } from './enums.graphql';
import { invalid } from './policy-service';
import type { Scopes } from './scope';
import { planOf } from './translate';
import { readReason } from '../inputs/reason';

const REASON_MAX = 500;
/** Persons marked in one transaction. */
const MARKED_AT_ONCE = 1_000;

export class ProvisioningService {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly scopes: Scopes,
    private readonly approvals: PlanApprovals = new PlanApprovals(store, NOBODY_BOUND),
  ) {}

  /** Lets the operations of a plan be done; only of the plan whose hash was seen, and once enough have approved it. */
  async approvePlan(ctx: Context, planId: string, hash: string): Promise<string> {
    const concerned = await this.concernedByPolicy(planId);
    return this.store.write((tx) =>
      once(ctx, tx, 'approvePlan', { planId, hash }, async () => {
        const { plan, waiting } = await this.waitingPlan(tx, planId);
        if (plan.hash !== hash) throw new Refusal('PLAN_CHANGED', { id: planId }, ['hash']);
        const enough = await this.approvals.add(ctx, tx, planOf(plan));
        const approved = { approvedById: enough ? ctx.signedIn().id : null };
        const states = { before: plan, after: { ...plan, ...approved, approver: ctx.signedIn().id } };
        await this.audit(ctx, tx, 'plan.approve', { kind: 'plan', id: planId }, { hash, enough }, states);
        if (!enough) return planId;
        await tx.manager.update(PlanRow, { id: planId }, approved);
        for (const row of waiting) await this.engine.planStore.setStatus(tx, row, { status: 'PENDING' });
        await this.markDue(
          tx,
          [...new Set(waiting.map((row) => row.personId))],
          plan.causeKind as CauseKind,
          plan.causeId,
        );
        if (isPolicyChange(plan)) await this.engine.policyChanges?.approved(tx, planId, concerned);
        return planId;
      }),
    );
  }

  /** Nothing of the plan is done; what it wanted is not planned again before the next look at those persons. */
  rejectPlan(ctx: Context, planId: string, reason: string): Promise<string> {
    const why = checkReason(reason);
    return this.store.write((tx) =>
      once(ctx, tx, 'rejectPlan', { planId, reason: why }, async () => {
        const { plan, waiting } = await this.waitingPlan(tx, planId);
        await tx.manager.update(PlanRow, { id: planId }, { rejectedReason: why });
        for (const row of waiting)
          await this.engine.planStore.setStatus(tx, row, { status: 'SUPERSEDED', finishedAt: tx.now });
        if (isPolicyChange(plan)) await this.engine.policyChanges?.rejected(tx, planId);
        const states = changed(plan, { rejectedReason: why });
        await this.audit(ctx, tx, 'plan.reject', { kind: 'plan', id: planId }, { reason: why }, states);
        return planId;
      }),
    );
  }

  /**
   * Looks at these persons again. The plan says what follows from stored knowledge; the loop reads the targets afresh.
   * Whom the plan changes something for is due with it. Everybody is by the time of the answer: where they are many,
   * others write in between, and the same call once more goes on where a dying process ended.
   */
  async reconcile(ctx: Context, scope: ReconcileScope, id: string | null): Promise<string> {
    const personIds = await this.scopes.personsIn(scope, id);
    const plan = await this.engine.plans.prepare(personIds, { kind: 'scan', id: null });
    const [first = [], ...others] = chunks(personIds, MARKED_AT_ONCE);
    const planId = await this.store.write((tx) =>
      once(ctx, tx, 'reconcile', { scope, id }, async () => {
        await this.engine.planStore.insert(tx, plan);
        await this.markDue(tx, first, 'scan', null);
        const detail = { scope, id, persons: personIds.length };
        const states = { before: null, after: { hash: plan.hash } };
        await this.audit(ctx, tx, 'reconcile', { kind: 'plan', id: plan.id }, detail, states);
        return plan.id;
      }),
    );
    for (const some of others) await this.store.write((tx) => this.markDue(tx, some, 'scan', null));
    return planId;
  }

  /** A person says whose an account is; from then on it is written like our own. */
  async linkAccount(ctx: Context, targetId: string, nativeId: string, personId: string): Promise<string> {
    await this.engine.targets.require(targetId);
    await this.scopes.requirePerson(personId);
    const account = await this.readLive(targetId, nativeId);
    if (isProtected(this.engine.policy.current(), targetId, account.name))
      throw new Refusal('ACCOUNT_PROTECTED', { account: account.name }, ['nativeId']);
    return this.store.write((tx) =>
      once(ctx, tx, 'linkAccount', { targetId, nativeId, personId }, async () => {
        await this.requireFree(tx, targetId, account, personId);
        const accountId = await this.engine.shadows.upsert(tx, personId, targetId, account, 'linked');
        await this.markDue(tx, [personId], 'link', null);
        const subject = { kind: 'account', id: accountId };
        const states = changed(account, { personId });
        await this.audit(ctx, tx, 'account.link', subject, { targetId, nativeId, personId }, states);
        return accountId;
      }),
    );
  }

  /** The account is nobody's any more until a person links it; at the target it stays as it is. */
  unlinkAccount(ctx: Context, accountId: string, reason: string): Promise<string> {
    const why = checkReason(reason);
    return this.store.write((tx) =>
      once(ctx, tx, 'unlinkAccount', { accountId, reason: why }, async () => {
        const row = await tx.manager.findOneBy(ShadowRow, { id: accountId });
        if (row === null || !row.linked)
          throw new Refusal('NOT_FOUND', { kind: 'account', id: accountId }, ['accountId']);
        const apart = { personId: null, linked: false, situation: 'unlinked', apartSince: tx.now, driftedIn: null };
        await tx.manager.update(ShadowRow, { id: accountId }, apart);
        if (row.personId !== null) await this.markDue(tx, [row.personId], 'link', null);
        const subject = { kind: 'account', id: accountId };
        const detail = { personId: row.personId, reason: why };
        await this.audit(ctx, tx, 'account.unlink', subject, detail, changed(row, apart));
        return accountId;
      }),
    );
  }

  async lockAccess(
    ctx: Context,
    personId: string,
    targetId: string | null,
    reason: string,
    endsAt: Date | null,
  ): Promise<void> {
    const why = checkReason(reason);
    await this.scopes.requirePerson(personId);
    if (targetId !== null) await this.engine.targets.require(targetId);
    await this.store.write((tx) =>
      once(ctx, tx, 'lockAccess', { personId, targetId, reason: why, endsAt }, async () => {
        if (endsAt !== null && endsAt <= tx.now)
          throw new Refusal('INVALID_VALUE', { field: 'endsAt', detail: new Phrase('NOT_IN_FUTURE') }, ['endsAt']);
        const before = await this.engine.locks.held(tx, personId, targetId);
        await this.engine.locks.lock(tx, { personId, targetId, reason: why, endsAt });
        await emit(tx, { topic: 'access', once: null, payload: { kind: 'lock', personId, targetId } });
        await this.markDue(tx, [personId], 'lock', null);
        const subject = { kind: 'person', id: personId };
        const states = { before, after: await this.engine.locks.held(tx, personId, targetId) };
        await this.audit(ctx, tx, 'access.lock', subject, { targetId, reason: why, endsAt }, states);
        return personId;
      }),
    );
  }

  async unlockAccess(ctx: Context, personId: string, targetId: string | null, reason: string): Promise<void> {
    const why = checkReason(reason);
    await this.store.write((tx) =>
      once(ctx, tx, 'unlockAccess', { personId, targetId, reason: why }, async () => {
        const before = await this.engine.locks.held(tx, personId, targetId);
        const ended = await this.engine.locks.unlock(tx, personId, targetId);
        if (ended === 0) throw new Refusal('NOT_FOUND', { kind: 'lock', id: targetId ?? personId }, ['personId']);
        await this.markDue(tx, [personId], 'lock', null);
        const subject = { kind: 'person', id: personId };
        await this.audit(ctx, tx, 'access.unlock', subject, { targetId, reason: why }, { before, after: [] });
        return personId;
      }),
    );
  }

  async pauseTarget(ctx: Context, targetId: string, reason: string): Promise<void> {
    const why = checkReason(reason);
    const target = await this.engine.targets.require(targetId);
    await this.store.write((tx) =>
      once(ctx, tx, 'pauseTarget', { targetId, reason: why }, async () => {
        const states = await this.engine.targets.setPaused(tx, target, true, why);
        await this.audit(ctx, tx, 'target.pause', { kind: 'target', id: targetId }, { reason: why }, states);
        return targetId;
      }),
    );
  }

  /** Whoever has an account there, or something still to be done there, is looked at again. */
  async resumeTarget(ctx: Context, targetId: string): Promise<void> {
    const target = await this.engine.targets.require(targetId);
    await this.store.write((tx) =>
      once(ctx, tx, 'resumeTarget', { targetId }, async () => {
        const states = await this.engine.targets.setPaused(tx, target, false, null);
        // What it holds may have drifted meanwhile: what no decision takes away goes through the brake.
        await this.engine.due.markAt(tx.manager, targetId, { kind: 'scan', id: null }, tx.now);
        await this.audit(ctx, tx, 'target.resume', { kind: 'target', id: targetId }, {}, states);
        return targetId;
      }),
    );
  }

  /** Whom a policy that waits would concern by now: facts go on while it waits. */
  private async concernedByPolicy(planId: string): Promise<readonly string[]> {
    const plan = await this.store.read.findOneBy(PlanRow, { id: planId });
    if (plan === null || !isPolicyChange(plan) || plan.approvedById !== null || plan.rejectedReason !== null) return [];
    try {
      return (await this.engine.policyChanges?.concernedBy(planId)) ?? [];
    } catch (error) {
      // What it builds on may have changed while it waited.
      throw error instanceof PolicyError ? invalid(error.problems) : error;
    }
  }

  private async waitingPlan(
    tx: Tx,
    planId: string,
  ): Promise<{ readonly plan: PlanRow; readonly waiting: readonly OperationRow[] }> {
    const plan = await tx.manager.findOneBy(PlanRow, { id: planId });
    if (plan === null) throw new Refusal('NOT_FOUND', { kind: 'plan', id: planId }, ['planId']);
    const waiting = await tx.manager.findBy(OperationRow, { planId, status: 'WAITING_APPROVAL' });
    if (!plan.needsApproval || plan.approvedById !== null || plan.rejectedReason !== null || waiting.length === 0) {
      throw new Refusal('PLAN_NOT_WAITING', { id: planId }, ['planId']);
    }
    return { plan, waiting };
  }

  private async readLive(targetId: string, nativeId: string): Promise<AccountRecord> {
    const found = await this.engine.readAccount(targetId, nativeId);
    if (found === 'unavailable') throw new Refusal('UNAVAILABLE', { system: targetId });
    if (found === null) throw new Refusal('NOT_FOUND', { kind: 'account', id: nativeId }, ['nativeId']);
    return found;
  }

  /** One account links to at most one person, and a person has one account per target (domain rule 4, invariant 12). */
  private async requireFree(tx: Tx, targetId: string, account: AccountRecord, personId: string): Promise<void> {
    const known = await tx.manager.findOneBy(ShadowRow, { targetId, nativeId: account.nativeId });
    const others = known !== null && known.linked && known.personId !== personId;
    if (others || (account.personId !== null && account.personId !== personId)) {
      throw new Refusal('ACCOUNT_LINKED', { account: account.name }, ['nativeId']);
    }
    const own = await tx.manager.findOneBy(ShadowRow, { targetId, personId, linked: true });
    if (own !== null && own.nativeId !== account.nativeId && own.situation !== 'gone') {
      throw new Refusal('ACCOUNT_EXISTS', { account: own.name, target: targetId }, ['personId']);
    }
  }

  private markDue(tx: Tx, personIds: readonly string[], kind: CauseKind, id: string | null): Promise<void> {
    return this.engine.due.mark(tx.manager, personIds, { kind, id }, tx.now);
  }

  private audit(
    ctx: Context,
    tx: Tx,
    action: string,
    subject: { readonly kind: string; readonly id: string },
    detail: Readonly<Record<string, unknown>>,
    states: States,
  ): Promise<void> {
    return record(tx, { action, subject, ...callerIn(ctx), detail, ...states });
  }
}

export function checkReason(reason: string): string {
  return readReason(reason, REASON_MAX);
}
