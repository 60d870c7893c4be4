/** Binds and the password modify operation (RFC 3062). Passwords come in here and leave only as hashes. */
import { randomBytes } from 'node:crypto';
import { mayWrite, type ConfiguredAccounts, type Identity, ANONYMOUS } from './access';
import { elementsOf, TAG, textOf, write, writeText } from './ber';
import { keyOf, parseDn } from './dn';
import { valuesOf, type Entry } from './entry';
import { verifyPassword } from './passwords';
import { LdapFault, ResultCode } from './result';
import { entryNamed, type Scene } from './scene';
import { hashNew } from './writes';

export async function bind(
  scene: Scene,
  accounts: ConfiguredAccounts,
  request: { readonly version: number; readonly dn: string; readonly password: string | null },
): Promise<Identity> {
  if (request.version !== 3) throw new LdapFault(ResultCode.protocolError, 'only LDAP version 3');
  if (request.password === null) throw new LdapFault(ResultCode.authMethodNotSupported, 'only simple binds');
  const dn = parseDn(request.dn);
  if (request.password === '') {
    if (dn.length === 0) return ANONYMOUS;
    throw new LdapFault(ResultCode.unwillingToPerform, 'unauthenticated bind (DN with no password) disallowed');
  }
  const configured = accounts.check(keyOf(dn), request.password);
  const identity =
    configured === undefined ? await bindEntry(scene.tree.find(keyOf(dn)), request.password) : configured;
  if (identity === null) throw new LdapFault(ResultCode.invalidCredentials, '');
  return identity;
}

/** A locked account, one without a password, an unknown one and a wrong password look the same from outside. */
async function bindEntry(entry: Entry | undefined, password: string): Promise<Identity | null> {
  const fits = await verifyPassword(password, entry?.passwordHash ?? null);
  if (!fits || entry === undefined || valuesOf(entry, 'pwdAccountLockedTime').length > 0) return null;
  return { kind: 'person', dn: entry.dnText, uuid: entry.uuid };
}

export function whoAmI(identity: Identity): Buffer {
  return Buffer.from(identity.kind === 'anonymous' ? '' : `dn:${identity.dn}`, 'utf8');
}

/** Answers the generated password when none was given, otherwise nothing. */
export async function modifyPassword(
  scene: Scene,
  identity: Identity,
  value: Buffer | null,
): Promise<Buffer | undefined> {
  if (identity.kind === 'anonymous')
    throw new LdapFault(ResultCode.insufficientAccessRights, 'bind before changing a password');
  const asked = readPasswordRequest(value);
  const entry = entryNamed(scene, asked.user?.replace(/^dn:/i, '') ?? identity.dn);
  await requireRight(identity, entry, asked.oldPassword);
  const password = asked.newPassword ?? randomBytes(12).toString('base64url');
  const hash = await hashNew(scene, password);
  const { time, csn } = scene.stamps.next();
  scene.tree.commit({ put: [{ ...entry, passwordHash: hash, passwordChangedAt: time, modifiedAt: time, csn }] });
  return asked.newPassword === null ? write(TAG.sequence, writeText(password, 0x80)) : undefined;
}

async function requireRight(identity: Identity, entry: Entry, oldPassword: string | null): Promise<void> {
  const own = identity.kind === 'person' && identity.uuid === entry.uuid;
  if (!own && !mayWrite(identity)) throw new LdapFault(ResultCode.insufficientAccessRights, 'only the own password');
  if (oldPassword === null) {
    if (own) throw new LdapFault(ResultCode.unwillingToPerform, 'the old password is needed');
    return;
  }
  if (!(await verifyPassword(oldPassword, entry.passwordHash)))
    throw new LdapFault(ResultCode.unwillingToPerform, 'unwilling to verify old password');
}

function readPasswordRequest(value: Buffer | null): {
  readonly user: string | null;
  readonly oldPassword: string | null;
  readonly newPassword: string | null;
} {
  const sequence = value === null ? undefined : elementsOf(value)[0];
  const parts = sequence === undefined ? [] : elementsOf(sequence.value);
  const text = (tag: number): string | null => {
    const found = parts.find((part) => part.tag === tag);
    return found === undefined || found.value.length === 0 ? null : textOf(found);
  };
  return { user: text(0x80), oldPassword: text(0x81), newPassword: text(0x82) };
}
