/**
 * A session that was cut can sign in again while the directory behind it is still open. So when a directory closes
 * after the systems that sign in through it (those that are created after it), their sessions are cut once more.
 */
import { targetKeyOf, type DesiredPerson, type PlannedOperation, type Policy } from '../core';
import { isDisable } from './apply';
import type { Step } from './plan-store';
import type { KnownAccount } from './shadows';

/** Reason of the extra disable: its effect is the cache flush and the cut. */
export const SESSIONS_AGAIN = 'sessionsAgain';

export function sessionsToCutAgain(
  personId: string,
  steps: readonly Step[],
  known: readonly KnownAccount[],
  wanted: DesiredPerson,
  policy: Policy,
): readonly PlannedOperation[] {
  const closed = steps.filter(
    (step) => isDisable(step) && step.row.status === 'DONE' && step.row.reason !== SESSIONS_AGAIN,
  );
  return known
    .filter((account) => account.linked && account.record.status !== 'active')
    .flatMap((account) => {
      if (wanted.accounts.some((one) => one.targetId === account.targetId && one.status === 'active')) return [];
      const behind = policy.targets.find((target) => target.key === targetKeyOf(account.targetId))?.createAfter ?? [];
      const own = closed.find((step) => step.row.targetId === account.targetId);
      const closedLater = closed.some(
        (step) =>
          behind.includes(targetKeyOf(step.row.targetId)) &&
          (own === undefined || own.row.finishedAt! < step.row.finishedAt!),
      );
      return closedLater ? [cutAgain(personId, account)] : [];
    });
}

function cutAgain(personId: string, account: KnownAccount): PlannedOperation {
  return {
    kind: 'disable',
    targetId: account.targetId,
    personId,
    accountName: account.record.name,
    nativeId: account.record.nativeId,
    reason: SESSIONS_AGAIN,
    basis: [],
    before: null,
    after: { status: 'disabled' },
    waitsFor: [],
    needsApproval: false,
  };
}
