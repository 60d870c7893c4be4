/** The DN of a new account, made from the template of the settings; each value is escaped where it is put in. */
import type { AccountSpec } from '../contract';
import { ConnectorError } from '../contract';
import type { LdapSettings } from './config';
import { childDn } from './distinguished-name';

const WORD = /\{(login|fullName|personId|unit)\}/g;
const PARENT = ',{peopleDn}';

/** A template with what the account has in place of the words in braces. */
export function filled(template: string, spec: Pick<AccountSpec, 'name' | 'personId' | 'attributes'>): string {
  return template.replace(WORD, (_, word: string) => {
    if (word === 'login') return spec.name;
    if (word === 'personId') return spec.personId;
    const value = spec.attributes[word];
    // People without a full name in office are called by their login.
    if (value === undefined || value === null || value === '') {
      if (word === 'fullName') return spec.name;
      throw new ConnectorError('rejected', `the DN of ${spec.name} needs its ${word}, which it does not have`);
    }
    return String(value);
  });
}

/** The attribute that names the entry below its parent: it can only be changed by renaming. */
export function namingAttribute({ schema }: LdapSettings): string {
  return schema.dn.slice(0, schema.dn.indexOf('='));
}

/** What stands first in the DN of a new account. */
export function namingValue(spec: AccountSpec, settings: LdapSettings): string {
  return filled(steps(settings)[0]!.value, spec);
}

export function newDn(spec: Pick<AccountSpec, 'name' | 'personId' | 'attributes'>, settings: LdapSettings): string {
  return steps(settings).reduceRight(
    (parent, step) => childDn(step.type, filled(step.value, spec), parent),
    settings.peopleDn,
  );
}

/** True where two accounts of one login must have one DN, so that the directory itself refuses the second. */
export function loginMakesDn(settings: LdapSettings): boolean {
  return settings.schema.dn === `${settings.schema.login}={login}${PARENT}`;
}

function steps({ schema }: LdapSettings): { readonly type: string; readonly value: string }[] {
  return schema.dn
    .slice(0, -PARENT.length)
    .split(',')
    .map((step) => ({ type: step.slice(0, step.indexOf('=')).trim(), value: step.slice(step.indexOf('=') + 1) }));
}
