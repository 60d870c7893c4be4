import type { OfficeFacts } from '../../../src/provisioning/office-reader';
import { instead } from '../instead';
import type { Mistake } from '../mistake';

export const trustsTheEvent: Mistake = {
  says: 'The facts that were asked for last time are acted upon, since the event said what has changed.',
  within: 60,
  parts: {
    office: (right) => {
      const before = new Map<string, OfficeFacts>();
      return instead(right, {
        facts: async (personIds) => {
          const now = await right.facts(personIds);
          const told = now.map((one) => before.get(one.personId) ?? one);
          for (const one of now) before.set(one.personId, one);
          return told;
        },
      });
    },
  },
};
