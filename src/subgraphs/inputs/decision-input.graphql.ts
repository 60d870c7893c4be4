/**
 * The input of a decision: `recordDecision` of organisation and `previewDecision` of provisioning take the same one.
 * Inputs that two subgraphs share compose by intersection – a field that one of them lacks is gone from the API – so it
 * is declared once, here, and belongs to neither room.
 */
import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { DayScalar } from '../../shared/scalars';

export enum AppointmentMode {
  OFFICIAL = 'OFFICIAL',
  ACTING = 'ACTING',
  IN_CHARGE = 'IN_CHARGE',
  SECONDED = 'SECONDED',
}

registerEnumType(AppointmentMode, {
  name: 'AppointmentMode',
  description: 'How a person holds a post.',
  valuesConfig: {
    OFFICIAL: { description: 'Appointed to the post (bổ nhiệm).' },
    ACTING: { description: 'Acts in the post with its rights (giao quyền, Q.).' },
    IN_CHARGE: { description: 'Put in charge of the post for the time being (giao phụ trách, KT.).' },
    SECONDED: { description: 'Sent to another unit for a time; the home appointment pauses (biệt phái).' },
  },
});

export enum EndReason {
  RETIRED = 'RETIRED',
  RESIGNED = 'RESIGNED',
  DISMISSED = 'DISMISSED',
  TRANSFERRED = 'TRANSFERRED',
  TERM_ENDED = 'TERM_ENDED',
  DECEASED = 'DECEASED',
  REORGANISED = 'REORGANISED',
  OTHER = 'OTHER',
}

registerEnumType(EndReason, {
  name: 'EndReason',
  description: 'Why an appointment ended.',
  valuesConfig: {
    RETIRED: { description: 'Retired.' },
    RESIGNED: { description: 'Resigned.' },
    DISMISSED: { description: 'Dismissed from the post.' },
    TRANSFERRED: { description: 'Moved to another post.' },
    TERM_ENDED: { description: 'The term was not renewed.' },
    DECEASED: { description: 'Died in office.' },
    REORGANISED: { description: 'The unit or post ended.' },
    OTHER: { description: 'Another reason, named in the decision.' },
  },
});

@InputType({ description: 'A person takes a post.' })
export class AppointLine {
  @Field(() => ID, { description: 'Who is appointed.' })
  personId: string;

  @Field(() => ID, { description: 'The post.' })
  postId: string;

  @Field(() => AppointmentMode, { nullable: true, description: 'OFFICIAL when left out.' })
  mode?: AppointmentMode | null;

  @Field(() => Boolean, { nullable: true, description: 'Marks the main one of concurrent posts.' })
  primary?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'The fields that the holder covers.' })
  fields?: string[] | null;

  @Field(() => DayScalar, { nullable: true, description: 'First day out of the post, where the decision sets one.' })
  endsOn?: string | null;

  @Field(() => DayScalar, { nullable: true, description: 'Expected end of the term; it only warns.' })
  termEndsOn?: string | null;

  @Field(() => ID, { nullable: true, description: 'SECONDED only: the appointment at home, which pauses meanwhile.' })
  homeAppointmentId?: string | null;
}

@InputType({ description: 'A term is renewed.' })
export class ReappointLine {
  @Field(() => ID, { description: 'The appointment.' })
  appointmentId: string;

  @Field(() => DayScalar, { description: 'Expected end of the new term.' })
  termEndsOn: string;
}

@InputType({ description: 'An appointment ends, or all of a person’s.' })
export class EndLine {
  @Field(() => ID, { nullable: true, description: 'The appointment; or `personId`.' })
  appointmentId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The person, all of whose appointments end; or `appointmentId`.' })
  personId?: string | null;

  @Field(() => EndReason, { description: 'Why.' })
  reason: EndReason;

  @Field(() => ID, { nullable: true, description: 'Who takes over what is pending.' })
  successorId?: string | null;
}

@InputType({ description: 'A person moves from one post to another at one instant.' })
export class TransferLine {
  @Field(() => ID, { description: 'The appointment that ends.' })
  appointmentId: string;

  @Field(() => ID, { description: 'The post that is taken.' })
  toPostId: string;

  @Field(() => AppointmentMode, { nullable: true, description: 'OFFICIAL when left out.' })
  mode?: AppointmentMode | null;

  @Field(() => Boolean, { nullable: true, description: 'Marks the main one of concurrent posts.' })
  primary?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'The fields that the holder covers.' })
  fields?: string[] | null;

  @Field(() => DayScalar, { nullable: true, description: 'Expected end of the term; it only warns.' })
  termEndsOn?: string | null;
}

@InputType({ description: 'A person, or one appointment, is suspended: access stops, grants and holdings stay.' })
export class SuspendLine {
  @Field(() => ID, { nullable: true, description: 'The person; or `appointmentId`.' })
  personId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The appointment; or `personId`.' })
  appointmentId?: string | null;

  @Field(() => DayScalar, { nullable: true, description: 'First day on which it no longer holds.' })
  endsOn?: string | null;
}

@InputType({ description: 'A suspension ends.' })
export class ReinstateLine {
  @Field(() => ID, { nullable: true, description: 'The person; or `appointmentId`.' })
  personId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The appointment; or `personId`.' })
  appointmentId?: string | null;
}

@InputType({ description: 'Rights of an appointment are delegated, in writing and for a time.' })
export class DelegateLine {
  @Field(() => ID, { description: 'The delegator’s appointment.' })
  fromAppointmentId: string;

  @Field(() => ID, { description: 'Who receives the rights.' })
  toPersonId: string;

  @Field(() => String, { description: 'What is delegated, as the policy names it.' })
  scope: string;

  @Field(() => [String], { nullable: true, description: 'Limits it to these fields.' })
  fields?: string[] | null;

  @Field(() => DayScalar, { description: 'First day on which it no longer holds.' })
  endsOn: string;
}

@InputType({ description: 'A delegation ends before its time.' })
export class EndDelegationLine {
  @Field(() => ID, { description: 'The delegation.' })
  delegationId: string;
}

@InputType({ description: 'A person bears another name from now on; the login stays.' })
export class ChangeNameLine {
  @Field(() => ID, { description: 'The person.' })
  personId: string;

  @Field(() => String, { nullable: true, description: 'Family name, where it changes.' })
  familyName?: string | null;

  @Field(() => String, { nullable: true, description: 'Middle name, where it changes.' })
  middleName?: string | null;

  @Field(() => String, { nullable: true, description: 'Given name, where it changes.' })
  givenName?: string | null;
}

@InputType({ description: 'A unit is established.' })
export class EstablishUnitLine {
  @Field(() => ID, { description: 'Its slug.' })
  id: string;

  @Field(() => String, { description: 'Its name in Vietnamese.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Its name in English; the Vietnamese one when left out.' })
  nameEn?: string | null;

  @Field(() => String, { description: 'Kind of body.' })
  kind: string;

  @Field(() => ID, { nullable: true, description: 'The unit above it.' })
  parentId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its electronic identifier.' })
  code?: string | null;
}

@InputType({ description: 'A post is opened in a unit.' })
export class OpenPostLine {
  @Field(() => ID, { description: 'Its id: `unit/position`.' })
  id: string;

  @Field(() => ID, { description: 'The unit.' })
  unitId: string;

  @Field(() => ID, { description: 'The position of the catalogue.' })
  positionId: string;

  @Field(() => String, { nullable: true, description: 'Its title, where it differs from the position’s.' })
  title?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many may hold it; null for no limit, the position’s number when left out.',
  })
  seats?: number | null;
}

@InputType({ description: 'A unit ends; nobody may be left in it.' })
export class EndUnitLine {
  @Field(() => ID, { description: 'The unit.' })
  unitId: string;

  @Field(() => [ID], { nullable: true, description: 'The units that take over its work.' })
  successorIds?: string[] | null;
}

@InputType({ description: 'All holders of one post move to another, however many they are.' })
export class MapPostLine {
  @Field(() => ID, { description: 'The post that they leave.' })
  fromPostId: string;

  @Field(() => ID, { description: 'The post that they take.' })
  toPostId: string;
}

@InputType({ description: 'A signed decision: at least one line, at most 1,000; all take effect or none.' })
export class RecordDecisionInput {
  @Field(() => String, { description: 'Number as printed on the paper.' })
  number: string;

  @Field(() => ID, { description: 'The unit that issued it.' })
  issuerId: string;

  @Field(() => DayScalar, { description: 'The day on which it was signed.' })
  signedOn: string;

  @Field(() => DayScalar, { description: 'The day from which it has effect, at 00:00 in Hanoi; may lie in the past.' })
  effectiveOn: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The decision of the same day that this one follows, where they touch the same thing.',
  })
  afterDecisionId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Hash of the preview that was seen; needed when it takes away more than the brake allows.',
  })
  previewHash?: string | null;

  @Field(() => [AppointLine], { nullable: true, description: 'Appointments.' })
  appoint?: AppointLine[] | null;

  @Field(() => [ReappointLine], { nullable: true, description: 'Renewed terms.' })
  reappoint?: ReappointLine[] | null;

  @Field(() => [EndLine], { nullable: true, description: 'Ends of appointments.' })
  end?: EndLine[] | null;

  @Field(() => [TransferLine], { nullable: true, description: 'Transfers.' })
  transfer?: TransferLine[] | null;

  @Field(() => [SuspendLine], { nullable: true, description: 'Suspensions.' })
  suspend?: SuspendLine[] | null;

  @Field(() => [ReinstateLine], { nullable: true, description: 'Ends of suspensions.' })
  reinstate?: ReinstateLine[] | null;

  @Field(() => [DelegateLine], { nullable: true, description: 'Delegations.' })
  delegate?: DelegateLine[] | null;

  @Field(() => [EndDelegationLine], { nullable: true, description: 'Ends of delegations.' })
  endDelegation?: EndDelegationLine[] | null;

  @Field(() => [ChangeNameLine], { nullable: true, description: 'Changes of name.' })
  changeName?: ChangeNameLine[] | null;

  @Field(() => [EstablishUnitLine], { nullable: true, description: 'New units.' })
  establishUnit?: EstablishUnitLine[] | null;

  @Field(() => [OpenPostLine], { nullable: true, description: 'New posts.' })
  openPost?: OpenPostLine[] | null;

  @Field(() => [EndUnitLine], { nullable: true, description: 'Ends of units.' })
  endUnit?: EndUnitLine[] | null;

  @Field(() => [MapPostLine], { nullable: true, description: 'Posts whose holders move.' })
  mapPost?: MapPostLine[] | null;
}

@InputType({ description: 'The head of a decision: what identifies the paper and says when it takes effect.' })
export class DecisionHeadInput {
  @Field(() => String, { description: 'Number as printed on the paper.' })
  number: string;

  @Field(() => ID, { description: 'The unit that issued it.' })
  issuerId: string;

  @Field(() => DayScalar, { description: 'The day on which it was signed.' })
  signedOn: string;

  @Field(() => DayScalar, { description: 'The day from which it has effect.' })
  effectiveOn: string;
}
