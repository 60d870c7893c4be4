import type { plan } from '../../../src/provisioning/core';

type Plan = typeof plan;
import type { Mistake } from '../mistake';

export const countsRetentionFromTheEffectiveDate: Mistake = {
  says: 'Archive and deletion count from the day in the decision and not from the observed disable.',
  within: 40,
  feature: 'left long before it was told',
  replaces: {
    'provisioning/core/plan': (right: { plan: Plan }) => ({
      plan: (...[desired, facts, shadows, policy, at]: Parameters<Plan>) => {
        const last = facts.appointments
          .map((one) => one.endsOn ?? '')
          .sort()
          .at(-1);
        const since = last ? new Date(`${last}T00:00:00.000+07:00`) : null;
        const aged = shadows.map((one) =>
          one.disabledSince !== null && since !== null ? { ...one, disabledSince: since } : one,
        );
        return right.plan(desired, facts, aged, policy, at);
      },
    }),
  },
};
