import type { Mistake } from '../mistake';

interface Lists {
  expect(): Promise<void>;
}

export const forgetsWhoElseIsConcerned: Mistake = {
  says: 'Only the first person whom a decision concerns is marked as due, and a plan that is stored makes nobody due.',
  within: 200,
  parts: { marked: (personIds) => personIds.slice(0, 1) },
  replaces: {
    'provisioning/effects/due': ({ DueList }: { DueList: new (...parts: never[]) => object }) => {
      (DueList.prototype as Lists).expect = () => Promise.resolve();
      return {};
    },
  },
};
