import { instead } from '../instead';
import type { Mistake } from '../mistake';

export const doesNotPauseADelegation: Mistake = {
  says: 'A delegation goes on while its delegator is suspended.',
  within: 40,
  feature: 'is suspended and delegates',
  parts: {
    office: (right) =>
      instead(right, {
        facts: async (personIds) =>
          (await right.facts(personIds)).map((one) => ({
            ...one,
            delegations: one.delegations.map((delegation) => ({ ...delegation, delegatorSuspensions: [] })),
          })),
      }),
  },
};
