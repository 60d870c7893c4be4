/** Where a person serves, for whoever administers a unit: their reach over persons follows from it. */
import type { Day } from '../shared/day';
import type { OfficeFacts } from './office-reader';

/** Units of the posts held now or later; of who holds none any more, those of the last ones. */
export function servedUnits(facts: OfficeFacts, today: Day): readonly string[] {
  const present = facts.appointments.filter(({ endsOn }) => endsOn === null || endsOn > today);
  const last = facts.appointments.reduce(
    (latest, { endsOn }) => (endsOn !== null && endsOn > latest ? endsOn : latest),
    '',
  );
  const counted = present.length > 0 ? present : facts.appointments.filter(({ endsOn }) => endsOn === last);
  return [...new Set(counted.map((appointment) => appointment.post.unit.id))];
}
