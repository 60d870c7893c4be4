/** What annulling a decision would do, before it is done. */
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import type { Engine } from '../../provisioning/effects';
import type { Context } from '../identity/face';
import { DecisionHeadInput } from '../inputs/decision-input.graphql';
import { PlanType } from './plan.graphql';
import { previewAsker } from './preview-reach';
import type { Reach } from './reach';
import { previewOf } from './translate';

const INCLUDING_MAX = 100;

@Resolver(() => PlanType)
export class PreviewResolver {
  constructor(
    private readonly engine: Engine,
    private readonly reach: Reach,
  ) {}

  @Query(() => PlanType, {
    description: 'What annulling this decision now would do; stores nothing. Refused as annulling it would be.',
  })
  async previewAnnulment(
    @Arg('decisionId', () => ID, { description: 'The decision to be annulled.' }) decisionId: string,
    @Arg('by', () => DecisionHeadInput, { description: 'The paper that annuls it.' }) by: DecisionHeadInput,
    @Arg('including', () => [ID], {
      nullable: true,
      description: 'Decisions that build on it and are annulled with it.',
    })
    including: string[] | null,
    @Ctx() ctx: Context,
  ): Promise<PlanType> {
    const asker = previewAsker(ctx, this.reach);
    if ((including ?? []).length > INCLUDING_MAX)
      throw new Refusal(
        'INVALID_VALUE',
        { field: 'including', detail: new Phrase('MORE_THAN', { max: INCLUDING_MAX }) },
        ['including'],
      );
    const preview = await this.engine.plans.previewAnnulment({ decisionId, by, including: including ?? [] }, asker);
    return previewOf(preview);
  }
}
