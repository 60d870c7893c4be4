import type { check } from '../../../src/provisioning/core';

type Check = typeof check;
import type { Mistake } from '../mistake';

export const ignoresTheBrake: Mistake = {
  says: 'Whatever is taken away without a decision is taken away at once.',
  within: 40,
  feature: 'policy',
  replaces: {
    'provisioning/core/check': (right: { check: Check }) => ({
      check: (...asked: Parameters<Check>) => ({ ...right.check(...asked), needsApproval: false }),
    }),
  },
};
