import type { correlate } from '../../../src/provisioning/core';

type Correlate = typeof correlate;
import type { Mistake } from '../mistake';

export const writesWhatIsNotOurs: Mistake = {
  says: 'An account that bears the name is taken for ours.',
  within: 40,
  feature: 'a stranger bears the name',
  replaces: {
    'provisioning/core/correlate': (right: { correlate: Correlate }) => ({
      correlate: (...asked: Parameters<Correlate>) =>
        right
          .correlate(...asked)
          .map((one) => (one.situation === 'unlinked' ? { ...one, situation: 'linked' as const } : one)),
    }),
  },
};
