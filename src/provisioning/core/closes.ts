/** Whether an account of a person is to be closed at an instant: what gives their turn its place before all others. */
import { desired } from './desired';
import type { PersonFacts } from './facts';
import { plan } from './plan';
import type { Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';

export function closesAccount(facts: PersonFacts, shadows: readonly Shadow[], policy: Policy, at: Date): boolean {
  if (!shadows.some(({ linked, record }) => linked && record.status === 'active')) return false;
  const { operations } = plan(desired(facts, policy, at), facts, shadows, policy, at);
  return operations.some(({ kind }) => kind === 'disable');
}
