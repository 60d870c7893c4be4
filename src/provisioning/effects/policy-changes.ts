/**
 * What a change of the policy would do to everybody, and doing it through the brake. The whole city is planned under
 * both policies and what differs is one plan, so that the brake judges the change as a whole, by the limits in force
 * before it. Below the brake the policy is in force at once; above it, once its plan is approved: until then nothing is
 * planned by it, so no decision that comes meanwhile can carry a part of it out.
 */
import { In } from 'typeorm';
import type { Clock } from '../../shared/clock';
import { newId } from '../../shared/ids';
import type { Store, Tx } from '../../store/store';
import { desired, plan, planHash, samePart, summarise, type CheckResult, type PersonPlan, type Policy } from '../core';
import { canonical, sha256 } from '../core/canonical';
import type { OfficeReader } from '../office-reader';
import { breathe } from './breathe';
import type { DueList } from './due';
import type { AccessLocks } from './locks';
import { OperationRow } from './operation.entity';
import { PlanRow } from './plan.entity';
import type { Preview } from './plan-service';
import type { NewPlan, PlanStore, StoredSummary } from './plan-store';
import { PolicyVersionRow } from './policy-version.entity';
import type { EffectivePolicy, PolicyVersions } from './policy-versions';
import type { ShadowStore } from './shadows';
import type { Brake } from './verdict';

export interface PolicyChangesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly office: OfficeReader;
  readonly due: DueList;
  readonly locks: AccessLocks;
  readonly shadows: ShadowStore;
  readonly planStore: PlanStore;
  readonly brake: Brake;
  readonly versions: PolicyVersions;
}

/** What would be different for whom. */
export interface PolicyDifference {
  /** Version of the policy in force with which it was compared. */
  readonly from: string;
  readonly effective: EffectivePolicy;
  /** Of the new policy and of what it changes: applying it wants this. */
  readonly hash: string;
  readonly at: Date;
  /** The plans of those for whom something is different. */
  readonly parts: readonly PersonPlan[];
  readonly verdict: CheckResult;
  /** The same as a plan that is shown and not kept. */
  readonly preview: Preview;
}

export interface NewPolicy {
  /** Whose extension it is; null for the city's policy. */
  readonly unitId: string | null;
  readonly text: string;
}

const PAGE = 1_000;
const PAGES_MAX = 10_000;

export class PolicyChanges {
  constructor(private readonly parts: PolicyChangesParts) {}

  /** @throws PolicyError when the text is no policy. */
  async difference({ unitId, text }: NewPolicy, file: string): Promise<PolicyDifference> {
    const { versions, brake, clock } = this.parts;
    await versions.refresh();
    const current = versions.current();
    const effective = versions.with(unitId, text, file);
    const at = clock.now();
    const parts = await this.differing(current, effective.policy, at);
    const verdict = await brake.weigh(parts, 'policy', at);
    const hash = sha256(canonical({ version: effective.policy.version, plan: planHash(parts) }));
    const found = { from: current.version, effective, hash, at, parts, verdict };
    return { ...found, preview: previewed(found) };
  }

  /** Stores the text and its plan; below the brake it is in force when the transaction commits. Gives the row's id. */
  async record(tx: Tx, { unitId, text }: NewPolicy, recordedById: string, known: PolicyDifference): Promise<string> {
    const { planStore, versions, due } = this.parts;
    const row: PolicyVersionRow = {
      id: newId(tx.now),
      unitId,
      version: known.effective.policy.version,
      text,
      status: 'waiting',
      recordedById,
      recordedAt: tx.now,
      appliedAt: null,
    };
    await this.replaceWaiting(tx, unitId);
    await tx.manager.insert(PolicyVersionRow, row);
    await planStore.insert(tx, planOf(row.id, known));
    if (known.verdict.needsApproval) return row.id;
    await versions.apply(tx, row);
    await due.mark(tx.manager, personsOf(known.parts), { kind: 'policy', id: row.id }, tx.now);
    return row.id;
  }

  /**
   * Its plan was approved: from now on it is in force. Facts may have changed since it was planned, so whoever it would
   * concern now is due as well; what nobody approved of that is judged by the brake again.
   */
  async approved(tx: Tx, versionId: string, concernedNow: readonly string[]): Promise<void> {
    const row = await tx.manager.findOneByOrFail(PolicyVersionRow, { id: versionId });
    await this.parts.versions.apply(tx, row);
    await this.parts.due.mark(tx.manager, concernedNow, { kind: 'policy', id: versionId }, tx.now);
  }

  async rejected(tx: Tx, versionId: string): Promise<void> {
    await tx.manager.update(PolicyVersionRow, { id: versionId, status: 'waiting' }, { status: 'rejected' });
  }

  /** Whom a stored text would concern now. */
  async concernedBy(versionId: string): Promise<readonly string[]> {
    const row = await this.parts.store.read.findOneByOrFail(PolicyVersionRow, { id: versionId });
    return personsOf((await this.difference(row, `version ${versionId}`)).parts);
  }

  /** A newer text takes the place of one that still waits: two that wait for the same place would undo each other. */
  private async replaceWaiting(tx: Tx, unitId: string | null): Promise<void> {
    const waiting = await tx.manager.findBy(PolicyVersionRow, { status: 'waiting' });
    for (const { id } of waiting.filter((row) => row.unitId === unitId)) {
      await tx.manager.update(PolicyVersionRow, { id }, { status: 'replaced' });
      await tx.manager.update(PlanRow, { id }, { rejectedReason: 'a newer policy was put forward' });
      await tx.manager.update(
        OperationRow,
        { planId: id, status: In(['WAITING_APPROVAL', 'PENDING']) },
        { status: 'SUPERSEDED', finishedAt: tx.now },
      );
    }
  }

  private async differing(before: Policy, after: Policy, at: Date): Promise<readonly PersonPlan[]> {
    const { office, locks, shadows } = this.parts;
    const found: PersonPlan[] = [];
    let last: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const ids: readonly string[] = await office.personIds(last, PAGE);
      const [facts, known] = await Promise.all([
        office.facts(ids).then((all) => locks.complete(all)),
        shadows.ofPersons(ids),
      ]);
      for (const one of facts) {
        const own = known.get(one.personId) ?? [];
        const [old, now] = [before, after].map((policy) => plan(desired(one, policy, at), one, own, policy, at));
        if (!samePart(old!, now!)) found.push(now!);
      }
      await breathe();
      if (ids.length < PAGE) return found.sort((a, b) => (a.personId < b.personId ? -1 : 1));
      last = ids.at(-1)!;
    }
    throw new Error(`planning everybody did not end after ${PAGES_MAX} pages`);
  }
}

function planOf(id: string, { hash, effective, at, parts, verdict }: PolicyDifference): NewPlan {
  return {
    id,
    hash,
    cause: { kind: 'policy', id },
    policyVersion: effective.policy.version,
    plannedFor: at,
    parts,
    verdict,
  };
}

function previewed(known: Omit<PolicyDifference, 'preview'>): Preview {
  const { effective, hash, at, parts, verdict } = known;
  return {
    operations: parts.flatMap((part) => part.operations.filter((operation) => operation.kind !== 'noop')),
    blocked: parts.flatMap(({ personId, blocked = [] }) => (blocked.length === 0 ? [] : [{ personId, blocked }])),
    exceedsBrake: verdict.exceedsBrake,
    exceeded: verdict.exceeded,
    plan: {
      id: 'preview',
      hash,
      causeKind: 'policy',
      causeId: null,
      policyVersion: effective.policy.version,
      createdAt: at,
      plannedFor: at,
      needsApproval: verdict.needsApproval,
      approvedById: null,
      rejectedReason: null,
      complete: true,
      applyable: parts.every(({ blocked = [] }) => blocked.length === 0),
      summary: JSON.stringify({ ...summarise(parts), undecidedLoss: {} } satisfies StoredSummary),
    },
  };
}

function personsOf(parts: readonly PersonPlan[]): readonly string[] {
  return parts.map((part) => part.personId);
}
