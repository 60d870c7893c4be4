/**
 * How a password is written: by the operation of RFC 3062, or into an attribute. Active Directory takes `unicodePwd` over
 * an encrypted connection only, in quotes and UTF-16, and refuses an active account without one; so a new account gets
 * a password that nobody knows until the person sets the first.
 */
import { randomBytes } from 'node:crypto';
import { Attribute, BerWriter, Change, type Client } from 'ldapts';
import type { LdapSettings } from './config';

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/** What a new entry has to have of a password. */
export function firstPassword({ schema }: LdapSettings): Attribute[] {
  if (schema.passwordBy !== 'unicodePwd') return [];
  // Letters, digits and a sign: what a rule of complexity asks for.
  const password = `${randomBytes(24).toString('base64url')}-aA1`;
  return [new Attribute({ type: 'unicodePwd', values: [quoted(password)] })];
}

function quoted(password: string): Buffer {
  return Buffer.from(`"${password}"`, 'utf16le');
}

/** The old password is null where the service account sets it. */
export async function writePassword(
  client: Client,
  dn: string,
  passwords: { readonly old: string | null; readonly next: string },
  { schema }: LdapSettings,
): Promise<void> {
  if (schema.passwordBy === 'exop') return exchange(client, dn, passwords);
  const type = schema.passwordBy;
  const value = (text: string): Buffer => (type === 'unicodePwd' ? quoted(text) : Buffer.from(text, 'utf8'));
  const change = (operation: 'add' | 'delete' | 'replace', text: string): Change =>
    new Change({ operation, modification: new Attribute({ type, values: [value(text)] }) });
  const { old, next } = passwords;
  // Who changes the own password has proven to know the old one; Active Directory wants to see it once more.
  const changes =
    old !== null && type === 'unicodePwd' ? [change('delete', old), change('add', next)] : [change('replace', next)];
  await client.modify(dn, changes);
}

async function exchange(
  client: Client,
  dn: string,
  { old, next }: { readonly old: string | null; readonly next: string },
): Promise<void> {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, 0x80);
  if (old !== null) writer.writeString(old, 0x81);
  writer.writeString(next, 0x82);
  writer.endSequence();
  await client.exop(PASSWORD_MODIFY, writer.buffer);
}
