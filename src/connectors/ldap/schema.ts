/**
 * What entries look like in one kind of directory: names of attributes and classes, and the few habits in which
 * directories differ. Two kinds are known by name; a directory that is a little different says in what.
 */
import { z } from 'zod';

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'is no name of an attribute or class');
const names = z.array(name).min(1).max(32);

export const directorySchema = z.strictObject({
  dn: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*=.+,\{peopleDn\}$/, 'begins with attribute=… and ends with ,{peopleDn}')
    .describe('DN of a new entry; {login}, {fullName}, {personId} and {unit} stand for what the account has.'),
  personClass: name.describe('By which accounts are told from other entries.'),
  personClasses: names.describe('objectClass of a new account.'),
  login: name.describe('The name a person signs in with.'),
  personId: name.describe('Where the id of the person is kept, by which we know our accounts.'),
  nativeId: name.describe('What the directory gives an entry once and never changes.'),
  versions: names.describe('What tells one state of an entry from the next; the first that an entry has.'),
  attributes: z
    .strictObject({
      fullName: name,
      familyName: name,
      givenName: name,
      mail: name,
      title: name,
      unit: name,
      unitName: name,
    })
    .describe('Where the names, the address and the place in the city are kept.'),
  aliases: z.enum(['labeledURI', 'proxyAddresses']).describe('Where further addresses are kept.'),
  extra: z
    .record(name, z.string().min(1))
    .describe('Further attributes of a new account; the same words in braces as in `dn`.'),
  group: z.strictObject({
    class: name.describe('By which groups are told from other entries.'),
    classes: names.describe('objectClass of a new group.'),
    member: name,
    neverEmpty: z.boolean().describe('The class demands a member: the branch of the groups stands in.'),
    extra: z.record(name, z.string().min(1)).describe('Further attributes of a new group.'),
  }),
  passwordBy: z
    .enum(['exop', 'userPassword', 'unicodePwd'])
    .describe('By the password operation (RFC 3062), or by writing an attribute.'),
  changedOn: name.describe('When an entry was changed last, as a directory says that does not count its changes.'),
  passwordChanged: name.describe('When the password was changed last.'),
});

export type DirectorySchema = z.output<typeof directorySchema>;
export type ProfileName = 'inetOrgPerson' | 'activeDirectory';

/** An account that may not sign in has an attribute, or a bit in one. */
export type Disabling =
  { readonly attribute: string; readonly value: string } | { readonly attribute: string; readonly bit: number };

export interface Profile {
  readonly schema: DirectorySchema;
  readonly disable: Disabling;
  readonly assertions: boolean;
}

/** ADS_UF_NORMAL_ACCOUNT, and a group of the domain that grants rights. */
const NORMAL_ACCOUNT = '512';
const GLOBAL_SECURITY_GROUP = '-2147483646';

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  inetOrgPerson: {
    schema: {
      dn: 'uid={login},{peopleDn}',
      personClass: 'inetOrgPerson',
      personClasses: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
      login: 'uid',
      personId: 'employeeNumber',
      nativeId: 'entryUUID',
      versions: ['entryCSN', 'modifyTimestamp'],
      attributes: {
        fullName: 'displayName',
        familyName: 'sn',
        givenName: 'givenName',
        mail: 'mail',
        title: 'title',
        unit: 'departmentNumber',
        unitName: 'ou',
      },
      aliases: 'labeledURI',
      extra: {},
      group: {
        class: 'groupOfNames',
        classes: ['top', 'groupOfNames'],
        member: 'member',
        neverEmpty: true,
        extra: {},
      },
      passwordBy: 'exop',
      changedOn: 'modifyTimestamp',
      passwordChanged: 'pwdChangedTime',
    },
    disable: { attribute: 'pwdAccountLockedTime', value: '000001010000Z' },
    assertions: true,
  },
  activeDirectory: {
    schema: {
      dn: 'cn={fullName} ({login}),{peopleDn}',
      personClass: 'user',
      personClasses: ['top', 'person', 'organizationalPerson', 'user'],
      login: 'sAMAccountName',
      personId: 'employeeNumber',
      nativeId: 'objectGUID',
      versions: ['uSNChanged', 'entryCSN', 'modifyTimestamp'],
      attributes: {
        fullName: 'displayName',
        familyName: 'sn',
        givenName: 'givenName',
        mail: 'mail',
        title: 'title',
        unit: 'departmentNumber',
        unitName: 'department',
      },
      aliases: 'proxyAddresses',
      extra: { userAccountControl: NORMAL_ACCOUNT },
      group: {
        class: 'group',
        classes: ['top', 'group'],
        member: 'member',
        neverEmpty: false,
        extra: { groupType: GLOBAL_SECURITY_GROUP },
      },
      passwordBy: 'unicodePwd',
      changedOn: 'whenChanged',
      passwordChanged: 'pwdLastSet',
    },
    disable: { attribute: 'userAccountControl', bit: 2 },
    assertions: false,
  },
};
