import type { Mistake } from '../mistake';

export const livesInAnotherTimeZone: Mistake = {
  says: 'A day begins at midnight in London.',
  within: 200,
  replaces: {
    'shared/day': () => ({ dayOf: (at: Date) => at.toISOString().slice(0, 10) }),
  },
};
