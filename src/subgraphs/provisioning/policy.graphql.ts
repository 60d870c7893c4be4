/** The policy in force, every one before it, and what another would change. */
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ExceededLimit } from '../../provisioning/core';
import { connectionType } from '../../shared/pages.graphql';
import { InstantScalar } from '../../shared/scalars';
import { PlanType } from './plan.graphql';
import { PersonStub, UnitStub } from './stubs.graphql';

@ObjectType('PolicyRole', { description: 'What a management role grants.' })
export class PolicyRoleType {
  @Field(() => String, { description: '`unit-head`, `records-clerk` …' })
  role: string;

  @Field(() => [String], { description: 'Positions that carry it.' })
  positions: string[];

  @Field(() => [String], { description: 'Names of the targets where it gives an account.' })
  targets: string[];

  @Field(() => UnitStub, {
    nullable: true,
    description: 'The unit that added it for its own subtree (clause 72); null for the city’s own roles.',
  })
  unit: UnitStub | null;

  @Field(() => Int, { description: 'Line of the policy’s text.' })
  line: number;
}

@ObjectType('Policy', { description: 'The provisioning policy in force.' })
export class PolicyType {
  @Field(() => String, { description: 'Hash of its content.' })
  version: string;

  @Field(() => String, { description: 'Name of its file.' })
  file: string;

  @Field(() => String, { description: 'Its text: the city’s, and after it what units add for their own subtrees.' })
  text: string;

  @Field(() => [PolicyRoleType], { description: 'Its roles.' })
  roles: PolicyRoleType[];
}

export enum PolicyVersionStatus {
  WAITING = 'WAITING',
  APPLIED = 'APPLIED',
  REJECTED = 'REJECTED',
  REPLACED = 'REPLACED',
}

registerEnumType(PolicyVersionStatus, {
  name: 'PolicyVersionStatus',
  description: 'How far a version of the policy has come.',
  valuesConfig: {
    WAITING: { description: 'Takes away more than the brake allows: in force once its plan is approved.' },
    APPLIED: { description: 'In force from `appliedAt` until the next.' },
    REJECTED: { description: 'Its plan was rejected; it was never in force.' },
    REPLACED: { description: 'A newer text came while it waited; it was never in force.' },
  },
});

@ObjectType('PolicyVersion', { description: 'A text of the policy, or of a unit’s extension, as it was put forward.' })
export class PolicyVersionType {
  @Field(() => ID, { description: 'Its id, which is also the id of its plan.' })
  id: string;

  @Field(() => UnitStub, { nullable: true, description: 'Whose extension it is; null for the city’s policy.' })
  unit: UnitStub | null;

  @Field(() => String, { description: 'Hash of the content of the whole policy with it.' })
  version: string;

  @Field(() => String, { description: 'What was put forward.' })
  text: string;

  @Field(() => PolicyVersionStatus, { description: 'How far it has come.' })
  status: PolicyVersionStatus;

  @Field(() => PersonStub, { nullable: true, description: 'Who put it forward; null for the file of the first start.' })
  recordedBy: PersonStub | null;

  @Field(() => InstantScalar, { description: 'When it was put forward.' })
  recordedAt: Date;

  @Field(() => InstantScalar, { nullable: true, description: 'Since when it was in force; null when it never was.' })
  appliedAt: Date | null;
}

export const PolicyVersionConnection = connectionType(() => PolicyVersionType, 'PolicyVersion');

@ObjectType('PolicyTargetChange', { description: 'What a change of the policy does at one kind of target.' })
export class PolicyTargetChangeType {
  @Field(() => ID, { description: 'The target’s name in the policy; for a per-unit system all instances together.' })
  targetId: string;

  @Field(() => Int, { description: 'Persons for whom something changes there.' })
  persons: number;

  @Field(() => Int, { description: 'Accounts that are created or opened again.' })
  opened: number;

  @Field(() => Int, { description: 'Accounts that are closed.' })
  closed: number;

  @Field(() => Int, { description: 'Grants that are added.' })
  grantsAdded: number;

  @Field(() => Int, { description: 'Grants that are taken away.' })
  grantsRemoved: number;

  @Field(() => Int, { description: 'Losses as the brake counts them: moves are none.' })
  losses: number;
}

@ObjectType('PolicyDiff', { description: 'What another policy would change, for whom; nothing is stored.' })
export class PolicyDiffType {
  @Field(() => String, { description: '`applyPolicy` wants it: hash of the policy and of what it changes.' })
  hash: string;

  @Field(() => String, { description: 'Version of the policy in force.' })
  from: string;

  @Field(() => String, { description: 'Version of the policy with this text.' })
  to: string;

  @Field(() => Int, { description: 'Persons for whom something changes.' })
  persons: number;

  @Field(() => [PolicyTargetChangeType], { description: 'Target by target; those without a change are left out.' })
  targets: PolicyTargetChangeType[];

  @Field(() => Boolean, { description: 'True when it takes away more than the brake allows, and waits for approval.' })
  needsApproval: boolean;

  /** The limits of the brake that are exceeded. */
  limits: readonly ExceededLimit[];

  @Field(() => PlanType, { description: 'What would be written, operation by operation.' })
  plan: PlanType;
}
