/**
 * Who is bound on a connection, and what they may: anonymous sees the root entry only, a person reads the tree and sets
 * the own password, a reader reads, the administrator and a writing service write.
 */
import { timingSafeEqual, createHash } from 'node:crypto';
import { keyOfText } from './dn';
import { LdapFault, ResultCode } from './result';

export type ServiceRole = 'writer' | 'reader';

export interface ServiceAccount {
  readonly dn: string;
  readonly password: string;
  readonly role: ServiceRole;
  /** Branches that are not there for it: an access rule that leaves something out says so to nobody. */
  readonly hidden?: readonly string[];
}

export type Identity =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'person'; readonly dn: string; readonly uuid: string }
  | { readonly kind: 'service'; readonly dn: string; readonly role: ServiceRole; readonly hidden: readonly string[] };

export const ANONYMOUS: Identity = { kind: 'anonymous' };

/** Whether an entry is there for who is bound; `key` is the entry's. */
export function maySee(identity: Identity, key: string): boolean {
  return identity.kind !== 'service' || !identity.hidden.some((top) => key === top || key.endsWith(`,${top}`));
}

export function mayWrite(identity: Identity): boolean {
  return identity.kind === 'service' && identity.role === 'writer';
}

export function requireReader(identity: Identity): void {
  if (identity.kind === 'anonymous') throw new LdapFault(ResultCode.insufficientAccessRights, 'bind before reading');
}

export function requireWriter(identity: Identity): void {
  if (!mayWrite(identity)) throw new LdapFault(ResultCode.insufficientAccessRights, 'no write access');
}

/** The accounts that come from the configuration rather than from the tree. */
export class ConfiguredAccounts {
  private readonly byKey: ReadonlyMap<string, ServiceAccount>;

  constructor(accounts: readonly ServiceAccount[]) {
    this.byKey = new Map(accounts.map((account) => [keyOfText(account.dn), account]));
  }

  /** The identity when the password fits, null when it does not, undefined when there is no such account. */
  check(key: string, password: string): Identity | null | undefined {
    const account = this.byKey.get(key);
    if (account === undefined) return undefined;
    const same = timingSafeEqual(digest(account.password), digest(password));
    if (!same) return null;
    return { kind: 'service', dn: account.dn, role: account.role, hidden: (account.hidden ?? []).map(keyOfText) };
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
