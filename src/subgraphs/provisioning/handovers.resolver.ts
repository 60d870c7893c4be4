/** Handovers: what leavers left in a unit, what is still open, and the minutes of each. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import type { Connection } from '../../shared/paging';
import type { Context } from '../identity/face';
import {
  HandoverConnection,
  HandoverItemConnection,
  HandoverType,
  HandoversArgs,
  ReceivedHandoversArgs,
  type HandoverItemType,
} from './handover.graphql';
import type { HandoverReads } from './handover-reads';
import type { HandoverService } from './handover-service';

@Resolver(() => HandoverType)
export class HandoversResolver {
  constructor(
    private readonly reads: HandoverReads,
    private readonly service: HandoverService,
  ) {}

  @Query(() => HandoverConnection, { description: 'Handovers of a unit and of the units below it, the newest first.' })
  async handovers(
    @Args(() => HandoversArgs) args: HandoversArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<HandoverType>> {
    ctx.require('plan:read', { units: [args.unitId] });
    return this.reads.list(args.unitId, args.status ?? null, pageRequest(args));
  }

  @Query(() => HandoverConnection, {
    description: 'Handovers by which the one who asks received something, the newest first.',
  })
  async receivedHandovers(
    @Args(() => ReceivedHandoversArgs) args: ReceivedHandoversArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<HandoverType>> {
    const { kind, id } = ctx.signedIn();
    if (kind !== 'person') throw new Refusal('FORBIDDEN', { permission: 'receivedHandovers' });
    return this.reads.received(id, args.status ?? null, pageRequest(args));
  }

  @Query(() => HandoverType, {
    nullable: true,
    description: 'One handover. For who left, who received, and who may see plans of the unit.',
  })
  async handover(
    @Arg('id', () => ID, { description: 'Id of the handover.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<HandoverType | null> {
    ctx.signedIn();
    const found = await this.reads.find(id);
    if (found !== null && !isPartyTo(ctx, found)) ctx.require('plan:read', { units: [found.unit?.id ?? ''] });
    return found;
  }

  @Mutation(() => HandoverType, {
    description:
      'Gives back what was handed over, after the leave was annulled. For whoever keeps it, and for whoever may decide about the unit.',
  })
  async acceptHandover(
    @Arg('id', () => ID, { description: 'Id of the handover.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<HandoverType> {
    return this.shown(await this.service.accept(ctx, id));
  }

  @Mutation(() => HandoverType, {
    description: 'Leaves with the keeper what could be given back after the leave was annulled.',
  })
  async declineHandover(
    @Arg('id', () => ID, { description: 'Id of the handover.' }) id: string,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<HandoverType> {
    return this.shown(await this.service.decline(ctx, id, reason));
  }

  /** Null for who may not see it: a reference says nothing of what it does not show. */
  async reference(ctx: Context, id: string): Promise<HandoverType | null> {
    const found = await this.reads.find(id);
    if (found === null) return null;
    return isPartyTo(ctx, found) || ctx.may('plan:read', { units: [found.unit?.id ?? ''] }) ? found : null;
  }

  private async shown(id: string): Promise<HandoverType> {
    const found = await this.reads.find(id);
    if (found === null) throw new Refusal('NOT_FOUND', { kind: 'handover', id });
    return found;
  }

  @FieldResolver(() => HandoverItemConnection, { description: 'The minutes, line by line, oldest first.' })
  items(@Root() handover: HandoverType, @Args(() => PageArgs) args: PageArgs): Promise<Connection<HandoverItemType>> {
    return this.reads.items(handover.id, pageRequest(args));
  }
}

/** Clause 30: who hands over and who receives have the minutes. */
function isPartyTo({ principal }: Context, { person, receiver }: HandoverType): boolean {
  return principal?.kind === 'person' && [person?.id, receiver?.id].includes(principal.id);
}
