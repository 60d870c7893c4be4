/** A plan that is shown and not kept, as its operations look at it. */
import { effectsOf, type OperationEffect, type PlannedOperation } from '../../provisioning/core';
import type { Preview } from '../../provisioning/effects';

/** What the operations mean is worked out once, and only when somebody asks: a decision may have a thousand lines. */
export class PreviewedPlan {
  private known: ReadonlyMap<PlannedOperation, OperationEffect> | null = null;

  constructor(readonly preview: Preview) {}

  effectOf(operation: PlannedOperation): OperationEffect | null {
    const { operations } = this.preview;
    if (this.known === null) {
      const effects = effectsOf(operations);
      this.known = new Map(operations.map((one, index) => [one, effects[index]!]));
    }
    return this.known.get(operation) ?? null;
  }
}
