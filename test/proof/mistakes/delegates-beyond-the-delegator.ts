import { instead } from '../instead';
import { plusDays } from '../oracle';

const later = (day: string): string => plusDays(day, 30);
import type { Mistake } from '../mistake';

export const delegatesBeyondTheDelegator: Mistake = {
  says: 'A delegation goes on for a month after its delegator has left the post.',
  within: 40,
  feature: 'delegate',
  parts: {
    office: (right) =>
      instead(right, {
        facts: async (personIds) =>
          (await right.facts(personIds)).map((one) => ({
            ...one,
            delegations: one.delegations.map((delegation) => ({
              ...delegation,
              endsOn: delegation.endsOn === null ? null : later(delegation.endsOn),
              from: { ...delegation.from, endsOn: null },
            })),
          })),
      }),
  },
};
