/**
 * How one operation of a plan is written down: what it does to which account, why, and on which facts and lines of the
 * policy it rests. Which operations there are, and in what order, is `plan.ts`.
 */
import { bare, present } from './delta';
import type { Delta } from './delta';
import type { PersonFacts } from './facts';
import type {
  DesiredAccount,
  DesiredPerson,
  Justification,
  OperationKind,
  PlannedOperation,
  Shadow,
} from './plan.types';
import type { Policy } from './policy/policy.types';
import { endedBasis, justificationsOf } from './reasons';

/** Of whom, under which policy and when. */
export interface Scene {
  readonly desired: DesiredPerson;
  readonly facts: PersonFacts;
  readonly policy: Policy;
  readonly at: Date;
}

export function create(wanted: DesiredAccount, scene: Scene, waits: readonly string[]): PlannedOperation {
  return {
    kind: 'create',
    targetId: wanted.targetId,
    personId: scene.facts.personId,
    accountName: wanted.name,
    nativeId: null,
    reason: 'inOffice',
    basis: basisOf(wanted, scene),
    before: null,
    after: {
      name: wanted.name,
      status: 'active',
      attributes: present(wanted.attributes),
      addGrants: bare(wanted.grants),
    },
    waitsFor: waits,
    needsApproval: false,
  };
}

export function disable(
  shadow: Shadow,
  reason: string,
  basis: readonly Justification[],
  scene: Scene,
): PlannedOperation {
  return {
    ...written('disable', shadow, reason, basis, scene),
    before: { status: 'active' },
    after: { status: 'disabled' },
  };
}

export function modify(
  shadow: Shadow,
  delta: Delta,
  reason: string,
  basis: readonly Justification[],
  scene: Scene,
): PlannedOperation {
  return { ...written('modify', shadow, reason, basis, scene), before: delta.before, after: delta.after };
}

/** Of an account that its person keeps. */
export function change(shadow: Shadow, delta: Delta, scene: Scene): PlannedOperation {
  return modify(shadow, delta, changeReason(delta), changeBasis(delta, shadow, scene), scene);
}

export function written(
  kind: OperationKind,
  shadow: Shadow,
  reason: string,
  basis: readonly Justification[],
  scene: Scene,
): PlannedOperation {
  return {
    kind,
    targetId: shadow.targetId,
    personId: scene.facts.personId,
    accountName: shadow.record.name,
    nativeId: shadow.record.nativeId,
    reason,
    basis,
    before: null,
    after: null,
    waitsFor: [],
    needsApproval: false,
  };
}

/** The grants' justifications; an account without a grant stands on nothing narrower than its person's office. */
export function basisOf(wanted: DesiredAccount, { facts }: Scene): readonly Justification[] {
  const justifications = justificationsOf(wanted.grants);
  if (justifications.length > 0) return justifications;
  return facts.appointments.map(({ id, basis }) => ({ by: 'appointment' as const, id, basis, policyLine: null }));
}

function changeReason({ added, removed }: Delta): string {
  if (added.length > 0) return 'inOffice';
  return removed.length > 0 ? 'noPostInForce' : 'attributesChanged';
}

function changeBasis({ added, removed }: Delta, shadow: Shadow, scene: Scene): readonly Justification[] {
  if (added.length > 0) return justificationsOf(added);
  return removed.length > 0 ? endedBasis(scene.facts, scene.policy, shadow.targetId, scene.at, removed) : [];
}
