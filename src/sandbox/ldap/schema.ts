/**
 * The part of core, cosine, inetOrgPerson and the password policy draft that a city's directory needs: which attributes
 * there are, how their values are compared, and which of them an object class must and may have (RFC 4519, RFC 2798).
 */
export type Syntax = 'text' | 'dn' | 'uuid' | 'time' | 'octets';

export interface AttributeType {
  readonly name: string;
  readonly syntax: Syntax;
  readonly single: boolean;
  /** Returned only when asked for; kept by the server unless `managed`. */
  readonly operational: boolean;
  /** Operational, yet written by an administrator (the lock of the password policy draft). */
  readonly managed: boolean;
}

export interface ObjectClass {
  readonly name: string;
  readonly kind: 'abstract' | 'structural' | 'auxiliary';
  readonly superior: string | null;
  readonly must: readonly string[];
  readonly may: readonly string[];
}

const types = new Map<string, AttributeType>();

function define(
  names: string,
  syntax: Syntax = 'text',
  flags: Partial<Pick<AttributeType, 'single' | 'operational' | 'managed'>> = {},
): void {
  const [name, ...aliases] = names.split(' ');
  const type: AttributeType = { name: name!, syntax, single: false, operational: false, managed: false, ...flags };
  for (const each of [name!, ...aliases]) types.set(each.toLowerCase(), type);
}

for (const text of [
  'objectClass 2.5.4.0',
  'cn commonName 2.5.4.3',
  'sn surname 2.5.4.4',
  'givenName gn 2.5.4.42',
  'initials',
  'uid userid 0.9.2342.19200300.100.1.1',
  'mail rfc822Mailbox 0.9.2342.19200300.100.1.3',
  'title',
  'description',
  'ou organizationalUnitName',
  'o organizationName',
  'dc domainComponent',
  'telephoneNumber',
  'mobile mobileTelephoneNumber',
  'departmentNumber',
  'employeeType',
  'businessCategory',
  'roomNumber',
  'street streetAddress',
  'postalAddress',
  'postalCode',
  'l localityName',
  'st stateOrProvinceName',
  'facsimileTelephoneNumber',
  'homePhone',
  'carLicense',
  'labeledURI',
  'physicalDeliveryOfficeName',
  'destinationIndicator',
  'serialNumber',
  'generationQualifier',
])
  define(text);
for (const single of ['displayName', 'employeeNumber', 'preferredLanguage']) define(single, 'text', { single: true });
for (const dn of ['member', 'owner', 'seeAlso', 'manager', 'secretary', 'roleOccupant']) define(dn, 'dn');
define('userPassword', 'octets');
define('entryUUID', 'uuid', { single: true, operational: true });
define('createTimestamp', 'time', { single: true, operational: true });
define('modifyTimestamp', 'time', { single: true, operational: true });
define('pwdChangedTime', 'time', { single: true, operational: true });
define('pwdAccountLockedTime', 'time', { single: true, operational: true, managed: true });
define('entryCSN', 'text', { single: true, operational: true });
define('contextCSN', 'text', { operational: true });
define('memberOf', 'dn', { operational: true });
define('entryDN', 'dn', { single: true, operational: true });
define('subschemaSubentry', 'dn', { single: true, operational: true });
define('hasSubordinates', 'text', { single: true, operational: true });

const PERSON_MAY = ['userPassword', 'telephoneNumber', 'seeAlso', 'description'];
const ORGANISATION_MAY = [
  'userPassword',
  'businessCategory',
  'seeAlso',
  'telephoneNumber',
  'street',
  'postalAddress',
  'postalCode',
  'l',
  'st',
  'description',
  'facsimileTelephoneNumber',
  'physicalDeliveryOfficeName',
  'destinationIndicator',
];

export const OBJECT_CLASSES: ReadonlyMap<string, ObjectClass> = new Map(
  (
    [
      { name: 'top', kind: 'abstract', superior: null, must: ['objectClass'], may: [] },
      { name: 'dcObject', kind: 'auxiliary', superior: 'top', must: ['dc'], may: [] },
      { name: 'organization', kind: 'structural', superior: 'top', must: ['o'], may: ORGANISATION_MAY },
      { name: 'organizationalUnit', kind: 'structural', superior: 'top', must: ['ou'], may: ORGANISATION_MAY },
      {
        name: 'organizationalRole',
        kind: 'structural',
        superior: 'top',
        must: ['cn'],
        may: ['ou', 'roleOccupant', 'description', 'seeAlso', 'telephoneNumber'],
      },
      { name: 'simpleSecurityObject', kind: 'auxiliary', superior: 'top', must: ['userPassword'], may: [] },
      { name: 'person', kind: 'structural', superior: 'top', must: ['sn', 'cn'], may: PERSON_MAY },
      {
        name: 'organizationalPerson',
        kind: 'structural',
        superior: 'person',
        must: [],
        may: [
          'title',
          'ou',
          'street',
          'postalAddress',
          'postalCode',
          'l',
          'st',
          'facsimileTelephoneNumber',
          'physicalDeliveryOfficeName',
          'destinationIndicator',
        ],
      },
      {
        name: 'inetOrgPerson',
        kind: 'structural',
        superior: 'organizationalPerson',
        must: [],
        may: [
          'uid',
          'givenName',
          'initials',
          'displayName',
          'mail',
          'mobile',
          'departmentNumber',
          'employeeNumber',
          'employeeType',
          'businessCategory',
          'roomNumber',
          'homePhone',
          'carLicense',
          'labeledURI',
          'manager',
          'secretary',
          'o',
          'preferredLanguage',
        ],
      },
      {
        name: 'groupOfNames',
        kind: 'structural',
        superior: 'top',
        must: ['member', 'cn'],
        may: ['businessCategory', 'seeAlso', 'owner', 'ou', 'o', 'description'],
      },
      {
        name: 'device',
        kind: 'structural',
        superior: 'top',
        must: ['cn'],
        may: ['serialNumber', 'seeAlso', 'owner', 'ou', 'o', 'l', 'description'],
      },
    ] satisfies ObjectClass[]
  ).map((one) => [one.name.toLowerCase(), one]),
);

/** The attribute without its options (`cn;lang-vi` is compared as `cn`), or undefined when the schema has none. */
export function attributeType(name: string): AttributeType | undefined {
  return types.get(name.split(';')[0]!.toLowerCase());
}

export function attributeTypes(): readonly AttributeType[] {
  return [...new Set(types.values())];
}

/** The name that the schema gives to an attribute, or the name as it came. */
export function canonicalName(name: string): string {
  return attributeType(name)?.name ?? name;
}

/** A class and those above it. */
export function withSuperiors(className: string): ObjectClass[] {
  const chain: ObjectClass[] = [];
  let next = OBJECT_CLASSES.get(className.toLowerCase());
  while (next !== undefined) {
    chain.push(next);
    next = next.superior === null ? undefined : OBJECT_CLASSES.get(next.superior.toLowerCase());
  }
  return chain;
}

/** What equal values of a textual attribute share: caseIgnoreMatch with the preparation of RFC 4518. */
export function matchKey(name: string, value: string): string {
  const syntax = attributeType(name)?.syntax ?? 'text';
  if (syntax === 'octets' || syntax === 'time') return value;
  return value.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
