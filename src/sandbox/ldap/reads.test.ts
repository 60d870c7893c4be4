/** What is found, by whichever filter and in whichever spelling, and what anybody is told. */
import { EqualityFilter } from 'ldapts';
import { formatDn, parseDn } from './dn';
import { GROUPS, PEOPLE, person, READER, resultOf, SandboxDirectory, SUFFIX } from './sandbox-directory.fixture';

let directory: SandboxDirectory;

beforeEach(async () => {
  directory = await SandboxDirectory.open();
});

afterEach(() => directory.close());

it('gives back every name and value as it came, and finds it by filter', async () => {
  for (const name of [',+"\\<>;=#*()', '#đầu', ' cuối ', '\\2a', '#0401', 'Hòa', '😀 a', 'x\\']) {
    const dn = formatDn([[{ type: 'cn', value: name }], ...parseDn(PEOPLE)]);
    await directory.admin.add(dn, { objectClass: 'inetOrgPerson', cn: name, sn: name });

    const found = await directory.admin.search(PEOPLE, {
      filter: new EqualityFilter({ attribute: 'cn', value: name }),
    });

    expect(found.searchEntries).toHaveLength(1);
    expect(found.searchEntries[0]).toMatchObject({ cn: name, sn: name });
    expect(parseDn(found.searchEntries[0]!.dn)[0]).toEqual([{ type: 'cn', value: name }]);
    expect(await resultOf(directory.admin.del(found.searchEntries[0]!.dn))).toBe(0);
  }
});

it('finds by every kind of filter, whatever the case', async () => {
  await directory.admin.add(
    `uid=a,${PEOPLE}`,
    person('a', { mail: 'Mau@Hanoi.gov.vn', employeeNumber: '7', title: 'Giám đốc Sở' }),
  );
  await directory.admin.add(`uid=b,${PEOPLE}`, person('b', { employeeNumber: '9' }));
  await directory.admin.add(`cn=g,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'g', member: `UID=A,${PEOPLE}` });
  const uids = async (filter: string): Promise<string[]> =>
    (await directory.admin.search(SUFFIX, { filter })).searchEntries.map((entry) => String(entry.uid ?? entry.cn));
  const uuid = String((await directory.readEntry(`uid=a,${PEOPLE}`)).entryUUID);

  expect({
    mail: await uids('(MAIL=mau@hanoi.GOV.vn)'),
    and: await uids('(&(objectClass=person)(employeeNumber=7))'),
    or: await uids('(|(uid=a)(uid=B))'),
    not: await uids('(&(objectClass=inetOrgPerson)(!(uid=a)))'),
    present: await uids('(title=*)'),
    substring: await uids('(title=giám*SỞ)'),
    middle: await uids('(title=*đốc*)'),
    range: await uids('(employeeNumber>=8)'),
    memberOf: await uids(`(memberOf=cn=G,${GROUPS})`),
    member: await uids(`(member=uid=a, ${PEOPLE})`),
    uuid: await uids(`(entryUUID=${uuid})`),
    inDn: await uids('(&(uid=*)(ou:dn:=people))'),
    exact: await uids('(uid:caseExactMatch:=A)'),
    unknown: await uids('(!(shoeSize=42))'),
    password: await uids('(userPassword=*)'),
  }).toEqual({
    mail: ['a'],
    and: ['a'],
    or: ['a', 'b'],
    not: ['b'],
    present: ['a'],
    substring: ['a'],
    middle: ['a'],
    range: ['b'],
    memberOf: ['a'],
    member: ['g'],
    uuid: ['a'],
    inDn: ['a', 'b'],
    exact: [],
    unknown: [],
    password: [],
  });
});

it('pages, and says when a limit cut a search short', async () => {
  for (let index = 0; index < 25; index += 1) await directory.admin.add(`uid=p${index},${PEOPLE}`, person(`p${index}`));

  const paged = await directory.admin.search(PEOPLE, { scope: 'one', paged: { pageSize: 10 }, attributes: ['uid'] });
  const limited = await directory.admin.search(PEOPLE, { scope: 'one', sizeLimit: 5 });
  const reader = await directory.bound(READER.dn, READER.password);

  expect(new Set(paged.searchEntries.map((entry) => entry.uid)).size).toBe(25);
  expect(limited.searchEntries).toHaveLength(5);
  expect((await reader.search(PEOPLE, { scope: 'one' })).searchEntries).toHaveLength(25);
});

it('tells what it is to anybody', async () => {
  const anybody = await directory.bound();

  const root = (await anybody.search('', { scope: 'base', attributes: ['+'] })).searchEntries[0];
  const schema = (await anybody.search('cn=Subschema', { scope: 'base', attributes: ['objectClasses'] }))
    .searchEntries[0];

  expect(root).toMatchObject({
    namingContexts: SUFFIX,
    supportedLDAPVersion: '3',
    supportedControl: ['1.2.840.113556.1.4.319', '1.3.6.1.1.12'],
  });
  expect(String(schema!.objectClasses)).toContain("NAME 'inetOrgPerson'");
});
