import type { OfficeFacts } from '../../../src/provisioning/office-reader';
import { instead } from '../instead';
import type { Mistake } from '../mistake';

/** A plan, a turn, and another look. */
const CALLS = 4;

export const trustsTheEvent: Mistake = {
  says: 'What was known when the event came is acted upon, and not what is known now.',
  within: 60,
  parts: {
    office: (right) => {
      const before = new Map<string, OfficeFacts[]>();
      return instead(right, {
        facts: async (personIds) => {
          const now = await right.facts(personIds);
          return now.map((one) => {
            const past = [...(before.get(one.personId) ?? []), one].slice(-CALLS);
            before.set(one.personId, past);
            return past[0] ?? one;
          });
        },
      });
    },
  },
};
