import type { PersonFacts } from '../../../src/provisioning/core';
import type { Mistake } from '../mistake';

export const forgetsTheSecondJustification: Mistake = {
  says: 'Of several posts of a person only the first is looked at.',
  within: 60,
  replaces: {
    'provisioning/core/office': (right: { held(facts: PersonFacts, on: string): readonly unknown[] }) => ({
      held: (facts: PersonFacts, on: string) => right.held(facts, on).slice(0, 1),
    }),
  },
};
