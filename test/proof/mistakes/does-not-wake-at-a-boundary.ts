import type { Mistake } from '../mistake';

export const doesNotWakeAtABoundary: Mistake = {
  says: 'Nobody is due again when a planned day comes.',
  within: 40,
  feature: 'an exception runs out',
  replaces: {
    'provisioning/core/boundary': () => ({ nextBoundary: () => null }),
  },
};
