/**
 * Accounts as inetOrgPerson and back. Two places where the mapping is not one to one: `cn` and `sn` are mandatory in the
 * directory, so an account without the names has its login there; and of the addresses only the main one stands in
 * `mail` (a set has no first value), the others as `labeledURI: mailto:… alias`, beside which foreign URIs are left alone.
 */
import { Attribute, Change, type Entry } from 'ldapts';
import {
  ConnectorError,
  type AccountRecord,
  type AccountSpec,
  type Attributes,
  type AttributeValue,
  type TargetGrant,
} from '../contract';
import type { LdapSettings } from './config';

const SIMPLE: Readonly<Record<string, string>> = {
  givenName: 'givenName',
  mail: 'mail',
  title: 'title',
  unit: 'departmentNumber',
  unitName: 'ou',
};
const KNOWN = new Set([...Object.keys(SIMPLE), 'fullName', 'familyName', 'mailAliases']);
const ALIAS = /^mailto:(\S+) alias$/i;

const ACCOUNT_ATTRIBUTES = (
  'uid displayName sn givenName mail labeledURI title departmentNumber ou employeeNumber ' +
  'entryUUID entryCSN modifyTimestamp pwdChangedTime memberOf'
).split(' ');

export function wantedAttributes(settings: LdapSettings): string[] {
  return [...ACCOUNT_ATTRIBUTES, settings.disable.attribute];
}

export function valuesOf(entry: Entry, name: string): string[] {
  const key = Object.keys(entry).find((one) => one.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? [] : entry[key]!;
  return (Array.isArray(value) ? value : [value]).map(String);
}

export function firstOf(entry: Entry, name: string): string | null {
  return valuesOf(entry, name)[0] ?? null;
}

export function toRecord(entry: Entry, groups: readonly string[], settings: LdapSettings): AccountRecord {
  const nativeId = firstOf(entry, 'entryUUID');
  const name = firstOf(entry, 'uid');
  if (nativeId === null || name === null)
    throw new ConnectorError('protocol', 'the directory gave an account without entryUUID or uid');
  return {
    nativeId,
    name,
    personId: firstOf(entry, 'employeeNumber'),
    status: isLocked(entry, settings) ? 'disabled' : 'active',
    attributes: toAttributes(entry, name),
    grants: groups.map((value): TargetGrant => ({ kind: 'group', value })),
    version: versionOf(entry),
  };
}

export function isLocked(entry: Entry, settings: LdapSettings): boolean {
  return valuesOf(entry, settings.disable.attribute).length > 0;
}

/** The attribute that says which version this is, and its value: what an assertion compares. */
export function versionOf(entry: Entry): string | null {
  for (const name of ['entryCSN', 'modifyTimestamp']) {
    const value = firstOf(entry, name);
    if (value !== null) return `${name}=${value}`;
  }
  return null;
}

function toAttributes(entry: Entry, login: string): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  const keep = (key: string, value: AttributeValue): void => {
    if (value !== null) attributes[key] = value;
  };
  keep('fullName', firstOf(entry, 'displayName'));
  const familyName = firstOf(entry, 'sn');
  keep('familyName', familyName === login ? null : familyName);
  for (const [key, name] of Object.entries(SIMPLE)) keep(key, firstOf(entry, name));
  const aliases = valuesOf(entry, 'labeledURI').flatMap((uri) => {
    const match = ALIAS.exec(uri);
    return match ? [decodeURIComponent(match[1]!)] : [];
  });
  keep('mailAliases', aliases.length > 0 ? aliases.sort() : null);
  return attributes;
}

/** The attributes of a new entry. */
export function newEntry(spec: AccountSpec): Record<string, string[]> {
  const entry: Record<string, string[]> = {
    objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
    uid: [spec.name],
    employeeNumber: [spec.personId],
  };
  const naming = { fullName: null, familyName: null, ...spec.attributes };
  for (const [name, values] of written(naming, spec.name, [])) if (values.length > 0) entry[name] = values;
  return entry;
}

/** One replacement per attribute that changes. */
export function changesFor(set: Attributes, current: Entry): Change[] {
  const login = firstOf(current, 'uid') ?? '';
  return written(set, login, valuesOf(current, 'labeledURI')).map(
    ([type, values]) => new Change({ operation: 'replace', modification: new Attribute({ type, values }) }),
  );
}

function written(set: Attributes, login: string, uris: readonly string[]): [string, string[]][] {
  return Object.entries(set).flatMap(([key, value]): [string, string[]][] => {
    if (!KNOWN.has(key)) throw new ConnectorError('rejected', `the directory has no place for the attribute "${key}"`);
    const texts = (Array.isArray(value) ? value : value === null ? [] : [value])
      .map(String)
      .filter((text) => text !== '');
    if (key === 'fullName')
      return [
        ['displayName', texts],
        ['cn', texts.length > 0 ? texts : [login]],
      ];
    if (key === 'familyName') return [['sn', texts.length > 0 ? texts : [login]]];
    if (key === 'mailAliases')
      return [['labeledURI', [...uris.filter((uri) => !ALIAS.test(uri)), ...texts.map(aliasUri)]]];
    return [[SIMPLE[key]!, texts]];
  });
}

function aliasUri(address: string): string {
  return `mailto:${encodeURIComponent(address).replace(/%40/g, '@')} alias`;
}
