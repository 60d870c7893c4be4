/** Role changes in the API: snapshots, so that they read the same whenever they are read. */
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../shared/pages.graphql';
import type { Connection } from '../../shared/paging';
import { DayScalar, InstantScalar } from '../../shared/scalars';
import type { AnnouncedChange } from './announcements';
import { AppointmentMode } from '../inputs/decision-input.graphql';
import type { Holder } from './office-snapshots';
import type { PostSnapshot, UnitSnapshot } from './office/role-changes';

export enum RoleChangeKindType {
  SCHEDULED = 'SCHEDULED',
  APPOINTED = 'APPOINTED',
  REAPPOINTED = 'REAPPOINTED',
  ENDED = 'ENDED',
  TRANSFERRED = 'TRANSFERRED',
  SUSPENDED = 'SUSPENDED',
  REINSTATED = 'REINSTATED',
  DELEGATED = 'DELEGATED',
  DELEGATION_ENDED = 'DELEGATION_ENDED',
  NAME_CHANGED = 'NAME_CHANGED',
  UNIT_CHANGED = 'UNIT_CHANGED',
  ANNULLED = 'ANNULLED',
}

registerEnumType(RoleChangeKindType, {
  name: 'RoleChangeKind',
  description: 'What changed.',
  valuesConfig: {
    SCHEDULED: { description: 'Decided, and takes effect later; told again then.' },
    APPOINTED: { description: 'A person began to hold a post.' },
    REAPPOINTED: { description: 'The term was renewed.' },
    ENDED: { description: 'A person ceased to hold a post.' },
    TRANSFERRED: { description: 'A person moved to the post named here.' },
    SUSPENDED: { description: 'Access stopped; what is held stays.' },
    REINSTATED: { description: 'The suspension was lifted.' },
    DELEGATED: { description: 'A person received rights by delegation.' },
    DELEGATION_ENDED: { description: 'A delegation was ended by decision.' },
    NAME_CHANGED: { description: 'A person bears another name.' },
    UNIT_CHANGED: { description: 'A unit began or ended.' },
    ANNULLED: { description: 'What was decided was annulled.' },
  },
});

@ObjectType('PersonSnapshot', { description: 'A person as they were called then.' })
export class PersonSnapshotType {
  @Field(() => ID, { description: 'Id of the person.' })
  id: string;

  @Field(() => String, { description: 'Family, middle and given name.' })
  fullName: string;

  @Field(() => String, { description: 'Family name.' })
  familyName: string;

  @Field(() => String, { description: 'Middle name; may be empty.' })
  middleName: string;

  @Field(() => String, { description: 'Given name.' })
  givenName: string;

  @Field(() => String, { description: 'Login.' })
  login: string;
}

@ObjectType('PostSnapshot', { description: 'A post as it was called then.' })
export class PostSnapshotType {
  @Field(() => ID, { description: 'Id of the post.' })
  id: string;

  @Field(() => ID, { description: 'Id of its position.' })
  positionId: string;

  readonly titles: PostSnapshot;
}

@ObjectType('UnitSnapshot', { description: 'A unit as it was called then.' })
export class UnitSnapshotType {
  @Field(() => ID, { description: 'Id of the unit.' })
  id: string;

  @Field(() => String, { description: 'Kind of body.' })
  kind: string;

  readonly names: UnitSnapshot;
}

@ObjectType('DecisionSnapshot', { description: 'The decision behind a change.' })
export class DecisionSnapshotType {
  @Field(() => ID, { description: 'Id of the decision.' })
  id: string;

  @Field(() => String, { description: 'Number as printed.' })
  number: string;

  @Field(() => ID, { description: 'Id of the unit that issued it.' })
  issuerId: string;

  @Field(() => String, { description: 'Name of the unit that issued it.' })
  issuerName: string;

  @Field(() => DayScalar, { description: 'The day on which it was signed.' })
  signedOn: string;

  @Field(() => DayScalar, { description: 'The day from which it has effect.' })
  effectiveOn: string;
}

@ObjectType('RoleChange', {
  description: 'One change of who holds office, told once at the instant at which it takes effect.',
})
export class RoleChangeType {
  @Field(() => ID, { description: 'Id of the announcement; the same however often it is read.' })
  id: string;

  @Field(() => String, { description: 'Where it stands in the log; goes into `after`.' })
  cursor: string;

  @Field(() => RoleChangeKindType, { description: 'What changed.' })
  kind: RoleChangeKindType;

  @Field(() => RoleChangeKindType, { nullable: true, description: 'SCHEDULED only: what will happen.' })
  scheduledKind: RoleChangeKindType | null;

  @Field(() => InstantScalar, { description: 'When it takes effect.' })
  effectiveAt: Date;

  @Field(() => InstantScalar, { description: 'When its decision was recorded.' })
  recordedAt: Date;

  @Field(() => PersonSnapshotType, { nullable: true, description: 'Whom it concerns.' })
  person: PersonSnapshotType | null;

  @Field(() => PostSnapshotType, { nullable: true, description: 'The post; of a delegation, the delegator’s.' })
  post: PostSnapshotType | null;

  @Field(() => UnitSnapshotType, { nullable: true, description: 'The unit of the post, or the unit that changed.' })
  unit: UnitSnapshotType | null;

  @Field(() => AppointmentMode, { nullable: true, description: 'How the post is held.' })
  mode: AppointmentMode | null;

  @Field(() => ID, { nullable: true, description: 'The appointment.' })
  appointmentId: string | null;

  @Field(() => ID, { nullable: true, description: 'TRANSFERRED: the appointment that ended with it.' })
  previousAppointmentId: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the appointment stood when this was told; null for what concerns no appointment.',
  })
  inForce: boolean | null;

  @Field(() => DecisionSnapshotType, { description: 'The decision behind it.' })
  decision: DecisionSnapshotType;
}

export const RoleChangeConnection = connectionType(() => RoleChangeType, 'RoleChange');

@ObjectType('OfficeHolder', { description: 'Who holds a post now, as a role change would tell of it.' })
export class OfficeHolderType {
  @Field(() => ID, { description: 'Id of the appointment; role changes name it.' })
  appointmentId: string;

  @Field(() => PersonSnapshotType, { description: 'Who holds the post.' })
  person: PersonSnapshotType;

  @Field(() => PostSnapshotType, { description: 'The post.' })
  post: PostSnapshotType;

  @Field(() => UnitSnapshotType, { description: 'The unit of the post.' })
  unit: UnitSnapshotType;

  @Field(() => AppointmentMode, { description: 'How the post is held.' })
  mode: AppointmentMode;

  @Field(() => Boolean, { description: 'Whether it is the main one of several posts.' })
  primary: boolean;

  @Field(() => DayScalar, { description: 'The first day in office.' })
  startsOn: string;

  @Field(() => Boolean, { description: 'Whether access is stopped while the post is kept.' })
  suspended: boolean;
}

const OfficeHolderConnection = connectionType(() => OfficeHolderType, 'OfficeHolder');

@ObjectType('OfficeSnapshot', {
  description: 'Who holds office now, and the cursor from which role changes go on without a gap.',
})
export class OfficeSnapshotType {
  @Field(() => String, {
    description:
      'Follow `roleChanges` after it. The same on every page. A change made while you paged is told although a later page may show it; `inForce` makes doing it twice harmless.',
  })
  cursor: string;

  @Field(() => OfficeHolderConnection, { description: 'One for each appointment in force, by its id.' })
  holders: Connection<OfficeHolderType>;
}

/** A holder as the API shows one. */
export function officeHolderOf(holder: Holder): OfficeHolderType {
  const { post, unit, mode, ...rest } = holder;
  return {
    ...rest,
    post: { id: post.id, positionId: post.positionId, titles: post },
    unit: { id: unit.id, kind: unit.kind, names: unit },
    mode: AppointmentMode[constantOf(mode)],
  };
}

/** The log's entry as the API shows it. */
export function roleChangeOf(change: AnnouncedChange, cursor: string): RoleChangeType {
  const { id, person, decision, appointmentId, post, unit } = change;
  return {
    id,
    cursor,
    kind: RoleChangeKindType[change.kind],
    scheduledKind: change.scheduledKind === null ? null : RoleChangeKindType[change.scheduledKind],
    effectiveAt: new Date(change.effectiveAt),
    recordedAt: new Date(change.recordedAt),
    person,
    post: post && { id: post.id, positionId: post.positionId, titles: post },
    unit: unit && { id: unit.id, kind: unit.kind, names: unit },
    mode: change.mode === null ? null : AppointmentMode[constantOf(change.mode)],
    appointmentId,
    previousAppointmentId: change.previousAppointmentId ?? null,
    inForce: change.inForce ?? null,
    decision,
  };
}

function constantOf(mode: string): keyof typeof AppointmentMode {
  return mode.toUpperCase().replaceAll('-', '_') as keyof typeof AppointmentMode;
}
