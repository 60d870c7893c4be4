/** Units, positions and posts. */
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Clock } from '../../shared/clock';
import { dayOf } from '../../shared/day';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import type { Connection } from '../../shared/paging';
import { DayScalar, InstantScalar } from '../../shared/scalars';
import type { Context } from '../identity/face';
import type { Catalogue } from './catalogue';
import type { Loaders } from './loaders';
import { inForce } from './office/model';
import {
  AppointmentType,
  DecisionType,
  LanguageType,
  PositionInput,
  PositionType,
  PostType,
  SuccessionType,
  UnitConnection,
  UnitType,
} from './organisation.graphql';
import type { PositionRow } from './position.entity';
import type { PostRow } from './post.entity';
import type { Queries } from './queries';
import { existing } from './required';
import type { SuccessionRow } from './succession.entity';
import type { UnitRow } from './unit.entity';

const ON_TODAY = 'The day in question; today when left out.';

@ArgsType()
class UnitsArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Only of this kind.' })
  kind?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only directly under this unit.' })
  parentId?: string | null;

  @Field(() => DayScalar, { nullable: true, description: ON_TODAY })
  on?: string | null;

  @Field(() => String, { nullable: true, description: 'In name or id; marks and case do not matter.' })
  search?: string | null;
}

@Resolver(() => UnitType)
export class UnitResolver {
  constructor(
    private readonly loaders: Loaders,
    private readonly queries: Queries,
    private readonly clock: Clock,
  ) {}

  @Query(() => UnitType, { nullable: true, description: 'One unit.' })
  async unit(
    @Arg('id', () => ID, { description: 'Slug of the unit.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<UnitType | null> {
    ctx.signedIn();
    const unit = await this.loaders.unit(ctx, id);
    return unit?.annulled === false ? unit : null;
  }

  @Query(() => UnitConnection, { description: 'Units that exist on a day, in the order of their ids.' })
  units(@Args(() => UnitsArgs) args: UnitsArgs, @Ctx() ctx: Context): Promise<Connection<UnitType>> {
    ctx.signedIn();
    return this.queries.units({ ...args, on: args.on ?? this.today() }, pageRequest(args));
  }

  @FieldResolver(() => String, { description: 'Name of the unit.' })
  name(
    @Root() unit: UnitRow,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'In which language.' })
    lang: LanguageType,
  ): string {
    return lang === LanguageType.EN ? (unit.nameEn ?? unit.name) : unit.name;
  }

  @FieldResolver(() => UnitType, { nullable: true, description: 'The unit above it.' })
  parent(@Root() unit: UnitRow, @Ctx() ctx: Context): Promise<UnitType | null> | null {
    return unit.parentId === null ? null : this.loaders.unit(ctx, unit.parentId);
  }

  @FieldResolver(() => [UnitType], { description: 'Units directly below it that exist today.' })
  async children(@Root() unit: UnitRow, @Ctx() ctx: Context): Promise<UnitType[]> {
    return (await this.loaders.children(ctx, unit.id)).filter((child) => inForce(child, this.today()));
  }

  @FieldResolver(() => [PostType], { description: 'Its posts, held or vacant.' })
  async posts(
    @Root() unit: UnitRow,
    @Arg('on', () => DayScalar, { nullable: true, description: ON_TODAY }) on: string | null,
    @Ctx() ctx: Context,
  ): Promise<PostType[]> {
    return (await this.loaders.posts(ctx, unit.id)).filter((post) => inForce(post, on ?? this.today()));
  }

  @FieldResolver(() => AppointmentType, {
    nullable: true,
    description: 'Who leads it: the official head if present, else who acts or is in charge.',
  })
  head(
    @Root() unit: UnitRow,
    @Arg('on', () => DayScalar, { nullable: true, description: ON_TODAY }) on: string | null,
    @Ctx() ctx: Context,
  ): Promise<AppointmentType | null> {
    return this.loaders.head(ctx, unit.id, on ?? this.today());
  }

  @FieldResolver(() => [SuccessionType], { description: 'Which units went over into it, and into which it went over.' })
  successions(@Root() unit: UnitRow, @Ctx() ctx: Context): Promise<SuccessionType[]> {
    return this.loaders.successions(ctx, unit.id).then((rows) => rows.map((row) => ({ ...row, on: row.onDay })));
  }

  private today(): string {
    return dayOf(this.clock.now());
  }
}

@Resolver(() => SuccessionType)
export class SuccessionResolver {
  constructor(private readonly loaders: Loaders) {}

  @FieldResolver(() => UnitType, { description: 'The unit that ended.' })
  predecessor(@Root() one: SuccessionRow, @Ctx() ctx: Context): Promise<UnitType> {
    return existing(this.loaders.unit(ctx, one.predecessorId));
  }

  @FieldResolver(() => UnitType, { description: 'The unit that took over.' })
  successor(@Root() one: SuccessionRow, @Ctx() ctx: Context): Promise<UnitType> {
    return existing(this.loaders.unit(ctx, one.successorId));
  }

  @FieldResolver(() => DecisionType, { description: 'The decision that says so.' })
  decision(@Root() one: SuccessionRow, @Ctx() ctx: Context): Promise<DecisionType> {
    return existing(this.loaders.decision(ctx, one.decisionId));
  }
}

@Resolver(() => PositionType)
export class PositionResolver {
  constructor(private readonly catalogue: Catalogue) {}

  @Query(() => [PositionType], { description: 'The catalogue of positions, in the order of their ids.' })
  positions(@Ctx() ctx: Context): Promise<PositionType[]> {
    ctx.signedIn();
    return this.catalogue.all();
  }

  @Mutation(() => [PositionType], {
    description: 'Adds positions to the catalogue, or changes those with the same id.',
  })
  definePositions(
    @Arg('input', () => [PositionInput], { description: 'At most 500.' }) input: PositionInput[],
    @Ctx() ctx: Context,
  ): Promise<PositionType[]> {
    ctx.require('catalogue:define');
    return this.catalogue.define(ctx, input);
  }

  @FieldResolver(() => String, { description: 'The title.' })
  title(
    @Root() position: PositionRow,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'In which language.' })
    lang: LanguageType,
  ): string {
    return lang === LanguageType.EN ? position.titleEn : position.titleVi;
  }
}

@Resolver(() => PostType)
export class PostResolver {
  constructor(
    private readonly loaders: Loaders,
    private readonly clock: Clock,
  ) {}

  @Query(() => PostType, { nullable: true, description: 'One post.' })
  async post(
    @Arg('id', () => ID, { description: 'Slug of the post.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<PostType | null> {
    ctx.signedIn();
    const post = await this.loaders.post(ctx, id);
    return post?.annulled === false ? post : null;
  }

  @FieldResolver(() => UnitType, { description: 'The unit in which it is.' })
  unit(@Root() post: PostRow, @Ctx() ctx: Context): Promise<UnitType> {
    return existing(this.loaders.unit(ctx, post.unitId));
  }

  @FieldResolver(() => PositionType, { description: 'Its title in the catalogue.' })
  position(@Root() post: PostRow, @Ctx() ctx: Context): Promise<PositionType> {
    return existing(this.loaders.position(ctx, post.positionId));
  }

  @FieldResolver(() => String, { description: 'Its own title, or the position’s.' })
  async title(
    @Root() post: PostRow,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'In which language.' })
    lang: LanguageType,
    @Ctx() ctx: Context,
  ): Promise<string> {
    if (post.title !== null) return post.title;
    const position = await existing(this.loaders.position(ctx, post.positionId));
    return lang === LanguageType.EN ? position.titleEn : position.titleVi;
  }

  @FieldResolver(() => [AppointmentType], { description: 'Who holds it on a day, in every mode.' })
  async holders(
    @Root() post: PostRow,
    @Arg('on', () => DayScalar, { nullable: true, description: ON_TODAY }) on: string | null,
    @Arg('knownAt', () => InstantScalar, {
      nullable: true,
      description: 'As we knew it at this instant; now when left out.',
    })
    knownAt: Date | null,
    @Ctx() ctx: Context,
  ): Promise<AppointmentType[]> {
    const day = on ?? dayOf(this.clock.now());
    const held = await this.loaders.appointmentsOfPost(ctx, post.id, knownAt);
    return held.filter((one) => !one.annulled && inForce(one, day));
  }
}
