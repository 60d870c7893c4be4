/**
 * Leavers whose accounts were closed and for whom the rest is still to be done. Kept in memory only: it spares a second
 * try of the same disables, and whoever is forgotten is closed once more, which does no harm.
 */
import type { Claim } from './due';
import type { Step } from './plan-store';

const KEPT_MAX = 10_000;

export class ClosedLeavers {
  private readonly kept = new Map<string, { readonly generation: number; readonly steps: readonly Step[] }>();

  get full(): boolean {
    return this.kept.size >= KEPT_MAX;
  }

  keep({ personId, generation }: Claim, steps: readonly Step[]): void {
    this.kept.set(personId, { generation, steps });
  }

  /** Only while the person was not marked again: what they lose may be something else by now. */
  has({ personId, generation }: Claim): boolean {
    return this.kept.get(personId)?.generation === generation;
  }

  take(claim: Claim): readonly Step[] | null {
    const steps = this.has(claim) ? this.kept.get(claim.personId)!.steps : null;
    this.kept.delete(claim.personId);
    return steps;
  }

  forget(): void {
    this.kept.clear();
  }
}
