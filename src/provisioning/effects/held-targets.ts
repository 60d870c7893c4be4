/** The targets to which nothing is written now: paused, or only observed, and by whose word. */
import { reasonIn } from './observe-only';
import type { ObserveOnlyRow } from './observe-only.entity';

export class HeldTargets extends Set<string> {
  constructor(
    paused: readonly string[],
    private readonly observed: readonly ObserveOnlyRow[],
  ) {
    super(paused);
  }

  override has(targetId: string): boolean {
    return super.has(targetId) || reasonIn(this.observed, targetId) !== null;
  }
}
