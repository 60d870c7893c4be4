/** A create that stands in somebody's plan at a target, in the status that matters. */
import type { OperationRow } from '../../src/provisioning/effects';

export function operationRow(personId: string, targetId: string, status: string): OperationRow {
  return {
    id: `of-${personId}`,
    planId: 'plan',
    personId,
    targetId,
    ordinal: 0,
    kind: 'create',
    reason: 'inOffice',
    planned: '{}',
    accountName: personId,
    nativeId: null,
    status,
    attempts: 0,
    lastErrorCode: null,
    lastErrorMessage: null,
    retryAt: null,
    startedAt: null,
    finishedAt: null,
  };
}
