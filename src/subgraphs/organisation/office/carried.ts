/** What else a change of an appointment reaches, because a reorganisation carried it over to another post. */
import type { AppointmentState, Office } from './model';

/** These appointments and what they were carried over into, as far as it goes. */
export function withCarried(office: Office, ids: Iterable<string>): Set<string> {
  const found = new Set(ids);
  // A set is walked in order of insertion, what is added on the way included.
  for (const id of found) {
    const personId = office.appointments.get(id)?.personId;
    for (const one of office.appointmentsByPerson.get(personId ?? '') ?? [])
      if (one.carriedFromId === id) found.add(one.id);
  }
  return found;
}

/** Appointments of these persons that a change leaves otherwise than they were. */
export function changedOf(personIds: Iterable<string>, before: Office, after: Office): AppointmentState[] {
  return [...personIds].flatMap((personId) => {
    const was = before.appointmentsByPerson.get(personId) ?? [];
    const is = after.appointmentsByPerson.get(personId) ?? [];
    const changed = is.filter((one) => isOther(before.appointments.get(one.id), one));
    return [...changed, ...was.filter((one) => !after.appointments.has(one.id))];
  });
}

function isOther(was: AppointmentState | undefined, is: AppointmentState): boolean {
  return (
    was?.startsOn !== is.startsOn ||
    was.endsOn !== is.endsOn ||
    was.endReason !== is.endReason ||
    was.successorId !== is.successorId ||
    was.termEndsOn !== is.termEndsOn ||
    was.endBasis?.decisionId !== is.endBasis?.decisionId
  );
}
