/** Why a person has something, and why it went: one query each. */
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import type { Asked } from '../../provisioning/core';
import { DayScalar, InstantScalar } from '../../shared/scalars';
import type { Context } from '../identity/face';
import { TargetType } from './account.graphql';
import type { AccountViews } from './account-views';
import { LanguageType } from './enums.graphql';
import type { Reach } from './reach';
import { targetOf } from './translate';
import type { Whys } from './why';
import { GrantCauseType, GrantExplanationType, GrantLessonType } from './why.graphql';
import { whyText } from './why-text';

@ArgsType()
class WhenArgs {
  @Field(() => ID, { description: 'Whom it is about.' })
  personId: string;

  @Field(() => DayScalar, { nullable: true, description: 'The day; today when left out.' })
  on?: string | null;

  @Field(() => InstantScalar, { nullable: true, description: 'As we knew it at this instant; now when left out.' })
  knownAt?: Date | null;
}

@ArgsType()
class ExplainGrantArgs extends WhenArgs {
  @Field(() => ID, { description: 'The target.' })
  targetId: string;

  @Field(() => String, {
    nullable: true,
    description: 'Kind of the grant; left out with `value` for the account itself.',
  })
  kind?: string | null;

  @Field(() => String, { nullable: true, description: 'The grant’s name at the target.' })
  value?: string | null;
}

@ArgsType()
class ExplainAccessArgs extends WhenArgs {
  @Field(() => ID, { nullable: true, description: 'Only at this target.' })
  targetId?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Also what the person had once and has no more on that day.',
  })
  ever: boolean;
}

@Resolver(() => GrantExplanationType)
export class WhyResolver {
  constructor(
    private readonly whys: Whys,
    private readonly views: AccountViews,
    private readonly reach: Reach,
  ) {}

  @Query(() => GrantExplanationType, {
    description:
      'Why a person has a grant at a target on a day, or does not: back to the lines of decisions and of the policy, with every turn before and the operations that carried it out.',
  })
  async explainGrant(
    @Args(() => ExplainGrantArgs) args: ExplainGrantArgs,
    @Ctx() ctx: Context,
  ): Promise<GrantExplanationType> {
    await this.authorise(ctx, args.personId);
    return this.whys.grant(questionOf(args), askedOf(args));
  }

  @Query(() => [GrantExplanationType], {
    description: 'The same for every account and grant that a person has on a day; at most 500.',
  })
  async explainAccess(
    @Args(() => ExplainAccessArgs) args: ExplainAccessArgs,
    @Ctx() ctx: Context,
  ): Promise<GrantExplanationType[]> {
    await this.authorise(ctx, args.personId);
    return this.whys.all(questionOf(args), args.targetId ?? null, args.ever);
  }

  @FieldResolver(() => TargetType, { description: 'Where.' })
  async target(@Root() explanation: GrantExplanationType, @Ctx() ctx: Context): Promise<TargetType> {
    return targetOf(await this.views.targetNamed(ctx, explanation.targetId));
  }

  @FieldResolver(() => [GrantLessonType], {
    description:
      'Decisions by whose recording the answer for this day became another one – late entries, annulments, corrections –, the latest first.',
  })
  learnt(@Root() explanation: GrantExplanationType): Promise<GrantLessonType[]> {
    return this.whys.lessons(explanation);
  }

  /** Oneself, who administers a unit of the person, the city’s administrators, and whoever may read the audit record. */
  private async authorise(ctx: Context, personId: string): Promise<void> {
    ctx.signedIn();
    if (ctx.may('audit:read')) return;
    await this.reach.require(ctx, 'account:read', personId);
  }
}

@Resolver(() => GrantCauseType)
export class GrantCauseResolver {
  @FieldResolver(() => String, { description: 'The word as a sentence.' })
  text(
    @Root() cause: GrantCauseType,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'Language of the text.' })
    lang: LanguageType,
  ): string {
    return whyText(cause.word, lang === LanguageType.EN ? 'en' : 'vi');
  }
}

function questionOf({ personId, on, knownAt }: WhenArgs): Parameters<Whys['grant']>[0] {
  return { personId, on: on ?? null, knownAt: knownAt ?? null };
}

function askedOf({ targetId, kind, value }: ExplainGrantArgs): Asked {
  if (!kind !== !value)
    throw new Refusal('INVALID_VALUE', { field: kind ? 'value' : 'kind', detail: 'a grant has a kind and a value' }, [
      kind ? 'value' : 'kind',
    ]);
  return { targetId, grant: kind && value ? { kind, value } : null };
}
