/**
 * Ids that sort in the order in which this process made them: UUIDs of version 7 with a counter inside the millisecond.
 * Two events of one transaction, or of two within one millisecond, keep their order; a clock that steps back does not
 * bring a later event before an earlier one.
 */
import { newId } from '../shared/ids';

const COUNTER_MAX = 0xfff;

let lastMs = 0;
let counter = 0;

export function orderedId(now: Date): string {
  if (now.getTime() > lastMs) {
    lastMs = now.getTime();
    counter = 0;
  } else if (counter === COUNTER_MAX) {
    lastMs += 1;
    counter = 0;
  } else {
    counter += 1;
  }
  const id = newId(new Date(lastMs));
  return `${id.slice(0, 15)}${counter.toString(16).padStart(3, '0')}${id.slice(18)}`;
}
