/**
 * What other systems are told about a decision: one role change per thing that changes, at the instant at which it
 * takes effect. Carries a snapshot, so that ten thousand subscribers need not ask ten thousand times.
 */
import { startOf, type Day } from '../../../shared/day';
import { fullName } from '../../../shared/text';
import { withCarried } from './carried';
import type { Fact, Mode } from './facts';
import { unitPath, type AppointmentState, type Office, type PositionRule } from './model';

export const ROLE_CHANGE_KINDS = [
  'SCHEDULED',
  'APPOINTED',
  'REAPPOINTED',
  'ENDED',
  'TRANSFERRED',
  'SUSPENDED',
  'REINSTATED',
  'DELEGATED',
  'DELEGATION_ENDED',
  'NAME_CHANGED',
  'UNIT_CHANGED',
  'ANNULLED',
] as const;

export type RoleChangeKind = (typeof ROLE_CHANGE_KINDS)[number];

export interface PersonSnapshot {
  readonly id: string;
  readonly login: string;
  readonly familyName: string;
  readonly middleName: string;
  readonly givenName: string;
  readonly fullName: string;
}

export interface PostSnapshot {
  readonly id: string;
  readonly positionId: string;
  readonly titleVi: string;
  readonly titleEn: string;
  readonly unitId: string;
}

export interface UnitSnapshot {
  readonly id: string;
  readonly nameVi: string;
  readonly nameEn: string;
  readonly kind: string;
}

export interface DecisionSnapshot {
  readonly id: string;
  readonly number: string;
  readonly issuerId: string;
  readonly issuerName: string;
  readonly signedOn: Day;
  readonly effectiveOn: Day;
}

export interface RoleChange {
  readonly kind: RoleChangeKind;
  /** What is announced once: with the kind and the instant it is unique. */
  readonly subjectId: string;
  readonly effectiveAt: Date;
  readonly person: PersonSnapshot | null;
  readonly post: PostSnapshot | null;
  readonly unit: UnitSnapshot | null;
  /** The unit and all above it, so that a subscriber to a unit hears of its divisions. */
  readonly unitPath: readonly string[];
  readonly mode: Mode | null;
  readonly appointmentId: string | null;
  /** TRANSFERRED: the appointment that this one takes the place of, which ends with it. */
  readonly previousAppointmentId: string | null;
}

export interface Directory {
  readonly positions: ReadonlyMap<string, PositionRule>;
  readonly logins: ReadonlyMap<string, string>;
}

/** The changes that new facts announce, each at its own day; ends are `endsMoved`'s, whatever they follow from. */
export function roleChangesOf(facts: readonly Fact[], office: Office, directory: Directory): RoleChange[] {
  const write = new Writer(office, directory);
  return facts.flatMap((fact): RoleChange[] => {
    switch (fact.kind) {
      case 'appointmentStart':
        return write.ofAppointment(
          fact.body.movedFromId === null ? 'APPOINTED' : 'TRANSFERRED',
          fact.onDay,
          fact.subjectId,
        );
      case 'termSet':
        return write.ofAppointment('REAPPOINTED', fact.onDay, fact.subjectId);
      case 'suspensionStart':
        return [write.of('SUSPENDED', fact.onDay, fact.subjectId, fact.personId, fact.appointmentId)];
      case 'delegationStart':
        return [write.of('DELEGATED', fact.onDay, fact.subjectId, fact.personId, fact.appointmentId)];
      case 'nameSet':
        return [write.of('NAME_CHANGED', fact.onDay, fact.subjectId, fact.personId, null)];
      case 'unitStart':
      case 'unitEnd':
        return [write.ofUnit(fact.onDay, fact.subjectId)];
      case 'appointmentEnd':
      case 'personEnd':
      case 'suspensionEnd':
      case 'delegationEnd':
      case 'postOpen':
      case 'postClose':
        return [];
    }
  });
}

/** The ends that facts themselves said: what is taken back when they are annulled. */
export function endsSaid(facts: readonly Fact[], office: Office, directory: Directory): RoleChange[] {
  const write = new Writer(office, directory);
  return facts.flatMap((fact): RoleChange[] => {
    if (fact.kind === 'appointmentEnd') {
      const [first, ...carried] = withCarried(office, [fact.subjectId]);
      const ended = carried.filter((id) => endedBy(fact, office.appointments.get(id)));
      return [first, ...ended].flatMap((id) => write.ofAppointment('ENDED', fact.onDay, id ?? ''));
    }
    if (fact.kind === 'personEnd') {
      return (office.appointmentsByPerson.get(fact.subjectId) ?? [])
        .filter((one) => endedBy(fact, one))
        .flatMap((one) => write.ofAppointment('ENDED', fact.onDay, one.id));
    }
    const kind = fact.kind === 'suspensionEnd' ? 'REINSTATED' : 'DELEGATION_ENDED';
    if (fact.kind !== 'suspensionEnd' && fact.kind !== 'delegationEnd') return [];
    return [write.of(kind, fact.onDay, fact.subjectId, fact.personId, fact.appointmentId)];
  });
}

function endedBy(fact: Fact, appointment: AppointmentState | undefined): boolean {
  return appointment?.endBasis?.decisionId === fact.decisionId && appointment?.endBasis?.line === fact.line;
}

/**
 * Appointments, suspensions and delegations whose end is new or has moved, for whatever reason: what was to be told of
 * the old one is void. A transfer tells its own end. A suspension that a reorganisation carried over begins by no fact of
 * its own, so that it begins, or does not after all, is told here.
 */
export function endsMoved(
  before: Office,
  after: Office,
  directory: Directory,
): { readonly subjectIds: string[]; readonly changes: RoleChange[]; readonly neverBegun: string[] } {
  const write = new Writer(after, directory);
  const subjectIds: string[] = [];
  const changes: RoleChange[] = [];
  const transferred = new Map([...after.appointments.values()].map((one) => [one.movedFromId, one.startsOn]));
  for (const one of after.appointments.values()) {
    if ((before.appointments.get(one.id)?.endsOn ?? null) === one.endsOn) continue;
    subjectIds.push(one.id);
    if (one.endsOn !== null && transferred.get(one.id) !== one.endsOn)
      changes.push(...write.ofAppointment('ENDED', one.endsOn, one.id));
  }
  const suspendedUntil = new Map(before.suspensions.map((one) => [one.id, one.endsOn]));
  for (const one of after.suspensions) {
    if (one.carriedFromId !== null && !suspendedUntil.has(one.id))
      changes.push(write.of('SUSPENDED', one.startsOn, one.id, one.personId, one.appointmentId));
    if ((suspendedUntil.get(one.id) ?? null) === one.endsOn) continue;
    subjectIds.push(one.id);
    if (one.endsOn !== null) changes.push(write.of('REINSTATED', one.endsOn, one.id, one.personId, one.appointmentId));
  }
  for (const one of after.delegations.values()) {
    if (before.delegations.get(one.id)?.endsOn === one.endsOn) continue;
    subjectIds.push(one.id);
    if (one.endsOn !== null)
      changes.push(write.of('DELEGATION_ENDED', one.endsOn, one.id, one.toPersonId, one.fromAppointmentId));
  }
  const gone = [...before.appointments.keys(), ...before.delegations.keys()].filter(
    (id) => !after.appointments.has(id) && !after.delegations.has(id),
  );
  const lifted = before.suspensions.filter((one) => !after.suspensions.some((other) => other.id === one.id));
  subjectIds.push(...gone, ...lifted.map((one) => one.id));
  const neverBegun = lifted.filter(
    (one) => one.carriedFromId !== null && after.appointments.has(one.appointmentId ?? ''),
  );
  for (const one of neverBegun)
    changes.push(write.of('REINSTATED', one.startsOn, one.id, one.personId, one.appointmentId));
  return { subjectIds, changes, neverBegun: neverBegun.map((one) => one.id) };
}

/** Writes snapshots as they are on a day. */
export class Writer {
  constructor(
    private readonly office: Office,
    private readonly directory: Directory,
  ) {}

  ofAppointment(kind: RoleChangeKind, onDay: Day, appointmentId: string): RoleChange[] {
    const appointment = this.office.appointments.get(appointmentId);
    return appointment ? [this.of(kind, onDay, appointmentId, appointment.personId, appointmentId)] : [];
  }

  ofUnit(onDay: Day, unitId: string): RoleChange {
    return { ...this.of('UNIT_CHANGED', onDay, unitId, null, null), ...this.unit(unitId) };
  }

  /** Of a delegation the person is the delegate and the post the delegator's. */
  of(
    kind: RoleChangeKind,
    onDay: Day,
    subjectId: string,
    personId: string | null,
    appointmentId: string | null,
  ): RoleChange {
    const appointment = appointmentId === null ? undefined : this.office.appointments.get(appointmentId);
    const post = appointment ? this.post(appointment.postId) : null;
    return {
      kind,
      subjectId,
      effectiveAt: startOf(onDay),
      person: personId === null ? null : this.person(personId, onDay),
      post,
      ...this.unit(post?.unitId ?? null),
      mode: appointment?.mode ?? null,
      appointmentId: appointment?.id ?? null,
      previousAppointmentId: kind === 'TRANSFERRED' ? (appointment?.movedFromId ?? null) : null,
    };
  }

  private person(id: string, on: Day): PersonSnapshot | null {
    const names = this.office.names.get(id) ?? [];
    const name = names.filter((one) => one.startsOn <= on).at(-1) ?? names[0];
    if (!name) return null;
    const { familyName, middleName, givenName } = name;
    return {
      id,
      login: this.directory.logins.get(id) ?? '',
      familyName,
      middleName,
      givenName,
      fullName: fullName(name),
    };
  }

  private post(id: string): PostSnapshot | null {
    const post = this.office.posts.get(id);
    const position = post && this.directory.positions.get(post.positionId);
    if (!post || !position) return null;
    const title = post.title;
    return {
      id,
      positionId: position.id,
      titleVi: title ?? position.titleVi,
      titleEn: title ?? position.titleEn,
      unitId: post.unitId,
    };
  }

  private unit(id: string | null): Pick<RoleChange, 'unit' | 'unitPath'> {
    const unit = id === null ? undefined : this.office.units.get(id);
    if (!unit) return { unit: null, unitPath: [] };
    const snapshot = { id: unit.id, nameVi: unit.name, nameEn: unit.nameEn ?? unit.name, kind: unit.kind };
    return { unit: snapshot, unitPath: unitPath(this.office.units, unit.id) };
  }
}
