/** What the two kinds of throwaway directory know and hold before the first account. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type DirectoryKind = 'city' | 'ad';

export const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';

const include = (...names: string[]): string =>
  names.map((name) => `include /etc/ldap/schema/${name}.schema`).join('\n');

const citySchema = include('core', 'cosine', 'nis', 'inetorgperson', 'openldap');

/**
 * Active Directory's classes, from OpenLDAP's copy, which lacks two things a domain controller has: a rule to compare the
 * names by, and the account name in the classes. `mstop` also demands three operational attributes that a domain
 * controller fills in by itself and slapd does not: here they may be left out.
 */
const adBase = include('core', 'cosine', 'nis', 'inetorgperson', 'openldap');

/** Names by which a domain controller finds an entry; OpenLDAP's copy of the schema gives them no rule to compare by. */
const FOUND_BY = ['sAMAccountName', 'userPrincipalName'];

/** The directives that load the schema; its mended copy is put into the folder. */
export function schemaOf(kind: DirectoryKind, folder: string): string {
  if (kind === 'city') return citySchema;
  const file = join(folder, 'msuser.schema');
  const compared = 'EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch';
  const mended = FOUND_BY.reduce(
    (text, name) => text.replace(`NAME '${name}'`, `NAME '${name}' ${compared}`),
    readFileSync('/etc/ldap/schema/msuser.schema', 'utf8'),
  )
    .replace(/(NAME 'mstop' SUP top ABSTRACT)\s+MUST \([^)]*\) MAY \(/, '$1 MUST objectClass MAY (instanceType $ ')
    .replace(/(NAME 'group' [^(]*MUST \(groupType \) MAY \()/, '$1 sAMAccountName $ ')
    .replace(/(NAME 'user'\s+SUP \([^)]*\) STRUCTURAL\s+MAY \()/, '$1 sAMAccountName $ department $ ')
    .replace("NAME 'userAccountControl'", "NAME 'userAccountControl' EQUALITY integerMatch")
    .replace("NAME 'memberOf'", "NAME 'memberOf' EQUALITY distinguishedNameMatch")
    .replace("NAME 'objectGUID'", "NAME 'objectGUID' EQUALITY octetStringMatch")
    .replace("NAME 'unicodePwd'", "NAME 'unicodePwd' EQUALITY octetStringMatch");
  writeFileSync(file, mended);
  return `${adBase}\ninclude ${file}`;
}

export const firstEntries = `dn: ${SUFFIX}
objectClass: dcObject
objectClass: organization
o: UBND TP Ha Noi
dc: hanoi

dn: ou=people,${SUFFIX}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${SUFFIX}
objectClass: organizationalUnit
ou: groups

dn: ou=services,${SUFFIX}
objectClass: organizationalUnit
ou: services

dn: cn=dieuhanh,ou=services,${SUFFIX}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: dieuhanh
userPassword: cap-phat

dn: cn=reader,ou=services,${SUFFIX}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: doc

dn: ou=policies,${SUFFIX}
objectClass: organizationalUnit
ou: policies

dn: cn=default,ou=policies,${SUFFIX}
objectClass: device
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 50
pwdMinLength: 6
pwdCheckQuality: 1
`;
