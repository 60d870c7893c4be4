/**
 * Whether a person stands in office on a day, and what they may administer: asked with every request. Office is an
 * appointment of one's own. A delegation adds rights to it and pauses or ends with either side (invariant 14), so it
 * never keeps anybody in office by itself.
 */
import type { Day } from '../../../shared/day';
import {
  inForce,
  isAway,
  isSuspended,
  type AppointmentState,
  type DelegationState,
  type Office,
  type PositionRule,
} from './model';

export const ADMINISTERING_ROLE = 'unit-administrator';

export interface Standing {
  readonly inOffice: boolean;
  readonly suspended: boolean;
  readonly unitIds: readonly string[];
  /** Units in which a post that administers is held, and not paused by a secondment; their subtrees are the caller's to spell out. */
  readonly administersFrom: readonly string[];
  /** Every management role that a post in force carries, and where; an administering one included. */
  readonly roles: readonly RoleInUnit[];
  /** The same of posts whose holder has delegated all of it to this person, each with the delegation. */
  readonly delegatedRoles: readonly DelegatedRole[];
}

export interface RoleInUnit {
  readonly managementRole: string;
  readonly unitId: string;
}

export interface DelegatedRole extends RoleInUnit {
  readonly delegationId: string;
  readonly delegatorId: string;
}

/** The scope of a delegation that passes on all of a post (policy: `delegation`); others concern documents alone. */
const WHOLE_POST = 'all';

export function standingOn(
  office: Office,
  personId: string,
  on: Day,
  positions: ReadonlyMap<string, PositionRule>,
): Standing {
  const held = (office.appointmentsByPerson.get(personId) ?? []).filter((one) => inForce(one, on));
  const active = held.filter((one) => !isSuspended(office, one, on));
  const unitOf = (postId: string): string | undefined => office.posts.get(postId)?.unitId;
  const inPerson = (office.suspensionsByPerson.get(personId) ?? []).some(
    (one) => one.appointmentId === null && inForce(one, on),
  );
  const roleOf = (one: AppointmentState): readonly RoleInUnit[] => {
    const unitId = unitOf(one.postId);
    const position = positions.get(office.posts.get(one.postId)?.positionId ?? '');
    return unitId === undefined || position === undefined ? [] : [{ managementRole: position.managementRole, unitId }];
  };
  const roles = active.filter((one) => !isAway(office, one, on)).flatMap(roleOf);
  return {
    inOffice: held.length > 0,
    suspended: inPerson || (held.length > 0 && active.length === 0),
    unitIds: [...new Set(held.flatMap((one) => unitOf(one.postId) ?? []))],
    administersFrom: [
      ...new Set(roles.flatMap((one) => (one.managementRole === ADMINISTERING_ROLE ? one.unitId : []))),
    ],
    roles,
    delegatedRoles: delegators(office, personId, on).flatMap(({ delegation, from }) =>
      roleOf(from).map((role) => ({ ...role, delegationId: delegation.id, delegatorId: from.personId })),
    ),
  };
}

/** Appointments of others that stand, present and not suspended, and are delegated as a whole to this person today. */
function delegators(
  office: Office,
  personId: string,
  on: Day,
): { readonly delegation: DelegationState; readonly from: AppointmentState }[] {
  return (office.delegationsByDelegate.get(personId) ?? [])
    .filter((one) => inForce(one, on) && one.scope.trim().toLowerCase() === WHOLE_POST)
    .flatMap((delegation) => {
      const from = office.appointments.get(delegation.fromAppointmentId);
      const stands =
        from !== undefined && inForce(from, on) && !isAway(office, from, on) && !isSuspended(office, from, on);
      return stands ? [{ delegation, from }] : [];
    });
}
