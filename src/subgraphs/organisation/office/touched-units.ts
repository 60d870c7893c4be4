/**
 * The units that a decision touches: who records it must be entitled in every one of them. Empty when no unit answers
 * for what it changes: a unit's administrator reaches nothing that names no unit, so that is the city's administrator's.
 */
import { withCarried } from './carried';
import type { Fact } from './facts';
import type { DecisionInput } from './input';
import type { Office } from './model';

export function unitsTouchedBy(input: DecisionInput, office: Office): string[] {
  const units = new Set([input.issuerId]);
  const add = (id: string | null | undefined): void => {
    if (id) units.add(id);
  };
  const post = (id: string): void => add(office.posts.get(id)?.unitId);
  const appointment = (id: string | null | undefined): void => {
    for (const one of withCarried(office, id ? [id] : [])) {
      const held = office.appointments.get(one);
      if (held) post(held.postId);
    }
  };
  const person = (id: string | null | undefined): void => {
    for (const held of office.appointmentsByPerson.get(id ?? '') ?? []) {
      if (held.endsOn === null || held.endsOn > input.effectiveOn) post(held.postId);
    }
  };
  const everHeld = (id: string): void => {
    for (const held of office.appointmentsByPerson.get(id) ?? []) post(held.postId);
  };

  for (const line of input.appoint ?? []) {
    post(line.postId);
    appointment(line.homeAppointmentId);
    // What was the main post until now stops being so: those units have a say.
    if (line.primary) person(line.personId);
  }
  for (const line of input.reappoint ?? []) appointment(line.appointmentId);
  for (const line of input.transfer ?? []) {
    appointment(line.appointmentId);
    post(line.toPostId);
  }
  for (const line of [...(input.end ?? []), ...(input.suspend ?? []), ...(input.reinstate ?? [])]) {
    appointment(line.appointmentId);
    person(line.personId);
  }
  for (const line of input.delegate ?? []) appointment(line.fromAppointmentId);
  for (const line of input.endDelegation ?? [])
    appointment(office.delegations.get(line.delegationId)?.fromAppointmentId);
  // A name is borne in every unit's records: each in which the person holds, held or will hold a post has a say.
  for (const line of input.changeName ?? []) everHeld(line.personId);
  for (const line of input.establishUnit ?? []) add(line.parentId ?? line.id);
  for (const line of input.openPost ?? []) if (!establishes(input, line.unitId)) add(line.unitId);
  for (const line of input.endUnit ?? []) {
    add(line.unitId);
    for (const id of line.successorIds ?? []) if (!establishes(input, id)) add(id);
  }
  for (const line of input.mapPost ?? []) {
    post(line.fromPostId);
    post(line.toPostId);
  }
  const belongsNowhere = (input.changeName ?? []).some((line) => !holdsEver(office, line.personId));
  return belongsNowhere ? [] : [...units];
}

export function unitsTouchedByFacts(facts: readonly Fact[], office: Office): string[] {
  const units = new Set<string>();
  for (const fact of facts) {
    if (fact.unitId !== null) units.add(fact.unitId);
    for (const id of withCarried(office, fact.appointmentId === null ? [] : [fact.appointmentId])) {
      const unitId = office.posts.get(office.appointments.get(id)?.postId ?? '')?.unitId;
      if (unitId !== undefined) units.add(unitId);
    }
    if (fact.unitId !== null || fact.personId === null) continue;
    for (const held of office.appointmentsByPerson.get(fact.personId) ?? []) {
      const unitId = office.posts.get(held.postId)?.unitId;
      if (unitId !== undefined) units.add(unitId);
    }
  }
  return [...units];
}

function holdsEver(office: Office, personId: string): boolean {
  return (office.appointmentsByPerson.get(personId) ?? []).length > 0;
}

/** A unit that the decision itself establishes is answered for by its parent. */
function establishes(input: DecisionInput, unitId: string): boolean {
  return (input.establishUnit ?? []).some((line) => line.id === unitId);
}
