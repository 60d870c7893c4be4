/** A plan in figures, and what makes two plans the same. */
import type { OperationKind, PersonPlan } from './plan.types';

/** Number of operations of each kind, and the accounts that lose access net of moves. */
export type PlanSummary = Readonly<Record<OperationKind, number>> & { readonly netLoss: number };

export function summarise(plans: readonly PersonPlan[]): PlanSummary {
  throw new Error(`not computed: ${plans.length}`);
}

/** What is approved: SHA-256 of what will be written, free of instants and of the ids of decision lines. */
export function planHash(plans: readonly PersonPlan[]): string {
  throw new Error(`not computed: ${plans.length}`);
}

/** True when both plans of a person write the same; an approved part that is not the same any more is stale. */
export function samePart(a: PersonPlan, b: PersonPlan): boolean {
  throw new Error(`not computed: ${a.personId} ${b.personId}`);
}
