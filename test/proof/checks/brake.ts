/** The brake (11): what nobody decided stays below the limits, and an approval is of one hash. */
import type { Bench } from '../bench';
import { Violation } from '../tally';

/** The limits of the proof's policies: one loss at a target, two in all, within an hour. */
const LOSSES_AT_TARGET_MAX = 1;
const LOSSES_MAX = 2;
const WINDOW_MS = 3_600_000;

interface Loss {
  readonly targetId: string;
  readonly kind: string;
  readonly personId: string;
  readonly planned: string;
  readonly createdAt: string;
}

/** True when something was taken away without a decision and without approval, so that the limits are in play. */
export function brakeHolds(database: Bench['database']): boolean {
  const rows = database
    .prepare(
      `SELECT o.targetId, o.kind, o.personId, o.planned, p.createdAt FROM operation o JOIN plan p ON p.id = o.planId
       WHERE p.causeKind IN ('policy', 'scan') AND p.approvedById IS NULL AND o.status = 'DONE'
         AND o.kind IN ('disable', 'modify') AND o.reason NOT IN ('leftOffice', 'suspended', 'seconded', 'locked')`,
    )
    .all() as Loss[];
  const losses = rows.filter((row) => isLoss(row, rows));
  for (const one of losses) {
    const at = instantOf(one);
    const window = losses.filter((other) => instantOf(other) <= at && at - instantOf(other) < WINDOW_MS);
    const here = window.filter((other) => other.targetId === one.targetId).length;
    if (here > LOSSES_AT_TARGET_MAX || window.length > LOSSES_MAX)
      throw new Violation(
        11,
        `${here} losses at ${one.targetId}, ${window.length} in all, without a decision or approval`,
      );
  }
  const early = database
    .prepare(
      `SELECT o.id FROM operation o JOIN plan p ON p.id = o.planId
       WHERE o.attempts > 0 AND p.approvedById IS NULL AND o.planned LIKE '%"needsApproval":true%'`,
    )
    .all();
  if (early.length > 0) throw new Violation(11, 'an operation that needs approval was tried without it');
  return losses.length > 0;
}

/** Of a change the net, and none of its own beside the end of the account. */
function isLoss(row: Loss, rows: readonly Loss[]): boolean {
  if (row.kind === 'disable') return true;
  const { after } = JSON.parse(row.planned) as {
    after: { addGrants?: unknown[]; removeGrants?: unknown[] } | null;
  };
  const net = (after?.removeGrants?.length ?? 0) - (after?.addGrants?.length ?? 0);
  const closed = rows.some(
    (other) => other.kind === 'disable' && other.personId === row.personId && other.targetId === row.targetId,
  );
  return net > 0 && !closed;
}

function instantOf({ createdAt }: Loss): number {
  return Date.parse(`${createdAt.replace(' ', 'T')}Z`);
}
