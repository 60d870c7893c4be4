/** What may be written, what a real directory refuses, and what a change carries with it. */
import { change, GROUPS, PEOPLE, person, resultOf, SandboxDirectory, SUFFIX } from './sandbox-directory.fixture';

let directory: SandboxDirectory;

beforeEach(async () => {
  directory = await SandboxDirectory.open();
});

afterEach(() => directory.close());

it('gives a new entry the value by which it is named', async () => {
  await directory.admin.add(`uid=a,${PEOPLE}`, { objectClass: 'inetOrgPerson', cn: 'x', sn: 'y' });
  await directory.admin.add(`uid=b,${PEOPLE}`, person('c'));

  expect(await directory.readEntry(`uid=a,${PEOPLE}`, 'uid')).toMatchObject({ uid: 'a' });
  expect(await directory.readEntry(`uid=b,${PEOPLE}`, 'uid')).toMatchObject({ uid: ['c', 'b'] });
});

it('refuses what a real directory refuses', async () => {
  await directory.admin.add(`uid=a,${PEOPLE}`, person('a', { mail: ['a@x', 'b@x'] }));
  const dn = `uid=a,${PEOPLE}`;
  const outcomes = {
    unknownParent: await resultOf(directory.admin.add(`uid=b,ou=nowhere,${SUFFIX}`, person('b'))),
    duplicate: await resultOf(directory.admin.add(`UID=A, ${PEOPLE}`, person('a'))),
    nonLeaf: await resultOf(directory.admin.del(PEOPLE)),
    gone: await resultOf(directory.admin.del(`uid=b,${PEOPLE}`)),
    missingValue: await resultOf(directory.admin.modify(dn, change('delete', 'mail', 'c@x'))),
    missingAttribute: await resultOf(directory.admin.modify(dn, change('delete', 'title'))),
    existingValue: await resultOf(directory.admin.modify(dn, change('add', 'mail', 'A@X'))),
    withoutSn: await resultOf(
      directory.admin.add(`uid=c,${PEOPLE}`, { objectClass: 'inetOrgPerson', uid: 'c', cn: 'c' }),
    ),
    lastSn: await resultOf(directory.admin.modify(dn, change('delete', 'sn'))),
    emptyGroup: await resultOf(directory.admin.add(`cn=g,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'g' })),
    foreignAttribute: await resultOf(directory.admin.modify(dn, change('add', 'member', dn))),
    unknownAttribute: await resultOf(directory.admin.modify(dn, change('add', 'shoeSize', '42'))),
    unknownClass: await resultOf(
      directory.admin.add(`uid=c,${PEOPLE}`, person('c', { objectClass: ['inetOrgPerson', 'unheardOf'] })),
    ),
    otherName: await resultOf(directory.admin.add(`employeeNumber=1,${PEOPLE}`, person('d', { employeeNumber: '2' }))),
    namingValue: await resultOf(directory.admin.modify(dn, change('replace', 'uid', 'z'))),
    secondNumber: await resultOf(directory.admin.modify(dn, change('add', 'employeeNumber', '1', '2'))),
    serverKept: await resultOf(directory.admin.modify(dn, change('replace', 'entryUUID', 'x'))),
    notADn: await resultOf(
      directory.admin.add(`cn=g,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'g', member: 'nobody' }),
    ),
    badDn: await resultOf(directory.admin.del('uid')),
  };

  expect(outcomes).toEqual({
    unknownParent: 32,
    duplicate: 68,
    nonLeaf: 66,
    gone: 32,
    missingValue: 16,
    missingAttribute: 16,
    existingValue: 20,
    withoutSn: 65,
    lastSn: 65,
    emptyGroup: 65,
    foreignAttribute: 65,
    unknownAttribute: 17,
    unknownClass: 21,
    otherName: 64,
    namingValue: 67,
    secondNumber: 19,
    serverKept: 19,
    notADn: 21,
    badDn: 34,
  });
});

it('changes all of a modify or nothing of it', async () => {
  await directory.admin.add(`uid=a,${PEOPLE}`, person('a'));
  const before = await directory.readEntry(`uid=a,${PEOPLE}`);

  const code = await resultOf(
    directory.admin.modify(`uid=a,${PEOPLE}`, [change('add', 'title', 'x'), change('delete', 'mail', 'none')]),
  );

  expect(code).toBe(16);
  expect(await directory.readEntry(`uid=a,${PEOPLE}`)).toEqual(before);
});

it('renames with the same entryUUID, and its groups follow; a deleted person leaves them', async () => {
  const group = { objectClass: 'groupOfNames', cn: 'g' };
  await directory.admin.add(`uid=a,${PEOPLE}`, person('a'));
  await directory.admin.add(`cn=g,${GROUPS}`, { ...group, member: [`uid=a,${PEOPLE}`] });
  const { entryUUID } = await directory.readEntry(`uid=a,${PEOPLE}`);

  await directory.admin.modifyDN(`uid=a,${PEOPLE}`, 'uid=b');
  const renamed = await directory.readEntry(`uid=b,${PEOPLE}`);
  const followed = await directory.readEntry(`cn=g,${GROUPS}`);
  await directory.admin.del(`uid=b,${PEOPLE}`);
  const left = await directory.readEntry(`cn=g,${GROUPS}`);

  expect(renamed).toMatchObject({ entryUUID, uid: 'b', memberOf: `cn=g,${GROUPS}` });
  expect(followed.member).toBe(`uid=b,${PEOPLE}`);
  expect(left.member).toBe(GROUPS);
});

it('moves a whole branch', async () => {
  await directory.admin.add(`ou=old,${SUFFIX}`, { objectClass: 'organizationalUnit', ou: 'old' });
  await directory.admin.add(`uid=a,ou=old,${SUFFIX}`, person('a'));

  await directory.admin.modifyDN(`ou=old,${SUFFIX}`, `ou=new,${PEOPLE}`);

  expect((await directory.readEntry(`uid=a,ou=new,${PEOPLE}`)).uid).toBe('a');
  expect(await resultOf(directory.admin.search(`ou=old,${SUFFIX}`, { scope: 'base' }))).toBe(32);
});
