/**
 * Rewrites the rows that exist for querying from the same fold that answers every question, in the transaction that
 * changed the facts. Nothing is ever read from these rows to decide anything.
 */
import { In, type EntityManager } from 'typeorm';
import { dayOf } from '../../shared/day';
import { fullName, searchKey } from '../../shared/text';
import { chunks } from '../../shared/lists';
import { AppointmentRow } from './appointment.entity';
import { DelegationRow } from './delegation.entity';
import { changedOf } from './office/carried';
import type { Fact } from './office/facts';
import {
  unitPath,
  type AppointmentState,
  type Office,
  type PersonName,
  type PostState,
  type UnitState,
} from './office/model';
import { PersonRow } from './person.entity';
import { PostRow } from './post.entity';
import { sortKey, spelling } from './sort-key';
import { SuccessionRow } from './succession.entity';
import { UnitRow } from './unit.entity';

const ROWS = 100;

export interface Change {
  readonly facts: readonly Fact[];
  readonly before: Office;
  readonly after: Office;
}

export async function project(manager: EntityManager, change: Change, now: Date): Promise<void> {
  await projectUnits(manager, change);
  await upsert(manager, PostRow, rowsOf(subjects(change, ['postOpen', 'postClose']), change, 'posts', postRow));
  await upsert(manager, AppointmentRow, rowsOf(appointmentIds(change), change, 'appointments', appointmentRow));
  await upsert(manager, DelegationRow, delegationRows(change));
  for (const personId of subjects(change, ['nameSet'])) {
    await manager.update(PersonRow, { id: personId }, nameColumns(change.after.names.get(personId) ?? [], now));
  }
}

/** The columns of a person's row that follow from the names borne; the one of today is shown and searched. */
export function nameColumns(
  names: readonly PersonName[],
  now: Date,
): Pick<PersonRow, 'names' | 'familyName' | 'middleName' | 'givenName' | 'searchKey' | 'spelling' | 'sortKey'> {
  const today = dayOf(now);
  const name = names.filter((one) => one.startsOn <= today).at(-1) ?? names[0];
  if (!name) throw new Error('a person has at least one name');
  const { familyName, middleName, givenName } = name;
  return {
    names: JSON.stringify(names),
    familyName,
    middleName,
    givenName,
    searchKey: searchKey(fullName(name)).slice(0, 255),
    spelling: spelling(fullName(name)),
    sortKey: sortKey(name),
  };
}

async function projectUnits(manager: EntityManager, change: Change): Promise<void> {
  const ids = subjects(change, ['unitStart', 'unitEnd']);
  await upsert(manager, UnitRow, rowsOf(ids, change, 'units', unitRow));
  const ended = subjects(change, ['unitEnd']);
  for (const some of chunks(ended)) await manager.delete(SuccessionRow, { predecessorId: In(some) });
  const rows = ended.flatMap((predecessorId): SuccessionRow[] => {
    const unit = change.after.units.get(predecessorId);
    if (!unit || unit.endsOn === null) return [];
    const { endsOn, endBasis, successorIds } = unit;
    return successorIds.map((successorId) => ({
      predecessorId,
      successorId,
      onDay: endsOn,
      decisionId: endBasis?.decisionId ?? '',
    }));
  });
  for (const some of chunks(rows, ROWS)) await manager.insert(SuccessionRow, some);
}

function subjects(change: Change, kinds: readonly Fact['kind'][]): string[] {
  return [...new Set(change.facts.filter((fact) => kinds.includes(fact.kind)).map((fact) => fact.subjectId))];
}

function appointmentIds(change: Change): string[] {
  const ids = new Set(change.facts.flatMap((fact) => fact.appointmentId ?? []));
  // What ends with its person, or with what a reorganisation carried over into it, is named by no fact.
  const personIds = new Set(change.facts.flatMap((fact) => fact.personId ?? []));
  for (const one of changedOf(personIds, change.before, change.after)) ids.add(one.id);
  return [...ids];
}

/** Rows of what is, and of what was before and is annulled now. */
function rowsOf<K extends 'units' | 'posts' | 'appointments', R>(
  ids: readonly string[],
  change: Change,
  of: K,
  row: (state: StateOf<K>, office: Office, annulled: boolean) => R,
): R[] {
  return ids.flatMap((id): R[] => {
    const is = change.after[of].get(id) as StateOf<K> | undefined;
    if (is) return [row(is, change.after, false)];
    const was = change.before[of].get(id) as StateOf<K> | undefined;
    return was ? [row(was, change.before, true)] : [];
  });
}

type StateOf<K extends 'units' | 'posts' | 'appointments'> = K extends 'units'
  ? UnitState
  : K extends 'posts'
    ? PostState
    : AppointmentState;

function unitRow(unit: UnitState, office: Office, annulled: boolean): UnitRow {
  const { id, code, name, nameEn, kind, parentId, startsOn, endsOn } = unit;
  const path = `/${unitPath(office.units, id).reverse().join('/')}/`;
  return {
    id,
    code,
    name,
    nameEn,
    searchKey: searchKey(name).slice(0, 255),
    kind,
    parentId,
    path,
    startsOn,
    endsOn,
    annulled,
  };
}

function postRow(post: PostState, _: Office, annulled: boolean): PostRow {
  const { id, unitId, positionId, title, seats, startsOn, endsOn } = post;
  return { id, unitId, positionId, title, seats, startsOn, endsOn, annulled };
}

export function appointmentRow(appointment: AppointmentState, office: Office, annulled: boolean): AppointmentRow {
  const {
    id,
    personId,
    postId,
    mode,
    primary,
    startsOn,
    endsOn,
    termEndsOn,
    endReason,
    homeAppointmentId,
    successorId,
  } = appointment;
  return {
    id,
    personId,
    postId,
    unitId: office.posts.get(postId)?.unitId ?? '',
    mode,
    primary,
    fields: JSON.stringify(appointment.fields),
    startsOn,
    endsOn,
    termEndsOn,
    endReason,
    homeAppointmentId,
    successorId,
    startDecisionId: appointment.basis.decisionId,
    endDecisionId: appointment.endBasis?.decisionId ?? null,
    annulled,
  };
}

function delegationRows(change: Change): DelegationRow[] {
  const persons = new Set(change.facts.flatMap((fact) => fact.personId ?? []));
  const rows = new Map<string, DelegationRow>();
  for (const office of [change.before, change.after]) {
    for (const one of office.delegations.values()) {
      if (!persons.has(one.fromPersonId) && !persons.has(one.toPersonId)) continue;
      const { id, fromAppointmentId, fromPersonId, toPersonId, scope, startsOn, endsOn, basis } = one;
      rows.set(id, {
        id,
        fromAppointmentId,
        fromPersonId,
        toPersonId,
        scope,
        fields: JSON.stringify(one.fields),
        startsOn,
        endsOn,
        decisionId: basis.decisionId,
        annulled: !change.after.delegations.has(id),
      });
    }
  }
  return [...rows.values()];
}

async function upsert<R extends { id: string }>(
  manager: EntityManager,
  entity: new () => R,
  rows: readonly R[],
): Promise<void> {
  for (const some of chunks(rows, ROWS)) await manager.upsert(entity, some as never[], ['id']);
}
