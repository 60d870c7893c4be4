import type { DesiredPerson, PersonFacts } from '../../../src/provisioning/core';
import type { Mistake } from '../mistake';

export const closesBeforeItLooksAgain: Mistake = {
  says: 'What was to be closed when the plan was made is closed without looking whether it still is.',
  within: 200,
  replaces: {
    'provisioning/core/boundary': (right: { nextBoundary(...asked: never[]): Date | null }) => right,
    'provisioning/core/desired': (right: { desired(facts: PersonFacts, policy: unknown, at: Date): DesiredPerson }) => {
      const before = new Map<string, DesiredPerson>();
      return {
        desired: (facts: PersonFacts, policy: unknown, at: Date) => {
          const now = right.desired(facts, policy, at);
          const last = before.get(facts.personId);
          before.set(facts.personId, now);
          const closed = (targetId: string): boolean =>
            last?.accounts.some((one) => one.targetId === targetId && one.status === 'disabled') ?? false;
          return {
            ...now,
            accounts: now.accounts.map((one) => (closed(one.targetId) ? { ...one, status: 'disabled' } : one)),
          };
        },
      };
    },
  },
};
