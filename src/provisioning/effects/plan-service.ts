/**
 * Plans of decisions, computed from stored knowledge: what a preview shows, what a recorded decision answers with, and
 * what the loop compares with before it writes. The same functions of the same data, so that the hashes agree.
 */
import {
  desired,
  plan,
  planHash,
  summarise,
  type Blocked,
  type CheckResult,
  type PersonFacts,
  type PersonPlan,
  type PlannedOperation,
} from '../core';
import type { Clock } from '../../shared/clock';
import { newId } from '../../shared/ids';
import type { Logger } from '../../shared/logger';
import { reached } from '../../shared/write-boundary';
import type { Store } from '../../store/store';
import type { OfficeFacts, OfficeReader } from '../office-reader';
import { breathe } from './breathe';
import type { Cause, CauseKind } from './due';
import type { PlannedKeepers } from './handover-preview';
import type { AccessLocks } from './locks';
import { PlanRow } from './plan.entity';
import type { NewPlan, PlanStore, StoredSummary } from './plan-store';
import type { PolicyHolder } from './policy-holder';
import type { ShadowStore } from './shadows';
import type { Brake } from './verdict';

/** A plan that is shown and not kept; its id is `preview`. */
export interface Preview {
  readonly plan: PlanRow;
  readonly operations: readonly PlannedOperation[];
  /** Whose accounts could not be written, and which. */
  readonly blocked: readonly { readonly personId: string; readonly blocked: readonly Blocked[] }[];
  /** The persons whom it concerns, as they would be. */
  readonly concerned: readonly OfficeFacts[];
  /**
   * Who receives what is left, by the appointment that ends; null for the queue of the unit’s records clerks. Absent
   * where no decision ends any.
   */
  readonly receivers?: ReadonlyMap<string, string | null>;
  /** True when it takes away more than the brake allows: recording it then needs this hash. */
  readonly exceedsBrake: boolean;
}

const FACTS_MAX = 1_000;
const ANNOUNCED_MAX = 500;

interface Computed {
  readonly parts: readonly PersonPlan[];
  readonly hash: string;
  readonly verdict: CheckResult;
}

export class PlanService {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly office: OfficeReader,
    private readonly policy: PolicyHolder,
    private readonly locks: AccessLocks,
    private readonly shadows: ShadowStore,
    private readonly plans: PlanStore,
    private readonly brake: Brake,
    private readonly keepers: PlannedKeepers,
    private readonly logger: Logger,
  ) {}

  /** The plan of a recorded decision, computed once; null when there is no such decision. */
  async forDecision(decisionId: string): Promise<PlanRow | null> {
    const known = await this.store.read.findOneBy(PlanRow, { id: decisionId });
    if (known !== null && known.hash !== '') return known;
    const decision = await this.office.decision(decisionId);
    if (decision === null) return null;
    const at = later(this.clock.now(), decision.effectiveAt);
    const { facts } = await this.keepers.with(await this.factsOf(decision.affectedPersonIds), at);
    const computed = await this.compute(facts, 'decision', at);
    const cause: Cause = { kind: 'decision', id: decisionId };
    await this.keep(decisionId, computed, cause, at);
    return this.store.read.findOneBy(PlanRow, { id: decisionId });
  }

  /** Computes the plans of decisions that were recorded and not planned yet; the loop does so before it writes anything. */
  async computeAnnounced(): Promise<void> {
    const announced = await this.store.read.find(PlanRow, {
      where: { hash: '' },
      order: { createdAt: 'ASC' },
      take: ANNOUNCED_MAX,
    });
    for (const { id } of announced) {
      await breathe();
      try {
        await this.forDecision(id);
      } catch (error) {
        // A plan that cannot be shown must not keep anybody's access open: the loop works from the facts.
        this.logger.error({ err: error, planId: id }, 'the plan of a decision could not be computed');
      }
    }
  }

  /** What recording this decision now would do. Refused with the codes with which recording would be refused. */
  async preview(input: unknown, asker: { readonly personId: string | null }): Promise<Preview> {
    const under = await this.office.factsUnder(input, asker);
    const now = this.clock.now();
    const at = later(now, under.effectiveAt);
    const { facts, receivers } = await this.keepers.with(await this.locks.complete(under.after), at, under.keepings);
    const { parts, hash } = await this.compute(facts, 'decision', at);
    const verdict = await this.brake.weigh(parts, 'decision', at);
    const operations = parts.flatMap((part) => part.operations.filter((operation) => operation.kind !== 'noop'));
    const summary: StoredSummary = { ...summarise(parts), undecidedLoss: {} };
    return {
      operations,
      blocked: parts.flatMap(({ personId, blocked = [] }) => (blocked.length === 0 ? [] : [{ personId, blocked }])),
      concerned: under.after,
      receivers,
      exceedsBrake: verdict.exceedsBrake,
      plan: {
        id: 'preview',
        hash,
        causeKind: 'decision',
        causeId: null,
        policyVersion: this.policy.current().version,
        createdAt: now,
        plannedFor: at,
        needsApproval: verdict.needsApproval,
        approvedById: null,
        rejectedReason: null,
        complete: true,
        applyable: parts.every((part) => (part.blocked ?? []).length === 0),
        summary: JSON.stringify(summary),
      },
    };
  }

  /** The hash that a decision must carry as `previewHash`, and whether it must. */
  async hashOf(
    input: unknown,
    asker: { readonly personId: string | null },
  ): Promise<{ readonly hash: string; readonly exceedsBrake: boolean }> {
    const { plan: shown, exceedsBrake } = await this.preview(input, asker);
    return { hash: shown.hash, exceedsBrake };
  }

  /** A plan for these persons from another cause, to be stored by the caller: a reconciliation that somebody asked for. */
  async prepare(
    personIds: readonly string[],
    cause: { readonly kind: CauseKind; readonly id: string | null },
  ): Promise<NewPlan> {
    const at = this.clock.now();
    const computed = await this.compute(await this.factsOf(personIds), cause.kind, at);
    return { id: newId(at), cause, policyVersion: this.policy.current().version, plannedFor: at, ...computed };
  }

  private async keep(id: string, { parts, hash, verdict }: Computed, cause: Cause, at: Date): Promise<void> {
    const policyVersion = this.policy.current().version;
    await this.store.write((tx) =>
      this.plans.insert(tx, { id, hash, cause, policyVersion, plannedFor: at, parts, verdict }),
    );
    reached('plan.stored');
  }

  private async compute(facts: readonly PersonFacts[], cause: CauseKind, at: Date): Promise<Computed> {
    const policy = this.policy.current();
    const known = await this.shadows.ofPersons(facts.map((one) => one.personId));
    const parts = [...facts]
      .sort((a, b) => (a.personId < b.personId ? -1 : 1))
      .map((one) => plan(desired(one, policy, at), one, known.get(one.personId) ?? [], policy, at))
      .filter(
        (part) => part.operations.some((operation) => operation.kind !== 'noop') || (part.blocked ?? []).length > 0,
      );
    return { parts, hash: planHash(parts), verdict: await this.brake.judge(parts, cause, at) };
  }

  private async factsOf(personIds: readonly string[]): Promise<readonly PersonFacts[]> {
    const all: PersonFacts[] = [];
    for (let start = 0; start < personIds.length; start += FACTS_MAX) {
      all.push(...(await this.locks.complete(await this.office.facts(personIds.slice(start, start + FACTS_MAX)))));
    }
    return all;
  }
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
