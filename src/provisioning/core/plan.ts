/** The operations that bring a person's accounts from observed to desired, in the order in which they are applied. */
import type { PersonFacts } from './facts';
import type { DesiredPerson, PersonPlan, Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';

export function plan(desired: DesiredPerson, facts: PersonFacts, shadows: readonly Shadow[], policy: Policy, at: Date): PersonPlan {
  throw new Error(`not computed: ${desired.personId} ${facts.personId} ${shadows.length} ${policy.version} ${at.toISOString()}`);
}
