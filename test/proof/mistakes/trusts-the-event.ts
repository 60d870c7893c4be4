import type { OfficeFacts } from '../../../src/provisioning/office-reader';
import { instead } from '../instead';
import type { Mistake } from '../mistake';

/** The look of the plan, of the turn, and one more. */
const CALLS = 3;

interface Memory {
  readonly earlier: OfficeFacts;
  readonly now: string;
  readonly left: number;
}

export const trustsTheEvent: Mistake = {
  says: 'What was known before the decision is acted upon when its event comes, and not what is known now.',
  within: 40,
  feature: 'reinstate',
  parts: {
    office: (right) => {
      const memory = new Map<string, Memory>();
      return instead(right, {
        facts: async (personIds) =>
          (await right.facts(personIds)).map((one) => {
            const now = JSON.stringify(one);
            const known = memory.get(one.personId);
            if (known === undefined || (known.now === now && known.left === 0)) {
              memory.set(one.personId, { earlier: one, now, left: 0 });
              return one;
            }
            memory.set(one.personId, { earlier: known.earlier, now, left: known.now === now ? known.left - 1 : CALLS });
            return known.earlier;
          }),
      });
    },
  },
};
