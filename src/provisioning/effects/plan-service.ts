/**
 * Plans of decisions, computed from stored knowledge: what a preview shows, what a recorded decision answers with, and
 * what the loop compares with before it writes. The same functions of the same data, so that the hashes agree.
 */
import { In, Not } from 'typeorm';
import {
  causedOf,
  desired,
  plan,
  planHash,
  summarise,
  type Blocked,
  type CheckResult,
  type PersonFacts,
  type PersonPlan,
  type PlannedOperation,
  type Policy,
} from '../core';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import { newId } from '../../shared/ids';
import { chunks } from '../../shared/lists';
import type { Logger } from '../../shared/logger';
import { reached } from '../../shared/write-boundary';
import type { Store } from '../../store/store';
import type { AnnulmentInput, Asker, OfficeReader, OfficeUnderDecision } from '../office-reader';
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
  /**
   * Who receives what is left, by the appointment that ends; null for the queue of the unit’s records clerks. Absent
   * where no decision ends any.
   */
  readonly receivers?: ReadonlyMap<string, string | null>;
  /** True when it takes away more than the brake allows: recording it then needs this hash. */
  readonly exceedsBrake: boolean;
  /** The limits that it exceeds. */
  readonly exceeded: CheckResult['exceeded'];
}

/** What the author of a decision must have seen, and whether they must. */
export interface SeenHash {
  readonly hash: string;
  readonly exceedsBrake: boolean;
  readonly netLoss: number;
  /** `mail 31 (20), 55 (50)`: target, losses, limit; without a target over all of them. */
  readonly exceeded: string;
}

const FACTS_MAX = 1_000;
const ANNOUNCED_MAX = 500;
/** A plan that cannot be computed is tried again after this long; so many are remembered. */
const PUT_OFF_MS = 60_000;
const PUT_OFF_MAX = 500;

interface Computed {
  readonly parts: readonly PersonPlan[];
  readonly hash: string;
  readonly verdict: CheckResult;
}

export class PlanService {
  /** By plan: when it is tried again. They stand in nobody's way until then. */
  private readonly putOff = new Map<string, Date>();

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
    const { affectedPersonIds, closed } = decision;
    const { facts } = await this.keepers.with(await this.factsOf(affectedPersonIds), at, { closed });
    const computed = await this.compute(facts, 'decision', at);
    const cause: Cause = { kind: 'decision', id: decisionId };
    await this.keep(decisionId, computed, cause, at);
    return this.store.read.findOneBy(PlanRow, { id: decisionId });
  }

  /** Computes the plans of decisions that were recorded and not planned yet; the loop does so before it writes anything. */
  async computeAnnounced(): Promise<void> {
    const now = this.clock.now();
    for (const [id, again] of this.putOff) if (again <= now) this.putOff.delete(id);
    const announced = await this.store.read.find(PlanRow, {
      where: { hash: '', ...(this.putOff.size > 0 && { id: Not(In([...this.putOff.keys()])) }) },
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
        if (this.putOff.size < PUT_OFF_MAX) this.putOff.set(id, new Date(now.getTime() + PUT_OFF_MS));
      }
    }
  }

  /** What recording this decision now would do. Refused with the codes with which recording would be refused. */
  async preview(input: unknown, asker: Asker): Promise<Preview> {
    return this.under(await this.office.factsUnder(input, asker), asker);
  }

  /** What annulling a decision now would do; refused as annulling it would be. */
  async previewAnnulment(annulment: AnnulmentInput, asker: Asker): Promise<Preview> {
    if (this.office.factsUnderAnnulment === undefined) throw new Error('this office previews no annulment');
    return this.under(await this.office.factsUnderAnnulment(annulment, asker), asker);
  }

  private async under(under: OfficeUnderDecision, { mayConcern }: Asker): Promise<Preview> {
    if (mayConcern !== undefined && !mayConcern(under)) throw new Refusal('FORBIDDEN', { permission: 'plan:read' });
    const now = this.clock.now();
    const at = later(now, under.effectiveAt);
    const { facts, receivers } = await this.keepers.with(await this.locks.complete(under.after), at, under);
    const { parts, hash } = await this.compute(facts, 'decision', at);
    const verdict = await this.weigh(parts, under, at);
    const operations = parts.flatMap((part) => part.operations.filter((operation) => operation.kind !== 'noop'));
    const summary: StoredSummary = { ...summarise(parts), undecidedLoss: {} };
    return {
      operations,
      blocked: parts.flatMap(({ personId, blocked = [] }) => (blocked.length === 0 ? [] : [{ personId, blocked }])),
      receivers,
      exceedsBrake: verdict.exceedsBrake,
      exceeded: verdict.exceeded,
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

  /** What falls due for the same persons until that day by other decisions is not weighed: they may be many by then. */
  private async weigh(parts: readonly PersonPlan[], under: OfficeUnderDecision, at: Date): Promise<CheckResult> {
    const verdict = await this.brake.weigh(parts, 'decision', at);
    if (!verdict.exceedsBrake) return verdict;
    const { facts } = await this.keepers.with(await this.locks.complete(under.before), at, {});
    const otherwise = await this.compute(facts, 'decision', at);
    return this.brake.weigh(causedOf(parts, otherwise.parts), 'decision', at);
  }

  /** The hash that a decision must carry as `previewHash`, and whether it must. */
  async hashOf(input: unknown, asker: Asker): Promise<SeenHash> {
    return seenHash(await this.preview(input, asker));
  }

  async hashOfAnnulment(annulment: AnnulmentInput, asker: Asker): Promise<SeenHash> {
    return seenHash(await this.previewAnnulment(annulment, asker));
  }

  /**
   * A plan for these persons from another cause, to be stored by the caller: a reconciliation that somebody asked for.
   * Who they are is read page by page, and kept only where there is something to do.
   */
  async prepare(
    personIds: readonly string[],
    cause: { readonly kind: CauseKind; readonly id: string | null },
  ): Promise<NewPlan> {
    await this.policy.refresh?.();
    const policy = this.policy.current();
    const at = this.clock.now();
    const parts: PersonPlan[] = [];
    for (const some of chunks(personIds, FACTS_MAX)) {
      parts.push(...(await this.partsOf(await this.factsOf(some), policy, at)));
      await breathe();
    }
    const computed = await this.judged(parts.sort(byPerson), cause.kind, at);
    return { id: newId(at), cause, policyVersion: policy.version, plannedFor: at, ...computed };
  }

  private async keep(id: string, { parts, hash, verdict }: Computed, cause: Cause, at: Date): Promise<void> {
    const policyVersion = this.policy.current().version;
    await this.store.write((tx) =>
      this.plans.insert(tx, { id, hash, cause, policyVersion, plannedFor: at, parts, verdict }),
    );
    reached('plan.stored');
  }

  private async compute(facts: readonly PersonFacts[], cause: CauseKind, at: Date): Promise<Computed> {
    await this.policy.refresh?.();
    const parts = await this.partsOf(facts, this.policy.current(), at);
    return this.judged([...parts].sort(byPerson), cause, at);
  }

  /** The plans of those for whom there is something to do, or to say. */
  private async partsOf(facts: readonly PersonFacts[], policy: Policy, at: Date): Promise<readonly PersonPlan[]> {
    const known = await this.shadows.ofPersons(facts.map((one) => one.personId));
    return facts
      .map((one) => plan(desired(one, policy, at), one, known.get(one.personId) ?? [], policy, at))
      .filter(
        (part) => part.operations.some((operation) => operation.kind !== 'noop') || (part.blocked ?? []).length > 0,
      );
  }

  private async judged(parts: readonly PersonPlan[], cause: CauseKind, at: Date): Promise<Computed> {
    return { parts, hash: planHash(parts), verdict: await this.brake.judge(parts, cause, at) };
  }

  private async factsOf(personIds: readonly string[]): Promise<readonly PersonFacts[]> {
    const all: PersonFacts[] = [];
    for (const some of chunks(personIds, FACTS_MAX))
      all.push(...(await this.locks.complete(await this.office.facts(some))));
    return all;
  }
}

function seenHash({ plan: shown, exceedsBrake, exceeded }: Preview): SeenHash {
  return {
    hash: shown.hash,
    exceedsBrake,
    netLoss: (JSON.parse(shown.summary) as StoredSummary).netLoss,
    exceeded: exceeded.map(({ targetId, losses, limit }) => `${targetId ?? ''} ${losses} (${limit})`.trim()).join(', '),
  };
}

function byPerson(a: PersonPlan, b: PersonPlan): number {
  return a.personId < b.personId ? -1 : 1;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
