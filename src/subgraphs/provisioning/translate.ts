/** Rows of the engine as the API shows them. */
import type {
  AccountRecord,
  DesiredAccount,
  DesiredGrant,
  PlannedOperation,
  TargetGrant,
} from '../../provisioning/core';
import {
  OF_BEFORE,
  type KnownTarget,
  type OperationRow,
  type PlanRow,
  type Preview,
  type ShadowRow,
  type StoredSummary,
} from '../../provisioning/effects';
import type { AccountType, DesiredAccountType, GrantType, TargetType } from './account.graphql';
import { AccountStatus, OperationStatusType, TargetHealth } from './enums.graphql';
import type { OperationType, PlanType } from './plan.graphql';
import { PreviewedPlan } from './preview';

const STATUSES: Readonly<Record<string, AccountStatus>> = {
  active: AccountStatus.ACTIVE,
  disabled: AccountStatus.DISABLED,
  archived: AccountStatus.ARCHIVED,
  gone: AccountStatus.DELETED,
};

const HEALTH: Readonly<Record<string, TargetHealth>> = {
  up: TargetHealth.UP,
  degraded: TargetHealth.DEGRADED,
  down: TargetHealth.DOWN,
};

export function accountOf(row: ShadowRow): AccountType {
  const { grants } = JSON.parse(row.record) as AccountRecord;
  return {
    id: row.id,
    person: row.personId === null ? null : { id: row.personId },
    targetId: row.targetId,
    name: row.name,
    nativeId: row.nativeId,
    status: STATUSES[row.status] ?? AccountStatus.PENDING,
    situation: row.situation,
    observedGrants: grants,
    // Where the target is observed anew, nobody has seen it since.
    observedAt: row.observedAt > OF_BEFORE ? row.observedAt : null,
  };
}

const PENDING = 'pending';

/** An account that is wanted and that nobody has seen yet. */
export function pendingAccount(personId: string, wanted: DesiredAccount): AccountType {
  return {
    id: `${PENDING}:${wanted.targetId}:${personId}`,
    person: { id: personId },
    targetId: wanted.targetId,
    name: wanted.name,
    nativeId: null,
    status: AccountStatus.PENDING,
    situation: PENDING,
    observedGrants: [],
    observedAt: null,
  };
}

/** The person of a pending account's id, or null for any other id. */
export function personOfPending(id: string): string | null {
  return id.startsWith(`${PENDING}:`) ? id.slice(id.lastIndexOf(':') + 1) : null;
}

/** An observed grant with the first of its justifications. */
export function grantOf(grant: TargetGrant, wanted: readonly DesiredGrant[]): GrantType {
  const known = wanted.find((one) => one.kind === grant.kind && one.value === grant.value);
  const justification = known?.justifications[0] ?? null;
  return {
    kind: grant.kind,
    value: grant.value,
    justification: justification === null ? 'none' : `${justification.by}:${justification.id}`,
    appointment: justification?.by === 'appointment' ? { id: justification.id } : null,
  };
}

export function desiredOf(wanted: DesiredAccount): DesiredAccountType {
  return {
    name: wanted.name,
    status: wanted.status === 'active' ? AccountStatus.ACTIVE : AccountStatus.DISABLED,
    disabledBecause: wanted.disabledBecause,
    attributes: wanted.attributes,
    grants: wanted.grants.map((grant) => grantOf(grant, wanted.grants)),
  };
}

export function targetOf(row: KnownTarget): TargetType {
  return {
    id: row.id,
    kind: row.kind,
    unit: row.unitId === null ? null : { id: row.unitId },
    health: healthOf(row),
    pauseReason: row.pauseReason,
    observeOnlyReason: row.observeOnly,
  };
}

/** What a person ordered comes before what the last calls met. */
function healthOf({ paused, observeOnly, health }: KnownTarget): TargetHealth {
  if (paused) return TargetHealth.PAUSED;
  return observeOnly !== null ? TargetHealth.OBSERVE_ONLY : (HEALTH[health] ?? TargetHealth.UP);
}

export function planOf(row: PlanRow): PlanType {
  const { undecidedLoss: _, ...summary } = JSON.parse(row.summary) as StoredSummary;
  const waits = row.needsApproval && row.approvedById === null;
  return {
    id: row.id,
    hash: row.hash,
    cause: row.causeId === null ? row.causeKind : `${row.causeKind}:${row.causeId}`,
    complete: row.complete,
    applyable: row.applyable && !waits && row.rejectedReason === null,
    needsApproval: row.needsApproval,
    approvedBy: row.approvedById === null ? null : { id: row.approvedById },
    rejectedReason: row.rejectedReason,
    policyVersion: row.policyVersion,
    createdAt: row.createdAt,
    plannedFor: row.plannedFor,
    summary,
    previewed: null,
    preview: null,
  };
}

export function previewOf(preview: Preview): PlanType {
  const shown = new PreviewedPlan(preview);
  const previewed = preview.operations.map((planned, index) => previewedOperation(planned, index, shown));
  return { ...planOf(preview.plan), previewed, preview: shown };
}

export function operationOf(row: OperationRow, place: 'id' | 'ordinal'): OperationType {
  const planned = JSON.parse(row.planned) as PlannedOperation;
  return {
    ...plannedFields(planned),
    id: row.id,
    nativeId: row.nativeId,
    status: row.status as OperationStatusType,
    attempts: row.attempts,
    lastError: row.lastErrorCode === null ? null : { code: row.lastErrorCode, retryAt: row.retryAt },
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    place: place === 'id' ? row.id : String(row.ordinal),
    planId: row.planId,
    preview: null,
    retryAt: row.retryAt,
  };
}

function previewedOperation(planned: PlannedOperation, index: number, preview: PreviewedPlan): OperationType {
  return {
    ...plannedFields(planned),
    id: `preview:${index}`,
    nativeId: planned.nativeId,
    status: OperationStatusType.PENDING,
    attempts: 0,
    lastError: null,
    startedAt: null,
    finishedAt: null,
    place: String(index),
    planId: null,
    preview,
    retryAt: null,
  };
}

function plannedFields(
  planned: PlannedOperation,
): Pick<OperationType, 'kind' | 'targetId' | 'accountName' | 'person' | 'reason' | 'before' | 'after' | 'planned'> {
  return {
    planned,
    kind: planned.kind,
    targetId: planned.targetId,
    accountName: planned.accountName,
    person: { id: planned.personId },
    reason: planned.reason,
    before: planned.before,
    after: planned.after,
  };
}
