/** An entry of the tree: immutable, with user attributes as they were written and operational ones beside them. */
import { keyOfText, type Dn, formatDn, keyOf } from './dn';
import { attributeType, matchKey, withSuperiors } from './schema';
import { LdapFault } from './result';

export interface StoredAttribute {
  /** The name as the schema writes it. */
  readonly name: string;
  readonly values: readonly string[];
}

/** By name in lower case. */
export type Attributes = ReadonlyMap<string, StoredAttribute>;

export interface Entry {
  /** Order of creation; never used twice. */
  readonly id: number;
  readonly dn: Dn;
  readonly dnText: string;
  readonly key: string;
  readonly parentKey: string;
  readonly uuid: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly csn: string;
  readonly attributes: Attributes;
  /** A scrypt hash; the password itself is kept nowhere. */
  readonly passwordHash: string | null;
  readonly passwordChangedAt: string | null;
}

/** The names by which an entry is found, from its DN. */
export function placeOf(dn: Dn): Pick<Entry, 'dn' | 'dnText' | 'key' | 'parentKey'> {
  return { dn, dnText: formatDn(dn), key: keyOf(dn), parentKey: keyOf(dn.slice(1)) };
}

/** The form in which values of an attribute are compared and indexed; a DN that cannot be read equals only itself. */
export function valueKey(name: string, value: string): string {
  if (attributeType(name)?.syntax !== 'dn') return matchKey(name, value);
  try {
    return keyOfText(value);
  } catch (error) {
    if (error instanceof LdapFault) return `?${value}`;
    throw error;
  }
}

export function valuesOf(entry: Entry, name: string): readonly string[] {
  return entry.attributes.get(name.toLowerCase())?.values ?? [];
}

/** The object classes of an entry with all their superiors, in lower case. */
export function classKeys(entry: Pick<Entry, 'attributes'>): ReadonlySet<string> {
  const named = entry.attributes.get('objectclass')?.values ?? [];
  return new Set(named.flatMap((name) => withSuperiors(name).map((one) => one.name.toLowerCase())));
}
