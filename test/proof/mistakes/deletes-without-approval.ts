import type { plan } from '../../../src/provisioning/core';

type Plan = typeof plan;
import type { Mistake } from '../mistake';

export const deletesWithoutApproval: Mistake = {
  says: 'Deletions are done like everything else.',
  within: 40,
  feature: 'years',
  replaces: {
    'provisioning/core/plan': (right: { plan: Plan }) => ({
      plan: (...asked: Parameters<Plan>) => {
        const made = right.plan(...asked);
        return { ...made, operations: made.operations.map((one) => ({ ...one, needsApproval: false })) };
      },
    }),
  },
};
