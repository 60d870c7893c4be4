/** What the server says of itself: the root entry (RFC 4512, section 5.1) and a minimal subschema (section 4.2). */
import { formatDn } from './dn';
import type { FoundEntry } from './reads';
import type { Scene } from './scene';
import { attributeTypes, OBJECT_CLASSES } from './schema';

export const OID = {
  passwordModify: '1.3.6.1.4.1.4203.1.11.1',
  whoAmI: '1.3.6.1.4.1.4203.1.11.3',
  startTls: '1.3.6.1.4.1.1466.20037',
  pagedResults: '1.2.840.113556.1.4.319',
  assertion: '1.3.6.1.1.12',
} as const;

type FixedEntry = FoundEntry & { readonly operational: ReadonlySet<string> };

export function rootEntry({ suffix, encrypts }: Pick<Scene, 'suffix' | 'encrypts'>): FixedEntry {
  return fixed(
    '',
    { objectClass: ['top'] },
    {
      namingContexts: [formatDn(suffix)],
      supportedControl: [OID.pagedResults, OID.assertion],
      supportedExtension: [OID.passwordModify, OID.whoAmI, ...(encrypts ? [OID.startTls] : [])],
      supportedLDAPVersion: ['3'],
      subschemaSubentry: ['cn=Subschema'],
      vendorName: ['dieuhanh sandbox'],
    },
  );
}

const SYNTAX_OID = {
  text: '1.3.6.1.4.1.1466.115.121.1.15',
  dn: '1.3.6.1.4.1.1466.115.121.1.12',
  uuid: '1.3.6.1.1.16.1',
  time: '1.3.6.1.4.1.1466.115.121.1.24',
  octets: '1.3.6.1.4.1.1466.115.121.1.40',
} as const;

export function subschemaEntry(): FixedEntry {
  const types = attributeTypes().map(
    (type) =>
      `( ${type.name}-oid NAME '${type.name}' SYNTAX ${SYNTAX_OID[type.syntax]}${type.single ? ' SINGLE-VALUE' : ''}${type.operational ? ' USAGE directoryOperation' : ''} )`,
  );
  const classes = [...OBJECT_CLASSES.values()].map((one) => {
    const list = (word: string, names: readonly string[]): string =>
      names.length === 0 ? '' : ` ${word} ( ${names.join(' $ ')} )`;
    return `( ${one.name}-oid NAME '${one.name}'${one.superior ? ` SUP ${one.superior}` : ''} ${one.kind.toUpperCase()}${list('MUST', one.must)}${list('MAY', one.may)} )`;
  });
  return fixed(
    'cn=Subschema',
    { objectClass: ['top', 'subentry', 'subschema'], cn: ['Subschema'] },
    { attributeTypes: types, objectClasses: classes },
  );
}

function fixed(
  dn: string,
  user: Readonly<Record<string, readonly string[]>>,
  operational: Readonly<Record<string, readonly string[]>>,
): FixedEntry {
  const attributes = Object.entries({ ...user, ...operational }).map(([name, values]) => ({ name, values }));
  return { dn, attributes, operational: new Set(Object.keys(operational)) };
}
