/**
 * What a decision takes away itself. Its plan shows its persons as they will be on its day, so also what falls due for
 * them until then by other decisions; that was decided there and is no loss by this one.
 */
import { lossesOf } from './check';
import type { PersonPlan, PlannedOperation } from './plan.types';

/** `plans` without the losses that stand in `otherwise` too: the plans of the same instant without the decision. */
export function causedOf(plans: readonly PersonPlan[], otherwise: readonly PersonPlan[]): readonly PersonPlan[] {
  const anyway = new Set(otherwise.flatMap((one) => lossesOf(one).map(lossKey)));
  return plans.map((one) => {
    const lost = new Set(
      lossesOf(one)
        .filter((loss) => anyway.has(lossKey(loss)))
        .map(({ targetId }) => targetId),
    );
    return { ...one, operations: one.operations.filter(({ targetId }) => !lost.has(targetId)) };
  });
}

function lossKey({ personId, targetId, kind, accountName, after }: PlannedOperation): string {
  const taken =
    kind === 'modify' ? (after?.removeGrants ?? []).map(({ kind: of, value }) => `${of}:${value}`).sort() : [];
  return JSON.stringify([personId, targetId, kind, accountName, taken]);
}
