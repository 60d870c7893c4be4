/**
 * Accounts as entries and back. Three places where the mapping is not one to one: `cn` and the family name are mandatory
 * in the directory, so an account without the names has its login there; where `cn` names the entry it stays as it was
 * made, and only what is displayed changes; and of the addresses only the main one stands in `mail` (a set has no first
 * value), the others as `labeledURI: mailto:… alias` or `proxyAddresses: smtp:…`, beside which foreign ones are left alone.
 */
import { Attribute, Change, type Entry, type SearchOptions } from 'ldapts';
import {
  ConnectorError,
  type AccountRecord,
  type AccountSpec,
  type Attributes,
  type AttributeValue,
  type TargetGrant,
} from '../contract';
import { aliasOf, aliasValue } from './aliases';
import type { LdapSettings } from './config';
import { filled, namingAttribute, namingValue } from './entry-name';
import { firstOf, valuesOf } from './entry-values';
import { isLocked } from './lock';
import { isBinaryId, nativeIdOf } from './native-id';

/** What of an account's entry is asked for. */
export function wanted(settings: LdapSettings): Pick<SearchOptions, 'attributes' | 'explicitBufferAttributes'> {
  const { schema, disable } = settings;
  return {
    attributes: [
      ...Object.values(schema.attributes),
      schema.login,
      schema.personId,
      schema.nativeId,
      schema.aliases,
      schema.passwordChanged,
      ...schema.versions,
      'memberOf',
      disable.attribute,
    ],
    ...(isBinaryId(settings) && { explicitBufferAttributes: [schema.nativeId] }),
  };
}

export function toRecord(entry: Entry, groups: readonly string[], settings: LdapSettings): AccountRecord {
  const { schema } = settings;
  const nativeId = nativeIdOf(entry, settings);
  const name = firstOf(entry, schema.login);
  if (nativeId === null || name === null)
    throw new ConnectorError('protocol', `the directory gave an account without ${schema.nativeId} or ${schema.login}`);
  return {
    nativeId,
    name,
    personId: firstOf(entry, schema.personId),
    status: isLocked(entry, settings) ? 'disabled' : 'active',
    attributes: toAttributes(entry, name, settings),
    grants: groups.map((value): TargetGrant => ({ kind: 'group', value })),
    version: versionOf(entry, settings),
  };
}

/** The attribute that says which version this is, and its value: what an assertion compares. */
export function versionOf(entry: Entry, { schema }: LdapSettings): string | null {
  for (const name of schema.versions) {
    const value = firstOf(entry, name);
    if (value !== null) return `${name}=${value}`;
  }
  return null;
}

function toAttributes(entry: Entry, login: string, { schema }: LdapSettings): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  const keep = (key: string, value: AttributeValue): void => {
    if (value !== null) attributes[key] = value;
  };
  for (const [key, name] of Object.entries(schema.attributes)) {
    const value = firstOf(entry, name);
    keep(key, key === 'familyName' && value === login ? null : value);
  }
  const aliases = valuesOf(entry, schema.aliases)
    .map((value) => aliasOf(value, schema.aliases))
    .filter((address) => address !== null);
  keep('mailAliases', aliases.length > 0 ? aliases.sort() : null);
  return attributes;
}

/** The attributes of a new entry. */
export function newEntry(spec: AccountSpec, settings: LdapSettings): Attribute[] {
  const { schema } = settings;
  const naming = { fullName: null, familyName: null, ...spec.attributes };
  const entry = new Map(written(naming, spec.name, [], settings));
  for (const [name, value] of Object.entries(schema.extra)) entry.set(name, [filled(value, spec)]);
  entry.set('objectClass', [...schema.personClasses]);
  entry.set(schema.login, [spec.name]);
  entry.set(schema.personId, [spec.personId]);
  entry.set(namingAttribute(settings), [namingValue(spec, settings)]);
  return [...entry].filter(([, values]) => values.length > 0).map(([type, values]) => new Attribute({ type, values }));
}

/** One replacement per attribute that changes. */
export function changesFor(set: Attributes, current: Entry, settings: LdapSettings): Change[] {
  const { schema } = settings;
  const login = firstOf(current, schema.login) ?? '';
  const naming = namingAttribute(settings).toLowerCase();
  return written(set, login, valuesOf(current, schema.aliases), settings)
    .filter(([type]) => type.toLowerCase() !== naming)
    .map(([type, values]) => new Change({ operation: 'replace', modification: new Attribute({ type, values }) }));
}

function written(
  set: Attributes,
  login: string,
  aliases: readonly string[],
  { schema }: LdapSettings,
): [string, string[]][] {
  return Object.entries(set).flatMap(([key, value]): [string, string[]][] => {
    const texts = (Array.isArray(value) ? value : value === null ? [] : [value])
      .map(String)
      .filter((text) => text !== '');
    if (key === 'mailAliases') {
      const foreign = aliases.filter((one) => aliasOf(one, schema.aliases) === null);
      return [[schema.aliases, [...foreign, ...texts.map((text) => aliasValue(text, schema.aliases))]]];
    }
    const name = Object.entries(schema.attributes).find(([known]) => known === key)?.[1];
    if (name === undefined)
      throw new ConnectorError('rejected', `the directory has no place for the attribute "${key}"`);
    if (key === 'familyName') return [[name, texts.length > 0 ? texts : [login]]];
    if (key !== 'fullName') return [[name, texts]];
    const common: [string, string[]] = ['cn', texts.length > 0 ? texts : [login]];
    return name.toLowerCase() === 'cn' ? [common] : [[name, texts], common];
  });
}
