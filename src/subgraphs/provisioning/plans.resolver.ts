/** Plans: shown before a decision, stored after it, approved where they must be; and their operations. */
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import { pageOf, type Connection } from '../../shared/paging';
import type { Engine, OperationNews } from '../../provisioning/effects';
import type { Context } from '../identity/face';
import { approvalsNeeded, type PlanApprovals } from './approvals';
import { AccountType, TargetType } from './account.graphql';
import type { AccountViews } from './account-views';
import { RecordDecisionInput } from '../inputs/decision-input.graphql';
import { LanguageType, OperationStatusType, ReconcileScope } from './enums.graphql';
import { faultText } from './fault-text';
import { follow } from './follow';
import { OperationConnection, OperationErrorType, OperationType, PlanApprovalType, PlanType } from './plan.graphql';
import { previewAsker } from './preview-reach';
import type { Reach } from './reach';
import type { ProvisioningReads } from './reads';
import type { ProvisioningService } from './service';
import type { StaleParts } from './stale';
import { operationOf, planOf, previewOf, targetOf } from './translate';

@ArgsType()
export class OperationsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only of this person.' })
  personId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only at this target.' })
  targetId?: string | null;

  @Field(() => [OperationStatusType], { nullable: true, description: 'Only in one of these statuses.' })
  status?: OperationStatusType[] | null;
}

@ArgsType()
export class FollowArgs {
  @Field(() => ID, { nullable: true, description: 'Only of this person.' })
  personId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only at this target.' })
  targetId?: string | null;
}

/** Decisions that a refusal names; `staleParts` tells all of them. */
const NUMBERS_SHOWN = 5;

@Resolver(() => PlanType)
export class PlansResolver {
  constructor(
    private readonly engine: Engine,
    private readonly reads: ProvisioningReads,
    private readonly service: ProvisioningService,
    private readonly reach: Reach,
    private readonly stale: StaleParts,
    private readonly approvals: PlanApprovals,
  ) {}

  @FieldResolver(() => OperationConnection, { description: 'Its operations, in the order in which they are done.' })
  async operations(@Root() plan: PlanType, @Args(() => PageArgs) args: PageArgs): Promise<Connection<OperationType>> {
    const page = pageRequest(args);
    if (plan.previewed !== null) return pageOf(plan.previewed, page, (operation) => operation.place);
    return this.reads.operationsOfPlan(plan.id, page);
  }

  @FieldResolver(() => Int, {
    description: 'How many people must approve it: two where it deletes accounts, else one.',
  })
  approvalsNeeded(@Root() plan: PlanType): number {
    return approvalsNeeded(plan);
  }

  @FieldResolver(() => [PlanApprovalType], {
    name: 'approvals',
    description: 'Who has approved it so far, in their order.',
  })
  async given(@Root() { id }: PlanType): Promise<PlanApprovalType[]> {
    return (await this.approvals.of(id)).map(({ approver, approvedAt }) => {
      const [kind, personId = ''] = approver.split(':', 2);
      return { person: kind === 'person' ? { id: personId } : null, approvedAt };
    });
  }

  @Query(() => PlanType, {
    description: 'What recording this decision now would do; stores nothing. Refused as recording it would be.',
  })
  async previewDecision(
    @Arg('input', () => RecordDecisionInput, { description: 'The decision.' }) input: RecordDecisionInput,
    @Ctx() ctx: Context,
  ): Promise<PlanType> {
    return previewOf(await this.engine.plans.preview(input, previewAsker(ctx, this.reach)));
  }

  @Query(() => PlanType, { nullable: true, description: 'One plan; a decision’s plan has the decision’s id.' })
  async plan(
    @Arg('id', () => ID, { description: 'Id of the plan.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<PlanType | null> {
    ctx.signedIn();
    const row = await this.reads.plan(id);
    if (row === null) return null;
    if (!(await this.reach.mayAll(ctx, 'plan:read', await this.reads.personsOfPlan(id))))
      throw new Refusal('FORBIDDEN', { permission: 'plan:read' });
    return planOf(row);
  }

  /** A reference from a decision: null for whoever may not see it. */
  async reference(ctx: Context, id: string): Promise<PlanType | null> {
    const row = await this.reads.plan(id);
    if (row === null || !(await this.reach.mayAll(ctx, 'plan:read', await this.reads.personsOfPlan(id)))) return null;
    return planOf(row);
  }

  @Mutation(() => PlanType, {
    description:
      'Lets a plan be done that waits for approval; only the plan with this hash. One that deletes accounts is done once two people have approved it.',
  })
  async approvePlan(
    @Arg('planId', () => ID, { description: 'The plan.' }) planId: string,
    @Arg('hash', () => String, { description: 'The hash that was seen.' }) hash: string,
    @Ctx() ctx: Context,
  ): Promise<PlanType> {
    ctx.require('plan:approve');
    try {
      return await this.shown(await this.service.approvePlan(ctx, planId, hash));
    } catch (error) {
      throw error instanceof Refusal && error.code === 'PLAN_NOT_WAITING' ? await this.staleOr(error, planId) : error;
    }
  }

  @Mutation(() => PlanType, { description: 'Rejects a plan that waits for approval; nothing of it is done.' })
  async rejectPlan(
    @Arg('planId', () => ID, { description: 'The plan.' }) planId: string,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<PlanType> {
    ctx.require('plan:approve');
    return this.shown(await this.service.rejectPlan(ctx, planId, reason));
  }

  @Mutation(() => PlanType, {
    description: 'Reads the targets again and mends what differs. Answers with what follows from stored knowledge.',
  })
  async reconcile(
    @Arg('scope', () => ReconcileScope, { description: 'Whose accounts.' }) scope: ReconcileScope,
    @Arg('id', () => ID, { nullable: true, description: 'Id of the person, unit or target.' })
    id: string | null | undefined,
    @Ctx() ctx: Context,
  ): Promise<PlanType> {
    if (scope === ReconcileScope.PERSON && id) await this.reach.require(ctx, 'reconcile', id);
    else ctx.require('reconcile', scope === ReconcileScope.UNIT && id ? { units: [id] } : {});
    return this.shown(await this.service.reconcile(ctx, scope, id ?? null));
  }

  /** A plan that waits no more because its parts became stale is refused with what moved, and what to look at instead. */
  private async staleOr(refusal: Refusal, planId: string): Promise<Refusal> {
    const parts = await this.stale.ofPlan(planId);
    const [first] = parts;
    if (first === undefined || parts.every(({ changes }) => changes.length === 0)) return refusal;
    const numbers = [...new Set(parts.flatMap((part) => part.numbers))].slice(0, NUMBERS_SHOWN);
    const next = parts.flatMap(({ replacedById }) => replacedById ?? [])[0];
    return new Refusal(
      next === undefined ? 'PLAN_OVERTAKEN' : 'PLAN_STALE',
      { id: planId, cause: numbers.length > 0 ? numbers.join(', ') : (first.cause ?? 'scan'), next: next ?? '' },
      ['planId'],
    );
  }

  private async shown(planId: string): Promise<PlanType> {
    const row = await this.reads.plan(planId);
    if (row === null) throw new Refusal('NOT_FOUND', { kind: 'plan', id: planId });
    return planOf(row);
  }
}

@Resolver(() => OperationType)
export class OperationsResolver {
  constructor(
    private readonly engine: Engine,
    private readonly reads: ProvisioningReads,
    private readonly views: AccountViews,
    private readonly reach: Reach,
    private readonly plans: PlansResolver,
  ) {}

  @FieldResolver(() => TargetType, { description: 'Where.' })
  async target(@Root() operation: OperationType, @Ctx() ctx: Context): Promise<TargetType> {
    return targetOf(await this.views.targetNamed(ctx, operation.targetId));
  }

  @FieldResolver(() => AccountType, { nullable: true, description: 'The account; null before it has been created.' })
  async account(@Root() { targetId, nativeId }: OperationType, @Ctx() ctx: Context): Promise<AccountType | null> {
    return nativeId === null ? null : this.views.at(ctx, targetId, nativeId);
  }

  @FieldResolver(() => PlanType, {
    nullable: true,
    description: 'The plan that it belongs to: what is approved where it waits for approval. Null in a preview.',
  })
  async plan(@Root() { planId }: OperationType, @Ctx() ctx: Context): Promise<PlanType | null> {
    if (planId === null) return null;
    const batch = (ids: readonly string[]): Promise<readonly (PlanType | null)[]> =>
      Promise.all(ids.map((id) => this.plans.reference(ctx, id)));
    return ctx.loader<string, PlanType | null>('provisioning:plan-of-operation', batch).load(planId);
  }

  @Query(() => OperationConnection, { description: 'Operations, oldest first.' })
  async operations(
    @Args(() => OperationsArgs) args: OperationsArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<OperationType>> {
    if (args.personId) await this.reach.require(ctx, 'plan:read', args.personId);
    else ctx.require('plan:read');
    return this.reads.operations(args, pageRequest(args));
  }

  @Subscription(() => OperationType, {
    name: 'operations',
    description: 'Operations as they change, from now on.',
    // The room puts its own feed here once the schema stands: a decorator knows no instance.
    subscribe: () => {
      throw new Error('the feed of operations is not joined');
    },
  })
  followed(@Root() operation: OperationType, @Args(() => FollowArgs) _args: FollowArgs): OperationType {
    return operation;
  }

  /** The changes that `operations` follows, for whoever may see them. */
  async follow(ctx: Context, args: FollowArgs): Promise<AsyncIterable<OperationType>> {
    if (args.personId) await this.reach.require(ctx, 'plan:read', args.personId);
    else ctx.require('plan:read');
    const wanted = (news: OperationNews): boolean =>
      (!args.personId || news.personId === args.personId) && (!args.targetId || news.targetId === args.targetId);
    return this.changes(follow(this.engine.feed, wanted, ctx.signal));
  }

  private async *changes(news: AsyncIterable<OperationNews>): AsyncGenerator<OperationType> {
    for await (const one of news) {
      const [row] = await this.reads.operationsByIds([one.operationId]);
      if (row !== undefined) yield operationOf(row, 'id');
    }
  }
}

@Resolver(() => OperationErrorType)
export class OperationErrorResolver {
  @FieldResolver(() => String, { description: 'What it means, and what happens next.' })
  message(
    @Root() error: OperationErrorType,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'Language of the text.' })
    lang: LanguageType,
  ): string {
    return faultText(error.code, lang === LanguageType.EN ? 'en' : 'vi');
  }
}
