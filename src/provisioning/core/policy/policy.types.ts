/** The policy as immutable data: what every position grants at every kind of target. Made by `loadPolicy` only. */
import type { Mode } from '../facts';
import type { BothLanguages } from './problem-texts';

/** How a target is spoken to; it decides which attributes and grants exist there. */
export type ConnectorKind = 'ldap' | 'dovecot' | 'qlvb' | 'scim' | 'manual';

/** A target, or for a per-unit system (clause 38) the family of its instances. */
export interface TargetPolicy {
  readonly key: string;
  readonly connector: ConnectorKind;
  readonly instancePer: 'city' | 'unit';
  /** Target keys whose account must be there before this one is created or enabled; a disable waits for nobody. */
  readonly createAfter: readonly string[];
  /** Management role that carries out the work orders of a manual target. */
  readonly assignee: string | null;
  readonly line: number;
}

/** One entitlement as written, placeholders still in it. */
export interface GrantTemplate {
  readonly kind: string;
  readonly value: string;
  readonly line: number;
}

/** What a role has at one target. Being named is enough to justify an account there. */
export interface TargetGrants {
  readonly target: string;
  readonly grants: readonly GrantTemplate[];
  readonly quotaMiB: number | null;
  readonly line: number;
}

export interface RolePolicy {
  readonly role: string;
  readonly positions: readonly string[];
  readonly modes: readonly Mode[];
  readonly targets: readonly TargetGrants[];
  /** Numbers of the clauses that the role follows from; absent where the file names none. Says nothing about access. */
  readonly clauses?: readonly number[];
  /** The unit whose extension it is: it counts for posts of that subtree only. Absent for the city's own roles. */
  readonly within?: string;
  readonly line: number;
}

/**
 * What a delegation of one scope may carry. Nothing else is delegated, so that no right of administration or of
 * belonging (groups of heads) ever moves by a delegation.
 */
export interface DelegationScope {
  /** As the decision line writes it; null for every other scope. */
  readonly scope: string | null;
  /** By target key, as `kind:value` or `kind:*`. */
  readonly carries: Readonly<Record<string, readonly string[]>>;
}

export interface Brake {
  readonly windowMs: number;
  readonly netLossPerTarget: { readonly atLeast: number; readonly percent: number };
  readonly netLossOverall: number;
}

export interface LeaverMail {
  /** The answer; {fullName} is the leaver's, {redirectTo} the address below. Null: none. */
  readonly reply: string | null;
  /** `keeper`: a copy goes to the mailbox of the post that was left. */
  readonly redirectTo: 'keeper' | null;
}

export interface Policy {
  /** SHA-256 of the normalised content: the same policy written differently has the same version. */
  readonly version: string;
  readonly file: string;
  readonly mailDomain: string;
  readonly targets: readonly TargetPolicy[];
  readonly roles: readonly RolePolicy[];
  readonly delegations: readonly DelegationScope[];
  readonly leave: {
    readonly accounts: { readonly archiveAfterDays: number; readonly deleteAfterDays: number };
    readonly handover: { readonly tabletReturnDays: number };
    /** What becomes of mail for a leaver by name; without it the closed mailbox takes it, and nobody is told. */
    readonly mail?: LeaverMail;
  };
  readonly brake: Brake;
  /** By target key: names that provisioning never writes. */
  readonly protectedNames: Readonly<Record<string, readonly string[]>>;
  /** By target key: what becomes of a difference that a scan finds; `correct` where nothing is said. */
  readonly drift?: Readonly<Record<string, DriftRule>>;
  /** By target key: attributes that must agree, beside the name, for an account that is not ours to be adopted. */
  readonly adopt?: Readonly<Record<string, readonly string[]>>;
}

/** `correct`: mended, through the brake; `report`: shown, and left until the person is looked at for another reason. */
export type DriftRule = 'correct' | 'report';

/** What is wrong with one place of a policy file, in both languages. */
export interface PolicyProblem extends BothLanguages {
  readonly file: string;
  readonly line: number;
}

/** Everything that is wrong with a policy file, at once. */
export class PolicyError extends Error {
  constructor(readonly problems: readonly PolicyProblem[]) {
    super(problems.map((problem) => `${problem.file}:${problem.line}: ${problem.en}`).join('\n'));
    this.name = 'PolicyError';
  }
}
