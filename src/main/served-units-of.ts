/** Where persons serve, asked of office for the rooms that must know whose administrator may look. */
import type { OfficeReader } from '../provisioning/office-reader';
import { servedUnits } from '../provisioning/served-units';
import type { Clock } from '../shared/clock';
import { dayOf } from '../shared/day';
import type { ServedUnits } from '../subgraphs/directory';

export function servedUnitsOf(office: OfficeReader, clock: Clock): ServedUnits {
  return {
    async unitsOf(personIds) {
      const today = dayOf(clock.now());
      const known = new Map((await office.facts(personIds)).map((facts) => [facts.personId, facts]));
      return personIds.map((id) => {
        const facts = known.get(id);
        return facts === undefined ? [] : servedUnits(facts, today);
      });
    },
  };
}
