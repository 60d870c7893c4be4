/** Who is let in, and what each may do then. */
import { ADMIN, change, PEOPLE, person, READER, resultOf, SandboxDirectory, SUFFIX } from './sandbox-directory.fixture';

let directory: SandboxDirectory;

beforeEach(async () => {
  directory = await SandboxDirectory.open();
});

afterEach(() => directory.close());

it('lets in who has the password and is not locked, and nobody with an empty one', async () => {
  const dn = `uid=a,${PEOPLE}`;
  await directory.admin.add(dn, person('a', { userPassword: 'mat-khau-a' }));
  const bind = async (name: string, password: string): Promise<number> => resultOf(directory.bound(name, password));

  const open = [
    await bind(dn, 'mat-khau-a'),
    await bind(dn, 'sai'),
    await bind(`uid=x,${PEOPLE}`, 'sai'),
    await bind(dn, ''),
    await bind(ADMIN.dn, 'sai'),
    await bind('', ''),
  ];
  await directory.admin.modify(dn, change('replace', 'pwdAccountLockedTime', '000001010000Z'));
  const locked = await bind(dn, 'mat-khau-a');
  await directory.admin.modify(dn, change('replace', 'pwdAccountLockedTime'));
  const unlocked = await bind(dn, 'mat-khau-a');

  expect(open).toEqual([0, 49, 49, 53, 49, 0]);
  expect([locked, unlocked]).toEqual([49, 0]);
});

it('lets a person read, and write nothing but the own password', async () => {
  const dn = `uid=a,${PEOPLE}`;
  await directory.admin.add(dn, person('a', { userPassword: 'mat-khau-a' }));
  await directory.admin.add(`uid=b,${PEOPLE}`, person('b', { userPassword: 'mat-khau-b' }));
  const client = await directory.bound(dn, 'mat-khau-a');

  const outcomes = [
    await resultOf(client.search(SUFFIX)),
    await resultOf(client.modify(dn, change('replace', 'title', 'Chủ tịch'))),
    await resultOf(client.modify(`uid=b,${PEOPLE}`, change('replace', 'userPassword', 'mat-khau-c'))),
    await resultOf(client.del(`uid=b,${PEOPLE}`)),
    await resultOf(client.add(`uid=c,${PEOPLE}`, person('c'))),
    await resultOf(client.modifyDN(dn, 'uid=z')),
    await resultOf(client.modify(dn, change('replace', 'userPassword', 'mat-khau-moi'))),
    await resultOf((await directory.bound(READER.dn, READER.password)).del(`uid=b,${PEOPLE}`)),
    await resultOf((await directory.bound()).search(SUFFIX)),
  ];

  expect(outcomes).toEqual([0, 50, 50, 50, 50, 50, 0, 50, 50]);
  await directory.bound(dn, 'mat-khau-moi');
  expect(JSON.stringify(await directory.admin.search(dn, { attributes: ['*', '+', 'userPassword'] }))).not.toMatch(
    /scrypt|mat-khau/,
  );
});

it('forgets who was bound when the connection binds anonymously', async () => {
  await directory.admin.bind('', '');

  expect(await resultOf(directory.admin.search(SUFFIX))).toBe(50);
  expect((await directory.admin.exop('1.3.6.1.4.1.4203.1.11.3')).value ?? '').toBe('');
});
