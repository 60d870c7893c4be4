import type { desired } from '../../../src/provisioning/core';

type Desired = typeof desired;
import type { Mistake } from '../mistake';

export const neverEndsAnException: Mistake = {
  says: 'A dated exception stays for good.',
  within: 40,
  feature: 'an exception runs out',
  replaces: {
    'provisioning/core/desired': (right: { desired: Desired }) => ({
      desired: (...[facts, policy, at]: Parameters<Desired>) =>
        right.desired({ ...facts, exceptions: facts.exceptions.map((one) => ({ ...one, endsOn: null })) }, policy, at),
    }),
  },
};
