/** Which targets there are: one for a system that the city shares, one per body for a system with instances (clause 38). */
import type { UnitFacts } from './facts';
import type { ConnectorKind, Policy, TargetPolicy } from './policy/policy.types';

export interface TargetRef {
  /** `directory`, `mail`, `qlvb:so-tttt`. */
  readonly id: string;
  /** The target's key in the policy. */
  readonly kind: string;
  readonly connector: ConnectorKind;
  /** The body whose instance it is, or null for a shared system. */
  readonly unitId: string | null;
}

/** The id of a target as this unit sees it; a per-unit system answers with the instance of the unit's body. */
export function targetIdFor(policy: Policy, targetKey: string, unit: Pick<UnitFacts, 'instanceUnitId'>): string {
  return targetPolicy(policy, targetKey).instancePer === 'unit' ? `${targetKey}:${unit.instanceUnitId}` : targetKey;
}

/** The key of a target id: what stands before the first colon. */
export function targetKeyOf(targetId: string): string {
  const colon = targetId.indexOf(':');
  return colon === -1 ? targetId : targetId.slice(0, colon);
}

/** True for an id that the policy can mean: a shared system's key, or a per-unit system's key with a unit. */
export function isTargetId(policy: Policy, targetId: string): boolean {
  const key = targetKeyOf(targetId);
  const target = policy.targets.find((candidate) => candidate.key === key);
  return target !== undefined && (target.instancePer === 'unit') === targetId.length > key.length + 1;
}

/** Every target that exists while these units do, in the order of the policy, then of unit ids. */
export function targetIds(policy: Policy, units: readonly UnitFacts[]): readonly TargetRef[] {
  const bodies = [...new Set(units.map((unit) => unit.instanceUnitId))].sort();
  return policy.targets.flatMap(({ key, connector, instancePer }): TargetRef[] =>
    instancePer === 'unit'
      ? bodies.map((unitId) => ({ id: `${key}:${unitId}`, kind: key, connector, unitId }))
      : [{ id: key, kind: key, connector, unitId: null }],
  );
}

export function targetPolicy(policy: Policy, targetKey: string): TargetPolicy {
  const found = policy.targets.find((target) => target.key === targetKey);
  if (!found) throw new Error(`no target ${targetKey} in policy ${policy.version}`);
  return found;
}

/** Target keys in an order in which each comes after all that it is created after; ties keep the order of the policy. */
export function creationOrder(policy: Policy): readonly string[] {
  const order: string[] = [];
  const visit = (key: string): void => {
    if (order.includes(key)) return;
    for (const before of targetPolicy(policy, key).createAfter) visit(before);
    order.push(key);
  };
  for (const { key } of policy.targets) visit(key);
  return order;
}
