/**
 * Whom a change of facts concerns: those it names, those who hold the same seat – also the one to which a reorganisation
 * carried it over –, both sides of their delegations, and everyone with a post in a unit that begins or ends. Naming somebody too many costs one look; too few costs access.
 */
import { changedOf } from './carried';
import type { Fact } from './facts';
import type { AppointmentState, Office } from './model';

export function affected(changed: readonly Fact[], before: Office, after: Office): string[] {
  const persons = new Set(changed.flatMap((fact) => fact.personId ?? []));
  const appointmentIds = new Set(changed.flatMap((fact) => fact.appointmentId ?? []));
  const carried = changedOf([...persons], before, after).filter((one) => one.carriedFromId !== null);
  const postIds = new Set([...changed.flatMap((fact) => fact.postId ?? []), ...carried.map((one) => one.postId)]);
  for (const office of [before, after]) {
    for (const one of holdersOfTouchedPosts(changed, postIds, office)) {
      persons.add(one.personId);
      appointmentIds.add(one.id);
    }
    for (const id of appointmentIds) {
      const personId = office.appointments.get(id)?.personId;
      if (personId !== undefined) persons.add(personId);
    }
    for (const delegation of office.delegations.values()) {
      if (!persons.has(delegation.fromPersonId) && !persons.has(delegation.toPersonId)) continue;
      persons.add(delegation.fromPersonId).add(delegation.toPersonId);
    }
  }
  return [...persons].sort();
}

function holdersOfTouchedPosts(
  changed: readonly Fact[],
  postIds: ReadonlySet<string>,
  office: Office,
): AppointmentState[] {
  const unitIds = new Set(
    changed.filter((fact) => fact.kind === 'unitStart' || fact.kind === 'unitEnd').map((fact) => fact.subjectId),
  );
  return [...office.appointments.values()].filter((one) => {
    const post = office.posts.get(one.postId);
    if (post === undefined) return false;
    // A post without a number of seats has no stand-ins: its holders do not concern one another.
    return unitIds.has(post.unitId) || (postIds.has(post.id) && (post.seats !== null || post.endsOn !== null));
  });
}
