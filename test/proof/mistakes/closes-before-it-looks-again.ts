import type { DesiredPerson, PersonFacts } from '../../../src/provisioning/core';
import type { Mistake } from '../mistake';

export const closesBeforeItLooksAgain: Mistake = {
  says: 'What was to be closed when the plan was made is closed without looking whether it still is.',
  within: 40,
  feature: 'reinstate',
  replaces: {
    'provisioning/core/desired': (right: { desired(facts: PersonFacts, policy: unknown, at: Date): DesiredPerson }) => {
      const before = new Map<string, { readonly now: DesiredPerson; readonly earlier: DesiredPerson | null }>();
      return {
        desired: (facts: PersonFacts, policy: unknown, at: Date) => {
          const now = right.desired(facts, policy, at);
          const known = before.get(facts.personId) ?? null;
          const earlier = known?.now.at.getTime() === at.getTime() ? known.earlier : (known?.now ?? null);
          before.set(facts.personId, { now, earlier });
          const closed = (targetId: string): boolean =>
            earlier?.accounts.some((one) => one.targetId === targetId && one.status === 'disabled') ?? false;
          return {
            ...now,
            accounts: now.accounts.map((one) => (closed(one.targetId) ? { ...one, status: 'disabled' } : one)),
          };
        },
      };
    },
  },
};
