/** What a reader of a plan wants to know beyond what is written in it: meaning, basis, what waits, who is left out. */
import {
  desired,
  effectsOf,
  plan,
  type Blocked,
  type OperationEffect,
  type PlannedOperation,
} from '../../provisioning/core';
import { OPEN, OperationRow, PlanRow, type Engine } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import { In } from 'typeorm';
import type { Context } from '../identity/face';
import type { Bases } from './basis';
import type { BasisType } from './basis.graphql';
import type { AccountViews } from './account-views';
import { OperationEffectType, WaitKind, type OperationWaitType } from './operation-detail.graphql';
import type { OperationType, PlanType } from './plan.graphql';

export const EFFECTS: Readonly<Record<OperationEffect['effect'], OperationEffectType>> = {
  gain: OperationEffectType.GAIN,
  loss: OperationEffectType.LOSS,
  move: OperationEffectType.MOVE,
  none: OperationEffectType.NONE,
};

/** Clauses that follow from the reason of an operation: accounts end with the office, and are kept for a time. */
const CLAUSES: Readonly<Record<string, readonly number[]>> = {
  inOffice: [45],
  leftOffice: [31],
  noPostInForce: [45],
  moved: [38],
  retention: [31],
  locked: [57],
};
const NO_EFFECT: OperationEffect = { effect: 'none', grants: [] };
/** Operations of one plan that are weighed together; a larger plan has the meaning of each operation by itself. */
const PLAN_OPERATIONS_MAX = 20_000;
const PERSONS_MAX = 1_000;

export interface BlockedOne extends Blocked {
  readonly personId: string;
}

export class PlanDetail {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
    private readonly views: AccountViews,
    private readonly bases: Bases,
    private readonly clock: Clock,
  ) {}

  async effect(ctx: Context, operation: OperationType): Promise<OperationEffect> {
    if (operation.preview !== null) return operation.preview.effectOf(operation.planned) ?? NO_EFFECT;
    const effects = await ctx
      .loader<string, ReadonlyMap<string, OperationEffect>>('provisioning:effects', (ids) =>
        Promise.all(ids.map((id) => this.effectsOfPlan(id))),
      )
      .load(operation.planId ?? '');
    return effects.get(operation.id) ?? effectsOf([operation.planned])[0] ?? NO_EFFECT;
  }

  async basis(ctx: Context, operation: OperationType): Promise<BasisType[]> {
    const { planned } = operation;
    const stored = operation.planId === null ? null : await this.planRow(ctx, operation.planId);
    const policyVersion = stored?.policyVersion ?? operation.preview?.preview.plan.policyVersion ?? '';
    const clauses = CLAUSES[planned.reason] ?? [];
    if (planned.basis.length > 0)
      return Promise.all(planned.basis.map((one) => this.bases.of({ ...one, policyVersion }, clauses)));
    const none = { id: null, basis: null, policyLine: null, policyVersion };
    if (planned.reason === 'locked') return [await this.bases.of({ ...none, by: 'lock' }, clauses)];
    if (operation.preview !== null) return [await this.bases.of({ ...none, by: 'decision' }, clauses)];
    if (stored?.causeKind !== 'decision' || stored.causeId === null)
      return clauses.length === 0 ? [] : [await this.bases.of({ ...none, by: 'policy' }, clauses)];
    const basis = { decisionId: stored.causeId, line: 0 };
    return [{ ...(await this.bases.of({ ...none, by: 'decision', id: stored.causeId, basis }, clauses)), line: null }];
  }

  /** In the order in which they must come true; empty once it is done or under way. */
  async waits(ctx: Context, operation: OperationType): Promise<OperationWaitType[]> {
    if (!['PENDING', 'WAITING_RETRY', 'WAITING_APPROVAL', 'WAITING_PERSON'].includes(operation.status)) return [];
    const stored = operation.planId === null ? null : await this.planRow(ctx, operation.planId);
    const shown = stored ?? operation.preview?.preview.plan ?? null;
    const target = await this.views.target(ctx, operation.targetId);
    const none = { on: null, until: null, detail: null };
    const waits: OperationWaitType[] = [];
    if (operation.status === 'WAITING_APPROVAL' || (operation.preview !== null && operation.planned.needsApproval))
      waits.push({ ...none, kind: WaitKind.APPROVAL, on: operation.planId });
    if (shown !== null && shown.plannedFor > this.clock.now())
      waits.push({ ...none, kind: WaitKind.EFFECTIVE_DAY, until: shown.plannedFor });
    for (const on of await this.opensFirst(ctx, operation)) waits.push({ ...none, kind: WaitKind.CREATE_AFTER, on });
    if (target?.paused)
      waits.push({ ...none, kind: WaitKind.TARGET_PAUSED, on: target.id, detail: target.pauseReason });
    else if (target?.health === 'down') waits.push({ ...none, kind: WaitKind.TARGET_DOWN, on: target.id });
    if (operation.status === 'WAITING_RETRY')
      waits.push({ ...none, kind: WaitKind.RETRY, on: operation.targetId, until: operation.retryAt });
    if (operation.status === 'WAITING_PERSON') waits.push({ ...none, kind: WaitKind.PERSON, on: operation.targetId });
    return waits;
  }

  /** Accounts that the plan's persons should have and that nobody may write; as planned for a preview, else as known now. */
  async blocked(shown: PlanType): Promise<readonly BlockedOne[]> {
    if (shown.preview !== null)
      return shown.preview.preview.blocked.flatMap(({ personId, blocked }) =>
        blocked.map((one) => ({ ...one, personId })),
      );
    if (shown.cause === '' || shown.approvedBy !== null || shown.rejectedReason !== null) return [];
    const policy = this.engine.policy.current();
    const at = shown.plannedFor > this.clock.now() ? shown.plannedFor : this.clock.now();
    const personIds = await this.personsConcerned(shown);
    const facts = await this.engine.locks.complete(await this.office.facts(personIds));
    const known = await this.engine.shadows.ofPersons(personIds);
    return facts.flatMap((one) =>
      (plan(desired(one, policy, at), one, known.get(one.personId) ?? [], policy, at).blocked ?? []).map((blocked) => ({
        ...blocked,
        personId: one.personId,
      })),
    );
  }

  planRow(ctx: Context, planId: string): Promise<PlanRow | null> {
    return ctx
      .loader<string, PlanRow | null>('provisioning:plan', async (ids) => {
        const rows = new Map((await this.store.read.findBy(PlanRow, { id: In([...ids]) })).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id) ?? null);
      })
      .load(planId);
  }

  private async effectsOfPlan(planId: string): Promise<ReadonlyMap<string, OperationEffect>> {
    const rows = await this.store.read.find(OperationRow, {
      where: { planId },
      order: { ordinal: 'ASC' },
      select: { id: true, planned: true },
      take: PLAN_OPERATIONS_MAX,
    });
    const effects = effectsOf(rows.map((row) => JSON.parse(row.planned) as PlannedOperation));
    return new Map(rows.map((row, index) => [row.id, effects[index] ?? NO_EFFECT]));
  }

  /** Of the targets that must be opened first, those that are not open yet. */
  private async opensFirst(ctx: Context, operation: OperationType): Promise<readonly string[]> {
    const { waitsFor, personId } = operation.planned;
    if (waitsFor.length === 0 || operation.planId === null) return waitsFor;
    const rows = await ctx
      .loader<string, readonly OperationRow[]>('provisioning:open-operations', async (ids) => {
        const all = await this.store.read.findBy(OperationRow, { personId: In([...ids]), status: In([...OPEN]) });
        return ids.map((id) => all.filter((row) => row.personId === id));
      })
      .load(personId);
    return waitsFor.filter((targetId) =>
      rows.some((row) => row.targetId === targetId && (row.kind === 'create' || row.kind === 'enable')),
    );
  }

  private async personsConcerned({ id, cause }: PlanType): Promise<readonly string[]> {
    const affected = cause.startsWith('decision:') ? ((await this.office.decision(id))?.affectedPersonIds ?? []) : [];
    const rows = await this.store.read
      .createQueryBuilder(OperationRow, 'operation')
      .select('DISTINCT operation.personId', 'personId')
      .where('operation.planId = :id', { id })
      .limit(PERSONS_MAX)
      .getRawMany<{ personId: string }>();
    return [...new Set([...affected, ...rows.map((row) => row.personId)])].slice(0, PERSONS_MAX);
  }
}
