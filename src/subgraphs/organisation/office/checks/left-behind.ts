/** Domain rule 14: when a unit or a post ends, nobody may be left behind in it. */
import type { Day } from '../../../../shared/day';
import { isEmpty, type AppointmentState, type Office, type UnitState } from '../model';

/** Those who hold a post of the unit on the day or later. */
export function holdersFrom(office: Office, unitId: string, day: Day): AppointmentState[] {
  return [...office.posts.values()]
    .filter((post) => post.unitId === unitId)
    .flatMap((post) => holdersOfPostFrom(office, post.id, day));
}

export function holdersOfPostFrom(office: Office, postId: string, day: Day): AppointmentState[] {
  return (office.appointmentsByPost.get(postId) ?? []).filter(
    (one) => !isEmpty(one) && (one.endsOn === null || one.endsOn > day),
  );
}

/** Units below it that go on. */
export function childrenFrom(office: Office, unitId: string, day: Day): UnitState[] {
  return [...office.units.values()].filter(
    (unit) => unit.parentId === unitId && (unit.endsOn === null || unit.endsOn > day),
  );
}
