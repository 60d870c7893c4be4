import type { Mistake } from '../mistake';

export const doesNotWakeAtABoundary: Mistake = {
  says: 'Nobody is due again when a planned day comes.',
  within: 60,
  replaces: {
    'provisioning/core/boundary': () => ({ nextBoundary: () => null }),
  },
};
