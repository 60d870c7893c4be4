/**
 * Directories over LDAP (OpenLDAP, 389 and their like). What is odd about them:
 * – An account is addressed by entryUUID and looked up before each write; the write asserts that it still is that entry.
 * – Disabled means that the lock attribute is there. A disabled account keeps its groups.
 * – A directory cannot tell which of several mail values is the main one, and demands cn and sn: see translate.ts.
 * – A group is never empty: see groups.ts. Membership is the group's attribute, so the account's version does not move.
 * – A timed-out write may still be applied after the client gave up: see link.ts.
 * – A bind with an empty password "succeeds" anonymously: see password-authority.ts.
 */
import { resolveSettings, type LdapSettingsInput } from './config';
import { LdapConnector } from './connector';

export type { LdapSettingsInput } from './config';
export type { LdapConnector } from './connector';
export { createLdapPasswordAuthority } from './password-authority';

/** Throws a ZodError on settings that cannot be. Connects when it is first used. */
export function createLdapConnector(settings: LdapSettingsInput): LdapConnector {
  return new LdapConnector(resolveSettings(settings));
}
