/** Plans and their operations. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { PlannedOperation } from '../../provisioning/core';
import { connectionType } from '../../shared/pages.graphql';
import { InstantScalar, JsonScalar } from '../../shared/scalars';
import { OperationStatusType } from './enums.graphql';
import type { PreviewedPlan } from './preview';
import { PersonStub } from './stubs.graphql';

@ObjectType('OperationError', { description: 'Why the last try of an operation failed.' })
export class OperationErrorType {
  @Field(() => String, {
    description:
      '`unreachable`, `timeout`, `throttled`, `unauthorised`, `notFound`, `alreadyExists`, `conflict`, `rejected`, `protocol`.',
  })
  code: string;

  @Field(() => InstantScalar, { nullable: true, description: 'When it is tried again.' })
  retryAt: Date | null;
}

@Directive('@key(fields: "id")')
@ObjectType('Operation', { description: 'One change of one account, with its reason.' })
export class OperationType {
  @Field(() => ID, { description: 'Id of the operation; `preview:N` in a preview.' })
  id: string;

  @Field(() => String, { description: '`create`, `modify`, `enable`, `disable`, `archive`, `delete`, `handover`.' })
  kind: string;

  targetId: string;
  nativeId: string | null;

  @Field(() => String, { description: 'Login name of the account.' })
  accountName: string;

  @Field(() => PersonStub, { nullable: true, description: 'Whose account it is.' })
  person: PersonStub | null;

  @Field(() => String, {
    description: 'Stable word: `inOffice`, `leftOffice`, `suspended`, `locked`, `moved`, `noPostInForce` …',
  })
  reason: string;

  @Field(() => JsonScalar, { nullable: true, description: 'What changes, before.' })
  before: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What changes, after.' })
  after: unknown;

  @Field(() => OperationStatusType, { description: 'How far it has come.' })
  status: OperationStatusType;

  @Field(() => Int, { description: 'How often the target was asked.' })
  attempts: number;

  @Field(() => OperationErrorType, { nullable: true, description: 'Why the last try failed.' })
  lastError: OperationErrorType | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When the target was first asked.' })
  startedAt: Date | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was over.' })
  finishedAt: Date | null;

  /** Its place in its list, for cursors. */
  place: string;

  /** The plan that it belongs to; null in a preview, which then stands beside it. */
  planId: string | null;
  preview: PreviewedPlan | null;
  planned: PlannedOperation;
  retryAt: Date | null;
}

export const OperationConnection = connectionType(() => OperationType, 'Operation');

@ObjectType('PlanSummary', { description: 'A plan in figures.' })
export class PlanSummaryType {
  @Field(() => Int, { description: 'Accounts that are created.' })
  create: number;

  @Field(() => Int, { description: 'Accounts that are changed.' })
  modify: number;

  @Field(() => Int, { description: 'Accounts that are opened again.' })
  enable: number;

  @Field(() => Int, { description: 'Accounts that are closed.' })
  disable: number;

  @Field(() => Int, { description: 'Accounts that are archived.' })
  archive: number;

  @Field(() => Int, { description: 'Accounts that are deleted.' })
  delete: number;

  @Field(() => Int, { description: 'Handovers.' })
  handover: number;

  @Field(() => Int, { description: 'Accounts that stay as they are and are said to.' })
  noop: number;

  @Field(() => Int, { description: 'Accounts that lose access and are not made good by a move.' })
  netLoss: number;
}

@ObjectType('PlanApproval', { description: 'One approval of a plan.' })
export class PlanApprovalType {
  @Field(() => PersonStub, { nullable: true, description: 'Who approved it; null where no person did.' })
  person: PersonStub | null;

  @Field(() => InstantScalar, { description: 'When.' })
  approvedAt: Date;
}

@Directive('@key(fields: "id")')
@ObjectType('Plan', { description: 'An immutable list of operations with one cause; what is approved is its hash.' })
export class PlanType {
  @Field(() => ID, { description: 'The decision’s id for a decision’s plan; `preview` for one that is not kept.' })
  id: string;

  @Field(() => String, { description: 'SHA-256 of what will be written; equal plans have equal hashes.' })
  hash: string;

  @Field(() => String, { description: 'What made it: `decision:ID`, `policy`, `scan`, `lock`, `boundary`, `link`.' })
  cause: string;

  @Field(() => Boolean, { description: 'True when everything that it concerns could be planned.' })
  complete: boolean;

  @Field(() => Boolean, {
    description:
      'True when nothing stands in its way: no account to be linked first, not rejected, not waiting for approval.',
  })
  applyable: boolean;

  @Field(() => Boolean, { description: 'True when some of it is done only after a person approved its hash.' })
  needsApproval: boolean;

  @Field(() => PersonStub, { nullable: true, description: 'Who approved it.' })
  approvedBy: PersonStub | null;

  @Field(() => String, { nullable: true, description: 'Why it was rejected.' })
  rejectedReason: string | null;

  @Field(() => String, { description: 'Version of the policy by which it was made.' })
  policyVersion: string;

  @Field(() => InstantScalar, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => InstantScalar, {
    description: 'The instant for which it was made: then, or when the decision takes effect.',
  })
  plannedFor: Date;

  @Field(() => PlanSummaryType, { description: 'In figures.' })
  summary: PlanSummaryType;

  /** Of a preview, which keeps them nowhere else. */
  previewed: readonly OperationType[] | null;
  preview: PreviewedPlan | null;
}
