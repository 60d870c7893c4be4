/** When a person must be looked at again although nothing new is recorded. */
import type { PersonFacts } from './facts';
import type { Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';

/** The first instant after `after` at which desired access or retention can change, or null when time alone changes nothing. */
export function nextBoundary(facts: PersonFacts, policy: Policy, shadows: readonly Shadow[], after: Date): Date | null {
  throw new Error(`not computed: ${facts.personId} ${policy.version} ${shadows.length} ${after.toISOString()}`);
}
