/**
 * What other systems are told about a decision: one role change per thing that changes, at the instant at which it
 * takes effect. Carries a snapshot, so that ten thousand subscribers need not ask ten thousand times.
 */
import { startOf, type Day } from '../../../shared/day';
import { fullName } from '../../../shared/text';
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
}

export interface Directory {
  readonly positions: ReadonlyMap<string, PositionRule>;
  readonly logins: ReadonlyMap<string, string>;
}

/** The changes that new facts announce, each at its own day. */
export function roleChangesOf(facts: readonly Fact[], after: Office, directory: Directory): RoleChange[] {
  const moved = new Set(
    facts.flatMap((fact) => (fact.kind === 'appointmentStart' ? (fact.body.movedFromId ?? []) : [])),
  );
  const write = new Writer(after, directory);
  return facts.flatMap((fact): RoleChange[] => {
    switch (fact.kind) {
      case 'appointmentStart':
        return write.ofAppointment(fact.body.movedFromId === null ? 'APPOINTED' : 'TRANSFERRED', fact, fact.subjectId);
      case 'appointmentEnd':
        return moved.has(fact.subjectId) ? [] : write.ofAppointment('ENDED', fact, fact.subjectId);
      case 'personEnd':
        return (after.appointmentsByPerson.get(fact.subjectId) ?? [])
          .filter((one) => one.endBasis?.decisionId === fact.decisionId && one.endBasis?.line === fact.line)
          .flatMap((one) => write.ofAppointment('ENDED', fact, one.id));
      case 'termSet':
        return write.ofAppointment('REAPPOINTED', fact, fact.subjectId);
      case 'suspensionStart':
      case 'suspensionEnd': {
        const kind = fact.kind === 'suspensionStart' ? 'SUSPENDED' : 'REINSTATED';
        return fact.appointmentId === null
          ? write.ofPerson(kind, fact)
          : write.ofAppointment(kind, fact, fact.appointmentId);
      }
      case 'delegationStart':
        return write.ofDelegation('DELEGATED', fact);
      case 'delegationEnd':
        return write.ofDelegation('DELEGATION_ENDED', fact);
      case 'nameSet':
        return write.ofPerson('NAME_CHANGED', fact);
      case 'unitStart':
      case 'unitEnd':
        return write.ofUnit(fact);
      case 'postOpen':
      case 'postClose':
        return [];
    }
  });
}

class Writer {
  constructor(
    private readonly office: Office,
    private readonly directory: Directory,
  ) {}

  ofAppointment(kind: RoleChangeKind, fact: Fact, appointmentId: string): RoleChange[] {
    const appointment = this.office.appointments.get(appointmentId);
    if (!appointment) return [];
    return [
      this.change(kind, fact, kind === 'SUSPENDED' ? fact.subjectId : appointmentId, appointment.personId, appointment),
    ];
  }

  ofPerson(kind: RoleChangeKind, fact: Fact): RoleChange[] {
    return [this.change(kind, fact, fact.subjectId, fact.personId, null)];
  }

  /** Of the delegate; the post is the delegator's. */
  ofDelegation(kind: RoleChangeKind, fact: Fact): RoleChange[] {
    const from = this.office.appointments.get(fact.appointmentId ?? '') ?? null;
    return [this.change(kind, fact, fact.subjectId, fact.personId, from)];
  }

  ofUnit(fact: Fact): RoleChange[] {
    return [{ ...this.change('UNIT_CHANGED', fact, fact.subjectId, null, null), ...this.unit(fact.subjectId) }];
  }

  private change(
    kind: RoleChangeKind,
    fact: Fact,
    subjectId: string,
    personId: string | null,
    appointment: AppointmentState | null,
  ): RoleChange {
    const post = appointment ? this.post(appointment.postId) : null;
    return {
      kind,
      subjectId,
      effectiveAt: startOf(fact.onDay),
      person: personId === null ? null : this.person(personId, fact.onDay),
      post,
      ...this.unit(post?.unitId ?? null),
      mode: appointment?.mode ?? null,
      appointmentId: appointment?.id ?? null,
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
