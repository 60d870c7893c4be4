/** Persons, what they hold, and what is delegated to them. */
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import { dayOf } from '../../shared/day';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import type { Connection } from '../../shared/paging';
import { DayScalar, InstantScalar } from '../../shared/scalars';
import { fullName } from '../../shared/text';
import type { Context } from '../identity/face';
import type { AppointmentRow } from './appointment.entity';
import { AppointmentMode, EndReason } from '../inputs/decision-input.graphql';
import type { DelegationRow } from './delegation.entity';
import type { Loaders } from './loaders';
import { inForce } from './office/model';
import {
  AppointmentConnection,
  AppointmentStatus,
  AppointmentType,
  CreatePersonInput,
  DecisionType,
  DelegationType,
  PersonConnection,
  PersonType,
  PostType,
} from './organisation.graphql';
import type { People } from './people';
import type { PersonRow } from './person.entity';
import type { Queries } from './queries';
import { existing } from './required';

const KNOWN_AT = 'As we knew it at this instant; now when left out.';

@ArgsType()
class PeopleArgs extends PageArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'Words that begin words of the name, in any order, or how the login begins; marks and case do not matter, exact spelling comes first.',
  })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only who holds a post in this unit or below it.' })
  unitId?: string | null;

  @Field(() => DayScalar, { nullable: true, description: 'With `unitId`: on this day; today when left out.' })
  on?: string | null;
}

@ArgsType()
class AppointmentsArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'Only in this unit or below it.' })
  unitId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only of this person.' })
  personId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only of this post.' })
  postId?: string | null;

  @Field(() => DayScalar, { nullable: true, description: 'Only in force on this day; all when left out.' })
  on?: string | null;

  @Field(() => InstantScalar, { nullable: true, description: KNOWN_AT })
  knownAt?: Date | null;
}

@Resolver(() => PersonType)
export class PersonResolver {
  constructor(
    private readonly people: People,
    private readonly loaders: Loaders,
    private readonly queries: Queries,
    private readonly clock: Clock,
  ) {}

  @Query(() => PersonType, { description: 'Who is asking.' })
  async me(@Ctx() ctx: Context): Promise<PersonType> {
    const asker = ctx.signedIn();
    const person = asker.kind === 'person' ? await this.loaders.person(ctx, asker.id) : null;
    if (!person) throw new Refusal('NOT_FOUND', { kind: 'person', id: asker.id });
    return person;
  }

  @Query(() => PersonType, { nullable: true, description: 'One person, by id or by login.' })
  person(
    @Arg('id', () => ID, { nullable: true, description: 'Id of the person.' }) id: string | null,
    @Arg('login', () => String, { nullable: true, description: 'Login of the person.' }) login: string | null,
    @Ctx() ctx: Context,
  ): Promise<PersonType | null> | null {
    ctx.require('person:read', id ? { personId: id } : {});
    if (id) return this.loaders.person(ctx, id);
    return login ? this.loaders.personByLogin(ctx, login) : null;
  }

  @Query(() => PersonConnection, { name: 'people', description: 'People in Vietnamese order, by given name first.' })
  listPeople(@Args(() => PeopleArgs) args: PeopleArgs, @Ctx() ctx: Context): Promise<Connection<PersonType>> {
    ctx.require('person:read');
    return this.queries.people({ ...args, on: args.on ?? dayOf(this.clock.now()) }, pageRequest(args));
  }

  @Mutation(() => PersonType, { description: 'Enters a person. They hold nothing until a decision says so.' })
  createPerson(
    @Arg('input', () => CreatePersonInput, { description: 'Name and what tells the person from others.' })
    input: CreatePersonInput,
    @Ctx() ctx: Context,
  ): Promise<PersonType> {
    ctx.require('person:create');
    return this.people.create(ctx, input);
  }

  @FieldResolver(() => String, { description: 'Family, middle and given name, as borne today.' })
  fullName(@Root() person: PersonRow): string {
    return fullName(person);
  }

  @FieldResolver(() => [AppointmentType], {
    description: 'What the person holds on a day; without `on`, everything ever, annulled ones too.',
  })
  async appointments(
    @Root() person: PersonRow,
    @Arg('on', () => DayScalar, { nullable: true, description: 'Only in force on this day.' }) on: string | null,
    @Arg('knownAt', () => InstantScalar, { nullable: true, description: KNOWN_AT }) knownAt: Date | null,
    @Ctx() ctx: Context,
  ): Promise<AppointmentType[]> {
    const all = await this.loaders.appointmentsOfPerson(ctx, person.id, knownAt);
    return on ? all.filter((one) => !one.annulled && inForce(one, on)) : all;
  }

  @FieldResolver(() => [DelegationType], { description: 'Delegations that the person receives or has given.' })
  async delegations(
    @Root() person: PersonRow,
    @Arg('on', () => DayScalar, { nullable: true, description: 'Only in force on this day.' }) on: string | null,
    @Ctx() ctx: Context,
  ): Promise<DelegationType[]> {
    const all = [
      ...(await this.loaders.delegationsTo(ctx, person.id)),
      ...(await this.loaders.delegationsFrom(ctx, person.id)),
    ];
    return on ? all.filter((one) => inForce(one, on)) : all;
  }
}

@Resolver(() => AppointmentType)
export class AppointmentResolver {
  constructor(
    private readonly loaders: Loaders,
    private readonly queries: Queries,
    private readonly clock: Clock,
  ) {}

  @Query(() => AppointmentConnection, { description: 'Appointments by their first day.' })
  appointments(
    @Args(() => AppointmentsArgs) args: AppointmentsArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<AppointmentType>> {
    ctx.require('person:read', args.personId ? { personId: args.personId } : {});
    return this.queries.appointments(args, pageRequest(args));
  }

  @FieldResolver(() => PersonType, { description: 'Who holds the post.' })
  person(@Root() one: AppointmentRow, @Ctx() ctx: Context): Promise<PersonType> {
    return existing(this.loaders.person(ctx, one.personId));
  }

  @FieldResolver(() => PostType, { description: 'The post held.' })
  post(@Root() one: AppointmentRow, @Ctx() ctx: Context): Promise<PostType> {
    return existing(this.loaders.post(ctx, one.postId));
  }

  @FieldResolver(() => AppointmentMode, { description: 'How it is held.' })
  mode(@Root() one: AppointmentRow): AppointmentMode {
    return AppointmentMode[constantOf(one.mode) as keyof typeof AppointmentMode];
  }

  @FieldResolver(() => [String], { description: 'The fields covered (clause 45); empty when none are named.' })
  fields(@Root() one: AppointmentRow): string[] {
    return JSON.parse(one.fields) as string[];
  }

  @FieldResolver(() => AppointmentStatus, { description: 'How it stands on a day.' })
  status(
    @Root() one: AppointmentRow,
    @Arg('on', () => DayScalar, { nullable: true, description: 'The day; today when left out.' }) on: string | null,
  ): AppointmentStatus {
    const day = on ?? dayOf(this.clock.now());
    if (one.annulled) return AppointmentStatus.ANNULLED;
    if (one.endsOn !== null && one.endsOn <= day) return AppointmentStatus.ENDED;
    return day < one.startsOn ? AppointmentStatus.SCHEDULED : AppointmentStatus.IN_FORCE;
  }

  @FieldResolver(() => EndReason, { nullable: true, description: 'Why it ends.' })
  endReason(@Root() one: AppointmentRow): EndReason | null {
    return one.endReason === null ? null : EndReason[constantOf(one.endReason) as keyof typeof EndReason];
  }

  @FieldResolver(() => DecisionType, { description: 'The decision by which it began.' })
  startDecision(@Root() one: AppointmentRow, @Ctx() ctx: Context): Promise<DecisionType> {
    return existing(this.loaders.decision(ctx, one.startDecisionId));
  }

  @FieldResolver(() => DecisionType, { nullable: true, description: 'The decision by which it ends.' })
  endDecision(@Root() one: AppointmentRow, @Ctx() ctx: Context): Promise<DecisionType | null> | null {
    return one.endDecisionId === null ? null : this.loaders.decision(ctx, one.endDecisionId);
  }

  @FieldResolver(() => AppointmentType, {
    nullable: true,
    description: 'Seconded only: the appointment at home, which pauses meanwhile.',
  })
  homeAppointment(@Root() one: AppointmentRow, @Ctx() ctx: Context): Promise<AppointmentType | null> | null {
    return one.homeAppointmentId === null ? null : this.loaders.appointment(ctx, one.homeAppointmentId);
  }

  @FieldResolver(() => PersonType, { nullable: true, description: 'Who takes over, where the decision names them.' })
  successor(@Root() one: AppointmentRow, @Ctx() ctx: Context): Promise<PersonType | null> | null {
    return one.successorId === null ? null : this.loaders.person(ctx, one.successorId);
  }
}

@Resolver(() => DelegationType)
export class DelegationResolver {
  constructor(private readonly loaders: Loaders) {}

  @FieldResolver(() => AppointmentType, { description: 'The delegator’s appointment.' })
  from(@Root() one: DelegationRow, @Ctx() ctx: Context): Promise<AppointmentType> {
    return existing(this.loaders.appointment(ctx, one.fromAppointmentId));
  }

  @FieldResolver(() => PersonType, { description: 'Who receives the rights.' })
  to(@Root() one: DelegationRow, @Ctx() ctx: Context): Promise<PersonType> {
    return existing(this.loaders.person(ctx, one.toPersonId));
  }

  @FieldResolver(() => [String], { description: 'Limits it to these fields; empty for no limit.' })
  fields(@Root() one: DelegationRow): string[] {
    return JSON.parse(one.fields) as string[];
  }

  @FieldResolver(() => DecisionType, { description: 'The decision by which it began.' })
  decision(@Root() one: DelegationRow, @Ctx() ctx: Context): Promise<DecisionType> {
    return existing(this.loaders.decision(ctx, one.decisionId));
  }
}

function constantOf(word: string): string {
  return word.toUpperCase().replaceAll('-', '_');
}
