/** The brake (domain rule 10): what takes away too much, and was not decided, waits for a person. */
import type { PersonPlan } from './plan.types';
import type { Policy } from './policy/policy.types';

export type Cause = 'decision' | 'boundary' | 'policy' | 'drift' | 'import' | 'scan';

/** What was taken away at a target and counts against the brake; the engine keeps one per applied plan. */
export interface LedgerEntry {
  readonly targetId: string;
  readonly at: Date;
  readonly netLoss: number;
}

export interface CheckResult {
  /** True when the plans may not be applied before a person approves their hash. Never for a decision or its boundary. */
  readonly needsApproval: boolean;
  /** True when the losses exceed the brake, whatever their cause: a decision must then carry the hash of its preview. */
  readonly exceedsBrake: boolean;
  /** What these plans take away, without the ledger; targets without a loss are left out. */
  readonly netLossByTarget: ReadonlyMap<string, number>;
  readonly netLossOverall: number;
  /** What these plans take away that no decision justifies: what the engine enters in its ledger once applied. */
  readonly undecidedLossByTarget: ReadonlyMap<string, number>;
  /** One sentence per limit that is exceeded. */
  readonly reasons: readonly string[];
}

/** `population`: by target id, how many active accounts we know there. `ledger`: entries outside the window are ignored. */
export function check(
  plans: readonly PersonPlan[],
  policy: Policy,
  cause: Cause,
  population: ReadonlyMap<string, number>,
  ledger: readonly LedgerEntry[],
  at: Date,
): CheckResult {
  throw new Error(`not computed: ${plans.length} ${policy.version} ${cause} ${population.size} ${ledger.length} ${at.toISOString()}`);
}
