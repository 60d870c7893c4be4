/** The policy: read, looked up as it was, compared with another, and changed. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { lossesOf, targetKeyOf, type PersonPlan } from '../../provisioning/core';
import type { Engine, PolicyDifference, PolicyVersionRow } from '../../provisioning/effects';
import type { Clock } from '../../shared/clock';
import { startOf } from '../../shared/day';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import type { Connection } from '../../shared/paging';
import { DayScalar } from '../../shared/scalars';
import type { Context } from '../identity/face';
import { LanguageType } from './enums.graphql';
import { limitText } from './limit-text';
import { PlanType } from './plan.graphql';
import type { PlansResolver } from './plans.resolver';
import {
  PolicyDiffType,
  PolicyType,
  PolicyVersionConnection,
  PolicyVersionStatus,
  PolicyVersionType,
  type PolicyTargetChangeType,
} from './policy.graphql';
import type { PolicyService } from './policy-service';
import { previewOf } from './translate';

@Resolver(() => PolicyVersionType)
export class PolicyResolver {
  constructor(
    private readonly engine: Engine,
    private readonly service: PolicyService,
    private readonly plans: PlansResolver,
    private readonly clock: Clock,
  ) {}

  @Query(() => PolicyType, { description: 'The provisioning policy in force.' })
  policy(@Ctx() ctx: Context): PolicyType {
    ctx.require('policy:read');
    const { version, file, roles } = this.engine.policy.current();
    return {
      version,
      file,
      text: this.engine.policy.text(),
      roles: roles.map((role) => ({
        role: role.role,
        positions: [...role.positions],
        targets: role.targets.map((one) => one.target),
        unit: role.within === undefined ? null : { id: role.within },
        line: role.line,
      })),
    };
  }

  @Query(() => PolicyVersionConnection, {
    description: 'Every version of the policy that was put forward, oldest first.',
  })
  async policyVersions(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<PolicyVersionType>> {
    ctx.require('policy:read');
    const page = await this.service.versions(pageRequest(args));
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: versionOf(node) })) };
  }

  @Query(() => PolicyVersionType, {
    nullable: true,
    description: 'The version that was in force at the beginning of a day in Hanoi; today: now.',
  })
  async policyVersion(
    @Arg('on', () => DayScalar, { nullable: true, description: 'The day; left out, now.' }) on: string | null,
    @Arg('unitId', () => ID, { nullable: true, description: 'A unit’s extension rather than the city’s policy.' })
    unitId: string | null,
    @Ctx() ctx: Context,
  ): Promise<PolicyVersionType | null> {
    ctx.require('policy:read');
    const now = this.clock.now();
    const at = on ? startOf(on) : now;
    const row = await this.service.inForceAt(unitId ?? null, at < now ? at : now);
    return row === null ? null : versionOf(row);
  }

  @FieldResolver(() => PlanType, {
    nullable: true,
    description: 'What it changed; null for the file of the first start.',
  })
  plan(@Root() version: PolicyVersionType, @Ctx() ctx: Context): Promise<PlanType | null> {
    return this.plans.reference(ctx, version.id);
  }

  @Query(() => PolicyDiffType, {
    description:
      'What this policy would change, for whom; nothing is stored. Refused with every problem of the text and its line.',
  })
  async previewPolicy(
    @Arg('text', () => String, { description: 'The whole policy, or a unit’s extension, as YAML.' }) text: string,
    @Arg('unitId', () => ID, {
      nullable: true,
      description: 'The unit whose extension it is; left out, the city’s policy.',
    })
    unitId: string | null,
    @Ctx() ctx: Context,
  ): Promise<PolicyDiffType> {
    ctx.require('policy:apply', unitId ? { units: [unitId] } : {});
    return diffOf(await this.service.difference(unitId ?? null, text));
  }

  @Mutation(() => PolicyVersionType, {
    description:
      'Changes the policy without a restart: in force at once, or, above the brake, once its plan is approved. A unit’s administrator may extend it for the own subtree (clause 72).',
  })
  async applyPolicy(
    @Arg('text', () => String, { description: 'The whole policy, or a unit’s extension, as YAML.' }) text: string,
    @Arg('hash', () => String, { description: 'The hash of `previewPolicy` of the same text.' }) hash: string,
    @Arg('unitId', () => ID, {
      nullable: true,
      description: 'The unit whose extension it is; left out, the city’s policy.',
    })
    unitId: string | null,
    @Ctx() ctx: Context,
  ): Promise<PolicyVersionType> {
    ctx.require('policy:apply', unitId ? { units: [unitId] } : {});
    return versionOf(await this.service.apply(ctx, unitId ?? null, text, hash));
  }
}

@Resolver(() => PolicyDiffType)
export class PolicyDiffResolver {
  @FieldResolver(() => [String], { description: 'Each limit of the brake that is exceeded, in words.' })
  exceeded(
    @Root() diff: PolicyDiffType,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'Language of the text.' })
    lang: LanguageType,
  ): string[] {
    return diff.limits.map((limit) => limitText(limit, lang === LanguageType.EN ? 'en' : 'vi'));
  }
}

const STATUSES: Readonly<Record<string, PolicyVersionStatus>> = {
  waiting: PolicyVersionStatus.WAITING,
  applied: PolicyVersionStatus.APPLIED,
  rejected: PolicyVersionStatus.REJECTED,
  replaced: PolicyVersionStatus.REPLACED,
};

function versionOf(row: PolicyVersionRow): PolicyVersionType {
  return {
    id: row.id,
    unit: row.unitId === null ? null : { id: row.unitId },
    version: row.version,
    text: row.text,
    status: STATUSES[row.status] ?? PolicyVersionStatus.REPLACED,
    recordedBy: row.recordedById === null ? null : { id: row.recordedById },
    recordedAt: row.recordedAt,
    appliedAt: row.appliedAt,
  };
}

function diffOf(known: PolicyDifference): PolicyDiffType {
  return {
    hash: known.hash,
    from: known.from,
    to: known.effective.policy.version,
    persons: known.parts.length,
    targets: changesAt(known.parts),
    needsApproval: known.verdict.needsApproval,
    limits: known.verdict.exceeded,
    plan: previewOf(known.preview),
  };
}

/** By kind of target: what changes at a unit's own instance is counted with that of all others. */
function changesAt(parts: readonly PersonPlan[]): PolicyTargetChangeType[] {
  const found = new Map<string, PolicyTargetChangeType & { readonly whose: Set<string> }>();
  const at = (targetId: string): PolicyTargetChangeType & { readonly whose: Set<string> } => {
    const key = targetKeyOf(targetId);
    const none = { persons: 0, opened: 0, closed: 0, grantsAdded: 0, grantsRemoved: 0, losses: 0 };
    const entry = found.get(key) ?? { targetId: key, ...none, whose: new Set<string>() };
    found.set(key, entry);
    return entry;
  };
  for (const part of parts) {
    for (const { targetId, kind, after } of part.operations) {
      if (kind === 'noop') continue;
      const entry = at(targetId);
      entry.whose.add(part.personId);
      if (kind === 'create' || kind === 'enable') entry.opened += 1;
      if (kind === 'disable') entry.closed += 1;
      entry.grantsAdded += after?.addGrants?.length ?? 0;
      entry.grantsRemoved += after?.removeGrants?.length ?? 0;
    }
    for (const { targetId } of lossesOf(part)) at(targetId).losses += 1;
  }
  return [...found.values()].map(({ whose, ...entry }) => ({ ...entry, persons: whose.size }));
}
