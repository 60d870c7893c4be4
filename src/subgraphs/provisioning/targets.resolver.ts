/** Targets: listed, paused and resumed. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Engine } from '../../provisioning/effects';
import type { Context } from '../identity/face';
import { TargetType } from './account.graphql';
import type { ProvisioningService } from './service';
import { targetOf } from './translate';

@Resolver(() => TargetType)
export class TargetsResolver {
  constructor(
    private readonly engine: Engine,
    private readonly service: ProvisioningService,
  ) {}

  @Query(() => [TargetType], {
    description: 'Every target of today: shared systems, and one instance per unit of the others.',
  })
  async targets(@Ctx() ctx: Context): Promise<TargetType[]> {
    ctx.require('policy:read');
    return (await this.engine.targets.list()).map(targetOf);
  }

  @Mutation(() => TargetType, { description: 'Stops all writes to a target; reads go on.' })
  async pauseTarget(
    @Arg('targetId', () => ID, { description: 'The target.' }) targetId: string,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<TargetType> {
    ctx.require('target:manage');
    await this.service.pauseTarget(ctx, targetId, reason);
    return targetOf(await this.engine.targets.require(targetId));
  }

  @Mutation(() => TargetType, {
    description: 'Lets a target be written again; whoever is concerned is looked at again at once.',
  })
  async resumeTarget(
    @Arg('targetId', () => ID, { description: 'The target.' }) targetId: string,
    @Ctx() ctx: Context,
  ): Promise<TargetType> {
    ctx.require('target:manage');
    await this.service.resumeTarget(ctx, targetId);
    return targetOf(await this.engine.targets.require(targetId));
  }
}
