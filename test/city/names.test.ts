/** Names that are hard on directories and mail: refused with a code, or the same to the last letter wherever they are read. */
import { TestCity } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login fullName } }';

const ODD = [
  ['O’Nguyễn', 'Thị', 'Hạnh'],
  ["D'Arc", 'Văn', 'Ân'],
  ['Nguyễn', '(Bảy)', 'Lớn'],
  ['Trần*', 'Văn', 'Sao'],
  ['Lê, Jr.', 'A+B', 'C=D'],
  ['Phạm\\', 'Quoặc', '"Ngoặc"'],
  ['Đặng', '#1', '<Nhọn>;'],
  ['Hoàng', 'Phủ', 'Ngọc Tường'],
] as const;

it.each(ODD)('keeps %s %s %s as it is, or refuses it', async (familyName, middleName, givenName) => {
  const answer = await city.send<{ createPerson: { id: string; login: string; fullName: string } }>(CREATE, {
    input: { familyName, middleName, givenName },
  });
  if (answer.errors.length > 0) {
    expect(await city.refused(CREATE, { input: { familyName, middleName, givenName } })).toEqual(
      answer.errors.flatMap(({ extensions }) =>
        (extensions.problems ?? []).map(({ path }) => `INVALID_NAME ${path.join('.')}`),
      ),
    );
    return;
  }
  const person = answer.data!.createPerson;
  expect(person.login).toMatch(/^[a-z0-9]+$/);

  await city.decide({ appoint: [{ personId: person.id, postId: 'so-tttt/chuyen-vien' }] });

  const fullName = [familyName, middleName, givenName].join(' ');
  expect(await city.directory(person.login)).toMatchObject({ cn: fullName, sn: familyName, givenName });
  expect((await city.mailbox(person.login))?.fullName).toBe(fullName);
  expect((await city.qlvb('so-tttt', person.id))?.fullName).toBe(fullName);
  expect(person.fullName).toBe(fullName);
});

it.each([
  ['a NUL', 'Nguy\u0000ễn'],
  ['an emoji', 'Nguyễn 🙂'],
  ['300 letters', 'a'.repeat(300)],
  ['nothing', ''],
  ['a line break', 'Nguyễn\nuid: admin'],
  ['a change of direction', 'Nguyễn\u202E'],
])('refuses %s in a name and stores nothing', async (_what, familyName) => {
  const before = await city.rowCounts();

  const codes = await city.refused(CREATE, { input: { familyName, givenName: 'Mẫu' } });

  expect(codes).toEqual(['INVALID_NAME familyName']);
  expect((await city.rowCounts()).person).toBe(before.person);
});

it('writes one spelling of a composed and a decomposed name', async () => {
  const decomposed = 'Thủy'.normalize('NFD');

  const person = await city.person('Nguyễn'.normalize('NFD'), 'Thị', decomposed);
  await city.decide({ appoint: [{ personId: person.id, postId: 'so-tttt/chuyen-vien' }] });

  expect(await city.directory(person.login)).toMatchObject({ cn: 'Nguyễn Thị Thủy', givenName: 'Thủy' });
});
