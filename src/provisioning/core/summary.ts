/** A plan in figures, and what makes two plans the same. */
import { canonical, compareText, sha256 } from './canonical';
import { lossesOf } from './check';
import type { OperationKind, PersonPlan } from './plan.types';

/** Number of operations of each kind, and the accounts that lose access net of moves. */
export type PlanSummary = Readonly<Record<OperationKind, number>> & { readonly netLoss: number };

export function summarise(plans: readonly PersonPlan[]): PlanSummary {
  const counts: Record<OperationKind, number> = {
    create: 0,
    modify: 0,
    enable: 0,
    disable: 0,
    archive: 0,
    delete: 0,
    handover: 0,
    noop: 0,
  };
  for (const { kind } of plans.flatMap(({ operations }) => operations)) counts[kind] += 1;
  return { ...counts, netLoss: plans.reduce((count, part) => count + lossesOf(part).length, 0) };
}

/**
 * What is approved: SHA-256 of what will be written. Instants and the ids of decisions and appointments are left out,
 * so that a preview and the decision recorded after it have the same hash; so are persons for whom nothing is done.
 */
export function planHash(plans: readonly PersonPlan[]): string {
  const parts = plans
    .filter(({ operations }) => operations.length > 0)
    .sort((a, b) => compareText(a.personId, b.personId));
  return sha256(`[${parts.map(contentOf).join(',')}]`);
}

/** True when both plans of a person write the same; an approved part that is not the same any more is stale. */
export function samePart(a: PersonPlan, b: PersonPlan): boolean {
  return contentOf(a) === contentOf(b);
}

function contentOf({ personId, operations }: PersonPlan): string {
  return canonical({ personId, operations: operations.map((operation) => ({ ...operation, basis: undefined })) });
}
