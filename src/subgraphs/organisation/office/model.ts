/** Office as the facts give it: who holds what, from when to when. Plain data; built by `fold.ts` alone. */
import { covers, type Day } from '../../../shared/day';
import type { EndReason, Mode } from './facts';

export interface Interval {
  readonly startsOn: Day;
  readonly endsOn: Day | null;
}

export interface Basis {
  readonly decisionId: string;
  readonly line: number;
}

export interface UnitState extends Interval {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly kind: string;
  readonly parentId: string | null;
  readonly code: string | null;
  readonly successorIds: readonly string[];
  readonly basis: Basis;
  readonly endBasis: Basis | null;
}

export interface PostState extends Interval {
  readonly id: string;
  readonly unitId: string;
  readonly positionId: string;
  readonly title: string | null;
  readonly seats: number | null;
  /** The post that its holders went over to when it was closed. */
  readonly mappedToId: string | null;
  readonly basis: Basis;
  readonly endBasis: Basis | null;
}

export interface PersonName {
  readonly startsOn: Day;
  readonly familyName: string;
  readonly middleName: string;
  readonly givenName: string;
}

export interface AppointmentState extends Interval {
  readonly id: string;
  readonly personId: string;
  readonly postId: string;
  readonly mode: Mode;
  readonly primary: boolean;
  readonly fields: readonly string[];
  readonly termEndsOn: Day | null;
  readonly homeAppointmentId: string | null;
  readonly movedFromId: string | null;
  /** The appointment that a reorganisation carried over into this one: its ends and suspensions hold here as well. */
  readonly carriedFromId: string | null;
  readonly endReason: EndReason | null;
  readonly successorId: string | null;
  readonly basis: Basis;
  readonly endBasis: Basis | null;
}

export interface SuspensionState extends Interval {
  readonly id: string;
  readonly personId: string;
  /** Null: of the whole person. */
  readonly appointmentId: string | null;
  /** The suspension that a reorganisation carried over into this one, with its appointment. */
  readonly carriedFromId: string | null;
  readonly basis: Basis;
  /** The line that lifted it; null where it ends on the day that it named. */
  readonly endBasis: Basis | null;
}

export interface DelegationState extends Interval {
  readonly id: string;
  readonly fromAppointmentId: string;
  readonly fromPersonId: string;
  readonly toPersonId: string;
  readonly scope: string;
  readonly fields: readonly string[];
  readonly basis: Basis;
  readonly endBasis: Basis | null;
}

export interface Office {
  readonly units: ReadonlyMap<string, UnitState>;
  readonly posts: ReadonlyMap<string, PostState>;
  readonly names: ReadonlyMap<string, readonly PersonName[]>;
  readonly appointments: ReadonlyMap<string, AppointmentState>;
  readonly suspensions: readonly SuspensionState[];
  readonly delegations: ReadonlyMap<string, DelegationState>;
  readonly appointmentsByPerson: ReadonlyMap<string, readonly AppointmentState[]>;
  readonly appointmentsByPost: ReadonlyMap<string, readonly AppointmentState[]>;
  readonly suspensionsByPerson: ReadonlyMap<string, readonly SuspensionState[]>;
  readonly delegationsByDelegate: ReadonlyMap<string, readonly DelegationState[]>;
}

/** A title of the catalogue, as far as rules need it. */
export interface PositionRule {
  readonly id: string;
  readonly titleVi: string;
  readonly titleEn: string;
  readonly rank: number;
  readonly managementRole: string;
  readonly seats: number | null;
}

export function inForce(interval: Interval, on: Day): boolean {
  return covers(interval.startsOn, interval.endsOn, on);
}

export function isEmpty(interval: Interval): boolean {
  return interval.endsOn !== null && interval.endsOn <= interval.startsOn;
}

export function overlap(a: Interval, b: Interval): boolean {
  if (isEmpty(a) || isEmpty(b)) return false;
  return (b.endsOn === null || a.startsOn < b.endsOn) && (a.endsOn === null || b.startsOn < a.endsOn);
}

/** True when every day of `inner` is one of `outer`. */
export function within(inner: Interval, outer: Interval): boolean {
  if (inner.startsOn < outer.startsOn) return false;
  return outer.endsOn === null || (inner.endsOn !== null && inner.endsOn <= outer.endsOn);
}

/** Suspended in person, or in this very appointment. */
export function isSuspended(office: Office, appointment: AppointmentState, on: Day): boolean {
  return (office.suspensionsByPerson.get(appointment.personId) ?? []).some(
    (one) => (one.appointmentId === null || one.appointmentId === appointment.id) && inForce(one, on),
  );
}

/** Away on secondment: another appointment in force names this one as its home. */
export function isAway(office: Office, appointment: AppointmentState, on: Day): boolean {
  return (office.appointmentsByPerson.get(appointment.personId) ?? []).some(
    (one) => one.mode === 'seconded' && one.homeAppointmentId === appointment.id && inForce(one, on),
  );
}

/** From the unit itself up to the root; stops at a unit that is not known here, and at a circle. */
export function unitPath(units: ReadonlyMap<string, { readonly parentId: string | null }>, unitId: string): string[] {
  const path: string[] = [];
  let next: string | null = unitId;
  while (next !== null && !path.includes(next)) {
    path.push(next);
    next = units.get(next)?.parentId ?? null;
  }
  return path;
}
