/** The types of this room in the API. Fields that need more than the row itself are in the resolvers. */
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../shared/pages.graphql';
import { DayScalar, InstantScalar } from '../../shared/scalars';

export enum AppointmentStatus {
  SCHEDULED = 'SCHEDULED',
  IN_FORCE = 'IN_FORCE',
  ENDED = 'ENDED',
  ANNULLED = 'ANNULLED',
}

registerEnumType(AppointmentStatus, {
  name: 'AppointmentStatus',
  description: 'How an appointment stands on a day.',
  valuesConfig: {
    SCHEDULED: { description: 'Decided, and begins later.' },
    IN_FORCE: { description: 'Held on that day.' },
    ENDED: { description: 'Over by that day.' },
    ANNULLED: { description: 'Its decision was annulled: it never was.' },
  },
});

export enum LanguageType {
  VI = 'VI',
  EN = 'EN',
}

registerEnumType(LanguageType, {
  name: 'Language',
  description: 'Language of a text.',
  valuesConfig: { VI: { description: 'Vietnamese.' }, EN: { description: 'English.' } },
});

@Directive('@key(fields: "id")')
@ObjectType('Unit', { description: 'A body in the organisation tree; divisions are units too.' })
export class UnitType {
  @Field(() => ID, { description: 'Slug of the unit.' })
  id: string;

  @Field(() => String, { nullable: true, description: 'Electronic identifier, where one is known.' })
  code: string | null;

  @Field(() => String, { description: 'Kind of body: department, district, division …' })
  kind: string;

  @Field(() => DayScalar, { description: 'First day of its existence.' })
  startsOn: string;

  @Field(() => DayScalar, { nullable: true, description: 'First day on which it is no more.' })
  endsOn: string | null;
}

@ObjectType('Succession', { description: 'One unit goes over into another.' })
export class SuccessionType {
  @Field(() => DayScalar, { description: 'From this day.' })
  on: string;
}

@ObjectType('Position', { description: 'A title of the catalogue.' })
export class PositionType {
  @Field(() => ID, { description: 'Slug of the position.' })
  id: string;

  @Field(() => Int, { description: '1 is highest.' })
  rank: number;

  @Field(() => Boolean, { description: 'Whether its holders may be issued a tablet (Điều 2).' })
  covered: boolean;

  @Field(() => String, { description: 'What the policy grants by: unit-head, deputy-head, records-clerk …' })
  managementRole: string;

  @Field(() => Int, { nullable: true, description: 'Seats of a post unless it says otherwise; null for no limit.' })
  seats: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The level at which it is used, where it is not the unit’s own.',
  })
  scope: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Post', { description: 'A position in one unit; exists while vacant.' })
export class PostType {
  @Field(() => ID, { description: 'Slug: `unit/position`.' })
  id: string;

  @Field(() => Int, { nullable: true, description: 'How many may hold it officially at one time; null for no limit.' })
  seats: number | null;

  @Field(() => DayScalar, { description: 'First day on which it can be held.' })
  startsOn: string;

  @Field(() => DayScalar, { nullable: true, description: 'First day on which it is closed.' })
  endsOn: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being who may hold office; never an account.' })
export class PersonType {
  @Field(() => ID, { description: 'Immutable id of the person.' })
  id: string;

  @Field(() => String, { description: 'Family name (họ).' })
  familyName: string;

  @Field(() => String, { description: 'Middle name (đệm); may be empty.' })
  middleName: string;

  @Field(() => String, { description: 'Given name (tên).' })
  givenName: string;

  @Field(() => String, { description: 'Chosen once, kept through transfers and name changes, never given to another.' })
  login: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Appointment', { description: 'A person holds a post from one day until another.' })
export class AppointmentType {
  @Field(() => ID, { description: 'Id of the appointment.' })
  id: string;

  @Field(() => Boolean, { description: 'True for the main one of concurrent posts.' })
  primary: boolean;

  @Field(() => DayScalar, { description: 'First day in office.' })
  startsOn: string;

  @Field(() => DayScalar, { nullable: true, description: 'First day out of office; set by a decision only.' })
  endsOn: string | null;

  @Field(() => DayScalar, { nullable: true, description: 'Expected end of the term; it only warns.' })
  termEndsOn: string | null;
}

@ObjectType('Delegation', { description: 'Rights of an appointment, delegated in writing, for a time.' })
export class DelegationType {
  @Field(() => ID, { description: 'Id of the delegation.' })
  id: string;

  @Field(() => String, { description: 'What is delegated.' })
  scope: string;

  @Field(() => DayScalar, { description: 'First day.' })
  startsOn: string;

  @Field(() => DayScalar, { nullable: true, description: 'First day on which it no longer holds.' })
  endsOn: string | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Decision', { description: 'The signed paper that makes appointments begin and end.' })
export class DecisionType {
  @Field(() => ID, { description: 'Id of the decision.' })
  id: string;

  @Field(() => String, { description: 'Number as printed.' })
  number: string;

  @Field(() => DayScalar, { description: 'The day on which it was signed.' })
  signedOn: string;

  @Field(() => DayScalar, { description: 'The day from which it has effect, at 00:00 in Hanoi.' })
  effectiveOn: string;

  @Field(() => InstantScalar, { description: 'When we learnt of it.' })
  recordedAt: Date;
}

@ObjectType('DecisionLine', { description: 'One line of a decision.' })
export class DecisionLineType {
  @Field(() => Int, { description: 'Its place, counted over all kinds of lines.' })
  index: number;

  @Field(() => String, { description: 'What it does, by the name of the input field: appoint, end … or annul.' })
  kind: string;

  @Field(() => ID, { nullable: true, description: 'The delegation that it begins or ends.' })
  delegationId: string | null;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Plan', { description: 'What provisioning makes of a decision.' })
export class PlanStub {
  @Field(() => ID, { description: 'Id of the plan; that of its decision.' })
  id: string;
}

@ObjectType('RecordDecisionPayload', { description: 'What recording a decision gives back.' })
export class RecordDecisionPayload {
  @Field(() => DecisionType, { description: 'The decision as recorded.' })
  decision: DecisionType;

  @Field(() => PlanStub, { description: 'The plan of what follows for accounts.' })
  plan: PlanStub;
}

export const UnitConnection = connectionType(() => UnitType, 'Unit');
export const PersonConnection = connectionType(() => PersonType, 'Person');
export const AppointmentConnection = connectionType(() => AppointmentType, 'Appointment');
export const DecisionConnection = connectionType(() => DecisionType, 'Decision');

@InputType({ description: 'A person to be entered. The login follows from the name and is chosen once.' })
export class CreatePersonInput {
  @Field(() => String, { description: 'Family name (họ); compound ones too.' })
  familyName: string;

  @Field(() => String, { nullable: true, description: 'Middle name (đệm).' })
  middleName?: string | null;

  @Field(() => String, { description: 'Given name (tên); may be of two words.' })
  givenName: string;

  @Field(() => DayScalar, { nullable: true, description: 'Day of birth; with the name it shows likely duplicates.' })
  birthDate?: string | null;

  @Field(() => String, { nullable: true, description: 'Citizen number, 12 digits; stored encrypted and never shown.' })
  citizenNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number.' })
  phone?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True to enter the person although somebody like them is known.',
  })
  evenIfLike?: boolean | null;
}

@InputType({ description: 'A title for the catalogue; one with the same id is changed.' })
export class PositionInput {
  @Field(() => ID, { description: 'Slug of the position.' })
  id: string;

  @Field(() => String, { description: 'Title in Vietnamese.' })
  titleVi: string;

  @Field(() => String, { nullable: true, description: 'Title in English; the Vietnamese one when left out.' })
  titleEn?: string | null;

  @Field(() => Int, { description: '1 is highest, 99 lowest.' })
  rank: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether its holders may be issued a tablet; false when left out.',
  })
  covered?: boolean | null;

  @Field(() => String, { description: 'What the policy grants by: unit-head, deputy-head, records-clerk …' })
  managementRole: string;

  @Field(() => Int, { nullable: true, description: 'Seats of a post unless it says otherwise; none for no limit.' })
  seats?: number | null;

  @Field(() => String, { nullable: true, description: 'The level at which it is used.' })
  scope?: string | null;
}
