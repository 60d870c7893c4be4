/** Applies a plan to shadows the way a faultless target would, so that properties can ask what comes after. */
import type { PersonPlan, PlannedOperation, Shadow } from '../../src/provisioning/core/plan.types';
import type { AccountRecord, TargetGrant } from '../../src/provisioning/core/target';

export function applyInMemory(plan: PersonPlan, shadows: readonly Shadow[]): readonly Shadow[] {
  return plan.operations.reduce<readonly Shadow[]>((now, operation) => applyOne(operation, now, plan.at), shadows);
}

function applyOne(operation: PlannedOperation, shadows: readonly Shadow[], at: Date): readonly Shadow[] {
  if (operation.kind === 'create') {
    if (
      shadows.some(({ targetId, record }) => targetId === operation.targetId && record.name === operation.accountName)
    ) {
      throw new Error(`${operation.accountName} is already at ${operation.targetId}`);
    }
    return [...shadows, created(operation, at)];
  }
  if (operation.kind === 'delete') return shadows.filter((shadow) => !isSubject(operation, shadow));
  return shadows.map((shadow) => (isSubject(operation, shadow) ? changed(operation, shadow, at) : shadow));
}

function isSubject(operation: PlannedOperation, shadow: Shadow): boolean {
  return shadow.targetId === operation.targetId && shadow.record.nativeId === operation.nativeId;
}

function created(operation: PlannedOperation, at: Date): Shadow {
  const record: AccountRecord = {
    nativeId: `${operation.targetId}#${operation.accountName}`,
    name: operation.accountName,
    personId: operation.personId,
    status: 'active',
    attributes: operation.after?.attributes ?? {},
    grants: operation.after?.addGrants ?? [],
    version: null,
  };
  return { targetId: operation.targetId, record, observedAt: at, disabledSince: null, linked: true };
}

function changed({ kind, after }: PlannedOperation, shadow: Shadow, at: Date): Shadow {
  const { record } = shadow;
  switch (kind) {
    case 'enable': {
      // Who is back gets the own papers again.
      const { redirectPost: _, ...attributes } = record.attributes;
      return { ...shadow, disabledSince: null, record: { ...record, status: 'active', attributes } };
    }
    case 'disable':
      return { ...shadow, disabledSince: at, record: { ...record, status: 'disabled' } };
    case 'archive':
      return { ...shadow, record: { ...record, status: 'archived' } };
    case 'modify': {
      const removed = after?.removeGrants ?? [];
      const kept = record.grants.filter((grant) => !removed.some((one) => same(one, grant)));
      const grants = [...kept, ...(after?.addGrants ?? [])];
      return { ...shadow, record: { ...record, attributes: { ...record.attributes, ...after?.attributes }, grants } };
    }
    case 'handover': {
      const { pending: _, ...attributes } = record.attributes;
      return { ...shadow, record: { ...record, attributes: { ...attributes, ...after?.attributes } } };
    }
    case 'create':
    case 'delete':
    case 'noop':
      return shadow;
  }
}

function same(a: TargetGrant, b: TargetGrant): boolean {
  return a.kind === b.kind && a.value === b.value;
}
