/**
 * The brake (domain rule 10, invariant 11): what takes away too much, and was not decided, waits for a person.
 * A loss is an account that closes, or an open one that loses more grants than it gains. Losses are netted within a
 * person only: ten joiners do not hide ten people who are cut off.
 */
import type { PersonPlan, PlannedOperation } from './plan.types';
import type { Policy } from './policy/policy.types';
import { targetKeyOf } from './targets';

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
  /** The limits that are exceeded. */
  readonly exceeded: readonly ExceededLimit[];
}

export interface ExceededLimit {
  /** Null for the limit over all targets. */
  readonly targetId: string | null;
  readonly losses: number;
  readonly limit: number;
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
  const losses = plans.flatMap(lossesOf);
  const all = byTarget(losses);
  const undecided = byTarget(losses.filter((loss) => !decided(loss, cause)));
  const recent = ledger.filter((entry) => entry.at <= at && at.getTime() - entry.at.getTime() < policy.brake.windowMs);
  const held = exceeded(undecided, recent, policy, population);
  const raw = exceeded(all, [], policy, population);
  const told = held.length > 0 ? held : raw;
  return {
    needsApproval: held.length > 0,
    exceedsBrake: held.length + raw.length > 0,
    netLossByTarget: all,
    netLossOverall: total(all),
    undecidedLossByTarget: undecided,
    exceeded: told,
  };
}

/** The operations of one person that take access away, without those that a gain at the same kind of target makes good. */
export function lossesOf({ operations }: PersonPlan): readonly PlannedOperation[] {
  const gains = operations
    .filter(({ kind }) => kind === 'create' || kind === 'enable')
    .map(({ targetId }) => targetKeyOf(targetId));
  const closed = operations.filter(({ kind }) => kind === 'disable');
  const unmatched = closed.filter(({ targetId }) => {
    const gain = gains.indexOf(targetKeyOf(targetId));
    if (gain !== -1) gains.splice(gain, 1);
    return gain === -1;
  });
  const narrowed = operations.filter(
    (operation) =>
      operation.kind === 'modify' &&
      !operations.some(
        ({ kind, targetId }) => targetId === operation.targetId && (kind === 'disable' || kind === 'enable'),
      ) &&
      (operation.after?.removeGrants?.length ?? 0) > (operation.after?.addGrants?.length ?? 0),
  );
  return [...unmatched, ...narrowed];
}

/**
 * What a decision line takes away is never held up, even where a scan finds it late. Who is out of office, suspended
 * or seconded by a decision has lost access by it, whatever the policy says; a lock is a person's act against one
 * person. An import must show its losses, since it brings many lines that nobody read one by one.
 */
function decided({ reason, basis }: PlannedOperation, cause: Cause): boolean {
  switch (cause) {
    case 'decision':
    // The day was named by a decision that was accepted; what no fact explains is judged apart (`unexplained.ts`).
    case 'boundary':
      return true;
    case 'import':
      return false;
    case 'policy':
    case 'drift':
    case 'scan':
      if (reason === 'locked') return true;
      return DECIDED.includes(reason) && basis.some((one) => one.basis !== null);
  }
}

/** Reasons that follow from office alone, where a line of a decision stands behind them. */
const DECIDED: readonly string[] = ['leftOffice', 'suspended', 'seconded'];

function exceeded(
  losses: ReadonlyMap<string, number>,
  recent: readonly LedgerEntry[],
  policy: Policy,
  population: ReadonlyMap<string, number>,
): readonly ExceededLimit[] {
  if (losses.size === 0) return [];
  const { atLeast, percent } = policy.brake.netLossPerTarget;
  const perTarget = [...losses].flatMap(([targetId, loss]) => {
    const count = loss + sum(recent.filter((entry) => entry.targetId === targetId));
    const limit = Math.max(atLeast, ((population.get(targetId) ?? 0) * percent) / 100);
    return count > limit ? [{ targetId, losses: count, limit }] : [];
  });
  const overall = total(losses) + sum(recent);
  const limit = policy.brake.netLossOverall;
  return overall > limit ? [...perTarget, { targetId: null, losses: overall, limit }] : perTarget;
}

function byTarget(losses: readonly PlannedOperation[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { targetId } of losses) counts.set(targetId, (counts.get(targetId) ?? 0) + 1);
  return counts;
}

function sum(entries: readonly LedgerEntry[]): number {
  return entries.reduce((count, { netLoss }) => count + netLoss, 0);
}

function total(losses: ReadonlyMap<string, number>): number {
  return [...losses.values()].reduce((count, loss) => count + loss, 0);
}
