/** The vocabulary of the loop: desired, observed, operation, plan. Immutable data. */
import type { AccountRecord, Attributes, TargetGrant } from './target';
import type { Basis } from './facts';

/** Why a grant is there, and by which lines of decision and policy. */
export interface Justification {
  readonly by: 'appointment' | 'delegation' | 'exception' | 'handover';
  readonly id: string;
  readonly basis: Basis | null;
  /** Line of the policy file. */
  readonly policyLine: number | null;
}

export interface DesiredGrant extends TargetGrant {
  /** At least one; a grant goes only when the last of them goes. */
  readonly justifications: readonly Justification[];
}

/** What the policy wants of one account now. */
export interface DesiredAccount {
  readonly targetId: string;
  readonly name: string;
  /** `disabled`: no sign-in; with grants kept (suspended, locked) or without any (left office). */
  readonly status: 'active' | 'disabled';
  readonly attributes: Attributes;
  readonly grants: readonly DesiredGrant[];
  /** Why it is not active: null, or what stands in the way. */
  readonly disabledBecause: 'leftOffice' | 'suspended' | 'seconded' | 'locked' | null;
}

export interface DesiredPerson {
  readonly personId: string;
  readonly at: Date;
  /** By target id; a target that is not named is one where nothing justifies an account. */
  readonly accounts: readonly DesiredAccount[];
}

/** Our last knowledge of an account at a target. */
export interface Shadow {
  readonly targetId: string;
  readonly record: AccountRecord;
  readonly observedAt: Date;
  /** When the account was first observed disabled in its present spell; retention counts from here. */
  readonly disabledSince: Date | null;
  /** True once a person or an exact rule linked it, or we created it: only then may it be written. */
  readonly linked: boolean;
  /** A person said that it is nobody's: no rule links it again. Absent means no. */
  readonly apart?: boolean;
  /** It is linked to somebody else than the person it is looked at for. Absent means no. */
  readonly elses?: boolean;
}

export type OperationKind = 'create' | 'modify' | 'enable' | 'disable' | 'archive' | 'delete' | 'handover' | 'noop';

/** One delta of one account. `before` and `after` hold only what changes. */
export interface PlannedOperation {
  readonly kind: OperationKind;
  readonly targetId: string;
  readonly personId: string;
  readonly accountName: string;
  /** Null for a create. */
  readonly nativeId: string | null;
  /** Stable word: `inOffice`, `leftOffice`, `suspended`, `locked`, `noPostInForce`, `attributesChanged`, `drift`, `retention` … */
  readonly reason: string;
  readonly basis: readonly Justification[];
  readonly before: AccountState | null;
  readonly after: AccountState | null;
  /** Targets whose create or enable for this person must be done first. Never set on a disable. */
  readonly waitsFor: readonly string[];
  readonly needsApproval: boolean;
}

export interface AccountState {
  readonly name?: string;
  readonly status?: string;
  readonly attributes?: Attributes;
  readonly addGrants?: readonly TargetGrant[];
  readonly removeGrants?: readonly TargetGrant[];
}

/** The plan of one person at one instant, in the order in which it is to be applied. */
export interface PersonPlan {
  readonly personId: string;
  readonly at: Date;
  readonly operations: readonly PlannedOperation[];
  /** Accounts that are wanted and cannot be written; a person must link or free them first. Absent means none. */
  readonly blocked?: readonly Blocked[];
}

/** unlinked – an account of that name is not ours; disputed – several claims; protected – a system name; waitsForBlocked – its create-after is one of these. */
export interface Blocked {
  readonly targetId: string;
  readonly accountName: string;
  readonly because: 'unlinked' | 'disputed' | 'protected' | 'waitsForBlocked';
}
