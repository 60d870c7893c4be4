import type { Mistake } from '../mistake';

export const opensMailBeforeTheDirectory: Mistake = {
  says: 'What must be created first is not waited for.',
  within: 100,
  parts: {
    policy: (right) => ({ ...right, targets: right.targets.map((one) => ({ ...one, createAfter: [] })).reverse() }),
  },
};
