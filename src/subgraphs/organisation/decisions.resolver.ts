/** Decisions: recording, annulling, reading. */
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import type { Connection } from '../../shared/paging';
import type { Context } from '../identity/face';
import { DecisionHeadInput, RecordDecisionInput } from '../inputs/decision-input.graphql';
import type { DecisionLineRow } from './decision-line.entity';
import type { DecisionRow } from './decision.entity';
import type { Decisions } from './decisions';
import type { Loaders } from './loaders';
import {
  AppointmentType,
  DecisionConnection,
  DecisionLineType,
  DecisionType,
  LanguageType,
  PersonType,
  RecordDecisionPayload,
  UnitType,
} from './organisation.graphql';
import type { Queries } from './queries';
import { existing } from './required';

@ArgsType()
class DecisionsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only what this unit issued, or what touches it.' })
  unitId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only with this number, as printed.' })
  number?: string | null;
}

@Resolver(() => DecisionType)
export class DecisionResolver {
  constructor(
    private readonly decisions: Decisions,
    private readonly loaders: Loaders,
    private readonly queries: Queries,
  ) {}

  @Mutation(() => RecordDecisionPayload, {
    description: 'Records a signed personnel decision; all of its lines take effect or none.',
  })
  async recordDecision(
    @Arg('input', () => RecordDecisionInput, { description: 'The decision with its lines.' })
    input: RecordDecisionInput,
    @Ctx() ctx: Context,
  ): Promise<RecordDecisionPayload> {
    ctx.require('decision:record', { units: [input.issuerId] });
    return payload(await this.decisions.record(ctx, input));
  }

  @Mutation(() => RecordDecisionPayload, {
    description: 'Annuls a decision; access is recomputed from the facts that remain.',
  })
  async annulDecision(
    @Arg('decisionId', () => ID, { description: 'The decision to be annulled.' }) decisionId: string,
    @Arg('by', () => DecisionHeadInput, { description: 'The paper that annuls it.' }) by: DecisionHeadInput,
    @Arg('including', () => [ID], {
      nullable: true,
      description: 'Decisions that build on it and are annulled with it.',
    })
    including: string[] | null,
    @Arg('previewHash', () => String, {
      nullable: true,
      description: 'Hash of `previewAnnulment`: it is recorded only if it does exactly that. Wanted above the brake.',
    })
    previewHash: string | null,
    @Ctx() ctx: Context,
  ): Promise<RecordDecisionPayload> {
    ctx.require('decision:record', { units: [by.issuerId] });
    return payload(await this.decisions.annul(ctx, decisionId, by, including ?? [], previewHash ?? null));
  }

  @Query(() => DecisionType, { nullable: true, description: 'One decision.' })
  decision(
    @Arg('id', () => ID, { description: 'Id of the decision.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<DecisionType | null> {
    ctx.require('decision:read');
    return this.loaders.decision(ctx, id);
  }

  @Query(() => DecisionConnection, { name: 'decisions', description: 'Decisions, the latest recorded first.' })
  list(@Args(() => DecisionsArgs) args: DecisionsArgs, @Ctx() ctx: Context): Promise<Connection<DecisionType>> {
    ctx.require('decision:read');
    return this.queries.decisions(args, pageRequest(args));
  }

  @FieldResolver(() => UnitType, { description: 'The unit that issued it.' })
  issuer(@Root() decision: DecisionRow, @Ctx() ctx: Context): Promise<UnitType> {
    return existing(this.loaders.unit(ctx, decision.issuerId));
  }

  @FieldResolver(() => PersonType, { nullable: true, description: 'Who recorded it; null when a system did.' })
  recordedBy(@Root() decision: DecisionRow, @Ctx() ctx: Context): Promise<PersonType | null> | null {
    return decision.recordedById === null ? null : this.loaders.person(ctx, decision.recordedById);
  }

  @FieldResolver(() => DecisionType, { nullable: true, description: 'The decision that annulled it.' })
  annulledBy(@Root() decision: DecisionRow, @Ctx() ctx: Context): Promise<DecisionType | null> | null {
    return decision.annulledById === null ? null : this.loaders.decision(ctx, decision.annulledById);
  }

  @FieldResolver(() => [DecisionLineType], { description: 'Its lines in their order.' })
  lines(@Root() decision: DecisionRow, @Ctx() ctx: Context): Promise<DecisionLineType[]> {
    return this.loaders.lines(ctx, decision.id);
  }
}

@Resolver(() => DecisionLineType)
export class DecisionLineResolver {
  constructor(private readonly loaders: Loaders) {}

  @FieldResolver(() => PersonType, { nullable: true, description: 'Whom it is about, where it is about one person.' })
  person(@Root() line: DecisionLineRow, @Ctx() ctx: Context): Promise<PersonType | null> | null {
    return line.personId === null ? null : this.loaders.person(ctx, line.personId);
  }

  @FieldResolver(() => AppointmentType, { nullable: true, description: 'The appointment that it begins or speaks of.' })
  appointment(@Root() line: DecisionLineRow, @Ctx() ctx: Context): Promise<AppointmentType | null> | null {
    return line.appointmentId === null ? null : this.loaders.appointment(ctx, line.appointmentId);
  }

  @FieldResolver(() => String, { description: 'The line in words.' })
  text(
    @Root() line: DecisionLineRow,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'In which language.' })
    lang: LanguageType,
  ): string {
    return lang === LanguageType.EN ? line.textEn : line.textVi;
  }
}

/** The plan has the decision's id; provisioning makes it. */
function payload(decision: DecisionRow): RecordDecisionPayload {
  return { decision, plan: { id: decision.id } };
}
