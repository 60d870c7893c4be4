import type { Mistake } from '../mistake';

export const forgetsTheAnnulment: Mistake = {
  says: 'What an annulled decision said is still known.',
  within: 40,
  feature: 'annul',
  replaces: {
    'subgraphs/organisation/fact-store': () => ({ forgetFacts: () => Promise.resolve() }),
  },
};
