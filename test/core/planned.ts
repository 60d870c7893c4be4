/** What is planned for a person on a day, and what is there once it was done. */
import { desired } from '../../src/provisioning/core/desired';
import type { AppointmentFacts, PersonFacts } from '../../src/provisioning/core/facts';
import { plan } from '../../src/provisioning/core/plan';
import type { PersonPlan, Shadow } from '../../src/provisioning/core/plan.types';
import { applyInMemory } from './apply-in-memory';
import { noon, policy } from './city';

export function planned(facts: PersonFacts, shadows: readonly Shadow[], day: string): PersonPlan {
  return plan(desired(facts, policy, noon(day)), facts, shadows, policy, noon(day));
}

export function after(facts: PersonFacts, day: string, shadows: readonly Shadow[] = []): readonly Shadow[] {
  return applyInMemory(planned(facts, shadows, day), shadows);
}

export function steps(part: PersonPlan): readonly string[] {
  return part.operations.map(({ kind, targetId, reason }) => `${kind} ${targetId} ${reason}`);
}

export function ended(open: AppointmentFacts, endsOn: string): AppointmentFacts {
  return { ...open, endsOn, endBasis: { decisionId: 'end', line: 3 } };
}
