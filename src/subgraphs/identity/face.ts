/**
 * Identity's face to the other rooms: who is asking, and what they may. The only file of this room that another room
 * imports. A context lives for one request (for one event, in a subscription).
 */
import type DataLoader from 'dataloader';
import type { Language } from '../../errors/catalogue';
import type { Proof } from './face-proof';

/**
 * administrator, auditor – the whole city, bound by name by two people; hq-operator – the same, for the headquarters
 * (clause 70); unit-administrator, records-clerk, asset-accountant – from a post, own subtree; delegate – from a
 * delegation by such a post; subscriber – another system; person – oneself.
 */
export type Role =
  | 'administrator'
  | 'auditor'
  | 'hq-operator'
  | 'unit-administrator'
  | 'records-clerk'
  | 'asset-accountant'
  | 'delegate'
  | 'subscriber'
  | 'person';

export interface Principal {
  readonly kind: 'person' | 'client';
  /** Person id, or client id. */
  readonly id: string;
  readonly sessionId: string;
  readonly roles: readonly Role[];
  /** Units that a unit administrator administers, the whole subtree spelled out. */
  readonly administers: ReadonlySet<string>;
  /** The same for the other roles that reach over units; none for a role left out. */
  readonly unitsByRole?: UnitsByRole;
  /** Of a delegate: what each delegation lets them do, and for whom. */
  readonly delegations?: readonly Delegation[];
  /** Of another system: what it may beside its roles, everywhere. */
  readonly scopes?: readonly Permission[];
  /** Of another system: the persons who were shown a secret of it that counts. */
  readonly secretGivenTo?: readonly string[];
}

/** A delegation in force: whoever acts by it acts on behalf of the delegator. */
export interface Delegation {
  readonly id: string;
  readonly delegatorId: string;
  /** Where which permission reaches; null: everywhere, as the delegator's own. */
  readonly reach: ReadonlyMap<Permission, ReadonlySet<string> | null>;
}

export type UnitsByRole = Readonly<Partial<Record<Role, ReadonlySet<string>>>>;

export type Permission =
  | 'decision:record'
  | 'decision:read'
  | 'person:create'
  | 'person:read'
  | 'person:export'
  | 'person:erase'
  | 'catalogue:define'
  | 'account:read'
  | 'account:link'
  | 'access:lock'
  | 'activation:issue'
  | 'plan:read'
  | 'plan:approve'
  | 'reconcile'
  | 'target:manage'
  | 'policy:read'
  | 'policy:apply'
  | 'exception:grant'
  | 'session:revoke'
  | 'client:read'
  | 'client:manage'
  | 'role:read'
  | 'role:change'
  | 'role-changes:read'
  | 'tablet:read'
  | 'tablet:manage'
  | 'audit:read';

/** Where a permission is asked for: every unit named must be within reach; one's own person is always within reach for reads. */
export interface Scope {
  readonly units?: readonly string[];
  readonly personId?: string;
}

export interface Context {
  /** Null when nobody is signed in. */
  readonly principal: Principal | null;
  readonly language: Language;
  /** Address of the caller, for audit. */
  readonly origin: string;
  readonly idempotencyKey: string | null;
  /** The key that the caller showed to hold with this request, if any. */
  readonly proof?: Proof | null;
  /** Ends when the caller goes away or the request's deadline passes. */
  readonly signal: AbortSignal;
  /** The principal, or a refusal UNAUTHENTICATED. */
  signedIn(): Principal;
  may(permission: Permission, scope?: Scope): boolean;
  /** Refuses with UNAUTHENTICATED or FORBIDDEN. */
  require(permission: Permission, scope?: Scope): Principal;
  /** One loader per name and request. */
  loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>): DataLoader<K, V>;
  /** Marks the value at a response path as last-known rather than live; ends up in `extensions.stale`. */
  markStale(mark: StaleMark): void;
  readonly stale: readonly StaleMark[];
}

export interface StaleMark {
  readonly path: readonly (string | number)[];
  readonly source: string;
  /** Age of the answer in milliseconds. */
  readonly ageMs: number;
}
