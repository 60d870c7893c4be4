/** What a plan and its operations mean: changes, basis, moves and losses, what waits for whom, what became stale. */
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { valueChanges } from '../../provisioning/core';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import { pageOf, type Connection } from '../../shared/paging';
import type { Context } from '../identity/face';
import { TargetType } from './account.graphql';
import type { AccountViews } from './account-views';
import { BasisType } from './basis.graphql';
import { LanguageType } from './enums.graphql';
import {
  AttributeChangeType,
  BlockedAccountType,
  GrantChangeType,
  OperationEffectType,
  OperationWaitType,
  StaleChangeType,
  WaitKind,
} from './operation-detail.graphql';
import { EFFECTS, type PlanDetail } from './plan-detail';
import { OperationType, PlanType } from './plan.graphql';
import type { StaleParts } from './stale';
import { StalePartConnection, StalePartType } from './stale.graphql';
import { targetOf } from './translate';
import { waitText } from './wait-text';

const BLOCKED_MAX = 500;

@Resolver(() => PlanType)
export class PlanDetailResolver {
  constructor(
    private readonly detail: PlanDetail,
    private readonly stale: StaleParts,
  ) {}

  @FieldResolver(() => [BlockedAccountType], {
    description:
      'Accounts that these persons should have and that are not written until somebody acts; at most 500. Of a stored plan, as it is now.',
  })
  async blocked(@Root() plan: PlanType): Promise<BlockedAccountType[]> {
    const all = await this.detail.blocked(plan);
    return all.slice(0, BLOCKED_MAX).map(({ personId, targetId, accountName, because }) => ({
      person: { id: personId },
      targetId,
      accountName,
      because,
    }));
  }

  @FieldResolver(() => StalePartConnection, {
    description: 'Parts that were not done as they stood, person by person, with what had changed since.',
  })
  async staleParts(@Root() plan: PlanType, @Args(() => PageArgs) args: PageArgs): Promise<Connection<StalePartType>> {
    const parts = plan.preview === null ? await this.stale.ofPlan(plan.id) : [];
    return pageOf(parts, pageRequest(args), ({ person }) => person.id);
  }
}

@Resolver(() => OperationType)
export class OperationDetailResolver {
  constructor(
    private readonly detail: PlanDetail,
    private readonly staleParts: StaleParts,
  ) {}

  @FieldResolver(() => [AttributeChangeType], {
    description: 'Name, status and attributes that change, each with its value before and after.',
  })
  changes(@Root() { planned }: OperationType): AttributeChangeType[] {
    return valueChanges(planned).map((change) => ({ ...change }));
  }

  @FieldResolver(() => [GrantChangeType], { description: 'Grants that come and go.' })
  async grantChanges(@Root() operation: OperationType, @Ctx() ctx: Context): Promise<GrantChangeType[]> {
    const { grants } = await this.detail.effect(ctx, operation);
    return grants.map(({ kind, value, added, effect, otherPersonId }) => ({
      kind,
      value,
      added,
      effect: EFFECTS[effect],
      otherPerson: otherPersonId === null ? null : { id: otherPersonId },
    }));
  }

  @FieldResolver(() => OperationEffectType, { description: 'Whether its person gains, loses, or moves.' })
  async effect(@Root() operation: OperationType, @Ctx() ctx: Context): Promise<OperationEffectType> {
    return EFFECTS[(await this.detail.effect(ctx, operation)).effect];
  }

  @FieldResolver(() => [BasisType], { description: 'What it rests on: lines of decisions and of the policy, clauses.' })
  basis(@Root() operation: OperationType, @Ctx() ctx: Context): Promise<BasisType[]> {
    return this.detail.basis(ctx, operation);
  }

  @FieldResolver(() => [OperationWaitType], {
    description: 'What it waits for, and whose turn it is; empty once it is done or under way.',
  })
  waitsFor(@Root() operation: OperationType, @Ctx() ctx: Context): Promise<OperationWaitType[]> {
    return this.detail.waits(ctx, operation);
  }

  @FieldResolver(() => StalePartType, {
    nullable: true,
    description: 'Why it was not done as planned; null unless it was superseded because something changed.',
  })
  async stale(@Root() operation: OperationType): Promise<StalePartType | null> {
    if (operation.planId === null || operation.status !== 'SUPERSEDED') return null;
    return (await this.staleParts.ofPlan(operation.planId, operation.planned.personId))[0] ?? null;
  }
}

@Resolver(() => OperationWaitType)
export class OperationWaitResolver {
  @FieldResolver(() => String, { description: 'In words, with whose turn it is.' })
  text(
    @Root() wait: OperationWaitType,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'Language of the text.' })
    lang: LanguageType,
  ): string {
    return waitText(wait, lang === LanguageType.EN ? 'en' : 'vi');
  }
}

@Resolver(() => BlockedAccountType)
export class BlockedAccountResolver {
  constructor(private readonly views: AccountViews) {}

  @FieldResolver(() => TargetType, { description: 'Where.' })
  async target(@Root() blocked: BlockedAccountType, @Ctx() ctx: Context): Promise<TargetType> {
    return targetOf(await this.views.targetNamed(ctx, blocked.targetId));
  }

  @FieldResolver(() => OperationWaitType, {
    nullable: true,
    description: 'What it waits for; null for a protected name, which nothing changes.',
  })
  waitsFor(@Root() { targetId, because }: BlockedAccountType): OperationWaitType | null {
    if (because === 'protected') return null;
    const kind = because === 'waitsForBlocked' ? WaitKind.CREATE_AFTER : WaitKind.LINKING;
    return { kind, on: because === 'waitsForBlocked' ? null : targetId, until: null, detail: null };
  }
}

@Resolver(() => StaleChangeType)
export class StaleChangeResolver {
  constructor(private readonly views: AccountViews) {}

  @FieldResolver(() => TargetType, { description: 'Where.' })
  async target(@Root() change: StaleChangeType, @Ctx() ctx: Context): Promise<TargetType> {
    return targetOf(await this.views.targetNamed(ctx, change.targetId));
  }
}
