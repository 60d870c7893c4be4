/** What the policy wants of one person at one instant: a function of the facts alone. */
import type { PersonFacts } from './facts';
import type { DesiredPerson } from './plan.types';
import type { Policy } from './policy/policy.types';

export function desired(facts: PersonFacts, policy: Policy, at: Date): DesiredPerson {
  throw new Error(`not computed: ${facts.personId} ${policy.version} ${at.toISOString()}`);
}
