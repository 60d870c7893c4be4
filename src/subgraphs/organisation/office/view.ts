/** Office as the engine asks for it: everything about one person, past and future. */
import type {
  AppointmentFacts,
  DelegationFacts,
  PostFacts,
  SuspensionFacts,
  UnitFacts,
} from '../../../provisioning/core/facts';
import type { OfficeFacts } from '../../../provisioning/office-reader';
import {
  isEmpty,
  unitPath,
  type AppointmentState,
  type Office,
  type PositionRule,
  type SuspensionState,
  type UnitState,
} from './model';
import type { Fact } from './facts';
import { LEADING } from './head';

/** Divisions use the instance of the body they belong to (clause 38: each body has its own link). */
const DIVISION = 'division';

export interface Catalogue {
  readonly positions: ReadonlyMap<string, PositionRule>;
  readonly logins: ReadonlyMap<string, string>;
}

/** `given`: the beginnings of all appointments of this person that were ever recorded, annulled ones among them. */
export function officeFacts(
  office: Office,
  personId: string,
  catalogue: Catalogue,
  given: readonly Fact[] = [],
): OfficeFacts | null {
  const login = catalogue.logins.get(personId);
  const names = office.names.get(personId);
  if (login === undefined || !names) return null;
  const appointments = (office.appointmentsByPerson.get(personId) ?? []).flatMap(
    (one) => appointmentFacts(office, one, catalogue) ?? [],
  );
  const undone = given.filter((fact) => !appointments.some((one) => one.id === fact.subjectId));
  return {
    personId,
    login,
    names,
    appointments,
    ...(undone.length === 0 ? {} : { undonePostIds: [...new Set(undone.flatMap((fact) => fact.postId ?? []))].sort() }),
    suspensions: (office.suspensionsByPerson.get(personId) ?? []).map(suspensionFacts),
    delegations: (office.delegationsByDelegate.get(personId) ?? []).flatMap((delegation): DelegationFacts[] => {
      const state = office.appointments.get(delegation.fromAppointmentId);
      const from = state && appointmentFacts(office, state, catalogue);
      if (!from || isEmpty(delegation)) return [];
      const { id, scope, fields, startsOn, endsOn, basis, endBasis } = delegation;
      const delegatorSuspensions = (office.suspensionsByPerson.get(delegation.fromPersonId) ?? [])
        .filter((one) => one.appointmentId === null || one.appointmentId === from.id)
        .map(suspensionFacts);
      return [{ id, from, scope, fields, startsOn, endsOn, basis, endBasis, delegatorSuspensions }];
    }),
  };
}

function appointmentFacts(
  office: Office,
  appointment: AppointmentState,
  catalogue: Catalogue,
): AppointmentFacts | null {
  const post = postFacts(office, appointment.postId, catalogue);
  if (!post || isEmpty(appointment)) return null;
  const { id, mode, primary, fields, homeAppointmentId, startsOn, endsOn, basis, endBasis } = appointment;
  return { id, post, mode, primary, fields, homeAppointmentId, startsOn, endsOn, basis, endBasis };
}

function postFacts(office: Office, postId: string, catalogue: Catalogue): PostFacts | null {
  const post = office.posts.get(postId);
  const position = post && catalogue.positions.get(post.positionId);
  const unit = post && office.units.get(post.unitId);
  if (!post || !position || !unit) return null;
  return {
    id: post.id,
    positionId: position.id,
    title: post.title ?? position.titleVi,
    rank: position.rank,
    unit: unitFacts(office.units, unit),
    seats: post.seats,
    ...(answersFor(position) === null ? {} : { answers: true }),
  };
}

const RECORDS = 'records-clerk';

/** What the holder of such a post answers for when others leave: the unit, its papers, or nothing. */
export function answersFor({ managementRole }: Pick<PositionRule, 'managementRole'>): 'unit' | 'records' | null {
  if (LEADING.has(managementRole)) return 'unit';
  return managementRole === RECORDS ? 'records' : null;
}

type UnitShape = Pick<UnitState, 'id' | 'name' | 'kind' | 'parentId'>;

export function unitFacts(units: ReadonlyMap<string, UnitShape>, unit: UnitShape): UnitFacts {
  const path = unitPath(units, unit.id);
  const instanceUnitId = path.find((id) => units.get(id)?.kind !== DIVISION) ?? unit.id;
  return { id: unit.id, name: unit.name, kind: unit.kind, path, instanceUnitId };
}

function suspensionFacts(suspension: SuspensionState): SuspensionFacts {
  const { appointmentId, startsOn, endsOn, basis, endBasis } = suspension;
  return { appointmentId, startsOn, endsOn, basis, endBasis };
}
