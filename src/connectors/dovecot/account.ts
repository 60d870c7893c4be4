/**
 * A mail account as it stands in the dictionary, and as the engine knows it. Dovecot reads one level of JSON with
 * texts as values, so a list is written with spaces and a number in digits; what Dovecot does not know it ignores.
 */
import type { AccountRecord, Attributes, AttributeValue, RecordStatus, TargetGrant } from '../contract';
import type { Operation } from './doveadm';

export interface MailAccount {
  readonly login: string;
  /** Null on an account that is not ours. */
  readonly personId: string | null;
  readonly fullName: string | null;
  readonly address: string;
  readonly aliases: readonly string[];
  /** Null: the server's default holds. */
  readonly quotaMiB: number | null;
  /** What is answered to mail that comes, and to which address a copy of it goes; null: neither. */
  readonly autoReply: string | null;
  readonly forwardTo: string | null;
  /** Creation has begun and not ended: no account yet, and nobody can sign in to it. */
  readonly isBuilding: boolean;
}

export const KEY = {
  user: (name: string): string => `shared/userdb/${name.toLowerCase()}`,
  deny: (name: string): string => `shared/deny/${name.toLowerCase()}`,
  archive: (login: string): string => `shared/archive/${login}`,
  /** Logins that a person has or had: where to look, and no more. */
  person: (personId: string): string => `shared/person/${encodeURIComponent(personId)}/`,
  sharedBoxes: (login: string): string => `shared/shared-boxes/user/${login}/`,
} as const;

/** The value is never compared: the entry's being there denies, whatever the password. */
export const DENY_VALUE = '{"password":"*"}';
const ROLE_KIND = 'role';

/** What may stand in a login or a role mailbox: no wildcard that `kick` would widen, no separator of the dictionary. */
const PLAIN_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const ADDRESS = /^[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/i;
const FULL_NAME_LENGTH_MAX = 512;
const REPLY_LENGTH_MAX = 4_000;
const ALIASES_MAX = 100;
const QUOTA_MIB_MAX = 1024 * 1024 * 1024;

export function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name);
}

/** Every address at which mail for the account arrives. */
export function addressesOf(account: MailAccount): string[] {
  return [...new Set([account.address, ...account.aliases].map((address) => address.toLowerCase()))];
}

/** Every name with which the person could sign in; each is denied on its own, since Dovecot looks up what was typed. */
export function signInNames(account: MailAccount, domain: string): string[] {
  return [...new Set([account.login, `${account.login}@${domain}`, ...addressesOf(account)])];
}

export function accountValue(account: MailAccount): string {
  return JSON.stringify({
    ...lookupFields(account),
    kind: 'account',
    ...(account.personId === null ? {} : { personId: literal(account.personId) }),
    ...(account.fullName === null ? {} : { fullName: literal(account.fullName) }),
    address: account.address,
    aliases: account.aliases.join(' '),
    ...(account.quotaMiB === null ? {} : { quotaMiB: String(account.quotaMiB) }),
    ...(account.autoReply === null ? {} : { autoReply: literal(account.autoReply) }),
    ...(account.forwardTo === null ? {} : { forwardTo: account.forwardTo }),
    ...(account.isBuilding ? { building: '1' } : {}),
  });
}

/** Dovecot takes what it does not know for settings and puts in what a percent sign stands for, or opens no mailbox at all. */
function literal(text: string): string {
  return text.replaceAll('%', '%%');
}

function plain(text: string): string {
  return text.replaceAll('%%', '%');
}

/** What stands at an address of the account; delivery reads the quota there too. */
export function addressValue(account: MailAccount): string {
  return JSON.stringify(lookupFields(account));
}

export function roleValue(name: string): string {
  return JSON.stringify({ user: name, kind: ROLE_KIND });
}

export function isRole(value: string | null): boolean {
  return fieldsOf(value).kind === ROLE_KIND;
}

/** The login that a userdb entry leads to. */
export function ownerOf(value: string): string | null {
  return fieldsOf(value).user ?? null;
}

function lookupFields(account: MailAccount): Readonly<Record<string, string>> {
  return {
    user: account.login,
    ...(account.quotaMiB === null ? {} : { quota_rule: `*:storage=${account.quotaMiB}M` }),
  };
}

/** An entry that another hand has written reads as an account that is not ours. */
export function parseAccount(login: string, value: string, domain: string): MailAccount {
  const fields = fieldsOf(value);
  const quota = Number(fields.quotaMiB ?? Number.NaN);
  return {
    login,
    personId: fields.personId === undefined ? null : plain(fields.personId),
    fullName: fields.fullName === undefined ? null : plain(fields.fullName),
    address: fields.address ?? `${login}@${domain}`,
    aliases: (fields.aliases ?? '').split(' ').filter((alias) => alias !== ''),
    quotaMiB: Number.isFinite(quota) ? quota : null,
    autoReply: fields.autoReply === undefined ? null : plain(fields.autoReply),
    forwardTo: fields.forwardTo ?? null,
    isBuilding: fields.building === '1',
  };
}

function fieldsOf(value: string | null): Readonly<Record<string, string | undefined>> {
  try {
    const parsed: unknown = JSON.parse(value ?? '{}');
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter(([, field]) => typeof field === 'string')) as Record<
      string,
      string
    >;
  } catch {
    return {};
  }
}

export function recordOf(account: MailAccount, status: RecordStatus, roles: readonly string[]): AccountRecord {
  const { fullName, address, aliases, quotaMiB, autoReply, forwardTo } = account;
  const grants: TargetGrant[] = [...roles].sort().map((value) => ({ kind: 'roleMailbox', value }));
  const attributes = {
    fullName,
    address,
    aliases: [...aliases].sort(),
    quotaMiB,
    ...(autoReply === null ? {} : { autoReply }),
    ...(forwardTo === null ? {} : { forwardTo }),
  };
  return {
    nativeId: account.login,
    name: account.login,
    personId: account.personId,
    status,
    attributes,
    grants,
    version: null,
  };
}

/** The account with some attributes changed, or `rejected` for a value that mail cannot hold. */
export function withAttributes(
  account: MailAccount,
  set: Attributes,
  domain: string,
  operation: Operation,
): MailAccount {
  let changed = account;
  for (const [name, value] of Object.entries(set))
    changed = { ...changed, ...attribute(account.login, name, value, domain, operation) };
  return changed;
}

function attribute(
  login: string,
  name: string,
  value: AttributeValue,
  domain: string,
  operation: Operation,
): Partial<MailAccount> {
  const refuse = (): never => {
    throw operation.fail('rejected', `${login} cannot have this ${name}`);
  };
  switch (name) {
    case 'fullName':
      if (value === null) return { fullName: null };
      return typeof value === 'string' && value.length <= FULL_NAME_LENGTH_MAX && !/\p{Cc}/u.test(value)
        ? { fullName: value }
        : refuse();
    case 'address':
      if (value === null) return { address: `${login}@${domain}` };
      return typeof value === 'string' && ADDRESS.test(value) ? { address: value } : refuse();
    case 'aliases':
      if (value === null) return { aliases: [] };
      return Array.isArray(value) && value.length <= ALIASES_MAX && value.every((alias) => ADDRESS.test(alias))
        ? { aliases: [...new Set<string>(value)] }
        : refuse();
    case 'quotaMiB':
      if (value === null) return { quotaMiB: null };
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= QUOTA_MIB_MAX
        ? { quotaMiB: value }
        : refuse();
    case 'autoReply':
      if (value === null) return { autoReply: null };
      return typeof value === 'string' && value.trim() !== '' && value.length <= REPLY_LENGTH_MAX && isText(value)
        ? { autoReply: value }
        : refuse();
    case 'forwardTo':
      if (value === null) return { forwardTo: null };
      return typeof value === 'string' && ADDRESS.test(value) ? { forwardTo: value } : refuse();
    default:
      throw operation.fail('rejected', `mail accounts have no attribute ${name}`);
  }
}

/** Lines may break in it; other control characters have no place in a message. */
function isText(value: string): boolean {
  return !/\p{Cc}/u.test(value.replace(/[\n\t]/g, ''));
}

export function assertRoleGrants(grants: readonly TargetGrant[], operation: Operation): void {
  const other = grants.find((grant) => grant.kind !== 'roleMailbox');
  if (other) throw operation.fail('rejected', `mail has no grant of kind ${other.kind}`);
}
