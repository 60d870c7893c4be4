import type { Mistake } from '../mistake';

export const forgetsWhoElseIsConcerned: Mistake = {
  says: 'Only the first person whom a decision concerns is marked as due.',
  within: 200,
  parts: { marked: (personIds) => personIds.slice(0, 1) },
};
