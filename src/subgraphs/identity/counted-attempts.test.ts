/** Every door is counted, per address and, where there is one, per account; and nobody's account as anybody's. */
import { IDENTITY_DEFAULTS } from './settings';
import { IdentityTown, SESSION, type Answer } from './room.fixture';

const MAX = 3;
const REFUSED = 'TOO_MANY_ATTEMPTS';

let town: IdentityTown;
afterEach(() => town.close());

async function open(bounds: Partial<typeof IDENTITY_DEFAULTS.attempts>): Promise<void> {
  town = await IdentityTown.open({ attempts: { ...IDENTITY_DEFAULTS.attempts, ...bounds } });
}

async function codes(mutation: (number: number) => string, origin: (number: number) => string): Promise<unknown[]> {
  const answered: unknown[] = [];
  for (let number = 0; number < MAX + 2; number += 1)
    answered.push((await town.ask(`mutation { ${mutation(number)} }`, { origin: origin(number) })).code);
  return answered;
}

it.each([
  ['a password of somebody', (n: number) => `login(username: "nvmau", password: "doan-${n}") { accessToken }`],
  ['a password of nobody', (n: number) => `login(username: "ai-do-${n}", password: "doan") { accessToken }`],
  ['a one-time code', (n: number) => `activate(code: "ABCD-EFGH-JKM${n}", password: "mat-khau-moi") { accessToken }`],
  [
    'a secret of another system',
    (n: number) => `clientToken(clientId: "khong-co", clientSecret: "${n}") { accessToken }`,
  ],
  ['the sealed administrator', (n: number) => `openBreakGlass(assertion: "${n}", reason: "thử") { accessToken }`],
])('counts %s per address', async (_, mutation) => {
  await open({ perAddress: MAX, perAccount: 1_000 });

  const answered = await codes(mutation, () => '10.0.0.1');

  expect(answered.slice(0, MAX)).not.toContain(REFUSED);
  expect(answered.slice(MAX)).toEqual([REFUSED, REFUSED]);
});

it('takes the same steps for an account that is nobody’s: as many attempts, as many binds, the same answers', async () => {
  await open({ perAccount: MAX });
  const tried = async (login: string): Promise<{ answered: unknown[]; binds: number }> => {
    const before = town.binds;
    const answered = await codes(
      (number) => `login(username: "${login}", password: "doan-${number}") { accessToken }`,
      (number) => `10.0.${number}.1`,
    );
    return { answered, binds: town.binds - before };
  };

  const [known, unknown] = [await tried('nvmau'), await tried('ai-do')];

  expect(known).toEqual({ answered: [...Array<string>(MAX).fill('SIGN_IN_FAILED'), REFUSED, REFUSED], binds: MAX });
  expect(unknown).toEqual(known);
});

it('counts another system by its id, from wherever it comes', async () => {
  await open({ perAccount: MAX });

  const answered = await codes(
    (number) => `clientToken(clientId: "he-thong", clientSecret: "${number}") { accessToken }`,
    (number) => `10.0.${number}.1`,
  );

  expect(answered).toEqual([...Array<string>(MAX).fill('SIGN_IN_FAILED'), REFUSED, REFUSED]);
});

it('counts the old password when one’s own is changed', async () => {
  await open({ perAccount: MAX });
  const { accessToken } = await town.tokens('nvmau');
  const answered: unknown[] = [];

  for (let number = 0; number < MAX + 2; number += 1)
    answered.push(
      (
        await town.ask(`mutation { changePassword(oldPassword: "doan-${number}", newPassword: "moi") }`, {
          token: accessToken,
        })
      ).code,
    );

  expect(answered).toEqual([...Array<string>(MAX).fill('SIGN_IN_FAILED'), REFUSED, REFUSED]);
});

it('ASVS 6.3.1 counts every attempt of one request: aliases do not help', async () => {
  await open({ perAccount: 3 });
  const aliases = Array.from(
    { length: 10 },
    (_, index) => `a${index}: login(username: "NVMau", password: "doan-${index}") ${SESSION}`,
  );

  const answer = await town.ask(`mutation { ${aliases.join(' ')} }`);

  expect(answer.data).toBeNull();
  expect(town.binds).toBeLessThanOrEqual(3);
});

it('ASVS 6.3.1 stops an account after its attempts, tells the seconds, and records the stop once', async () => {
  await open({ perAccount: 3 });
  const tryOne = (index: number): Promise<Answer> =>
    town.ask(`mutation { login(username: "nvmau", password: "doan-${index}") ${SESSION} }`, {
      origin: `10.0.0.${index}`,
    });

  const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => tryOne(index)));

  expect(answers.map(({ code }) => code)).toEqual([
    ...Array(3).fill('SIGN_IN_FAILED'),
    ...Array(3).fill('TOO_MANY_ATTEMPTS'),
  ]);
  expect(answers.at(-1)?.message).toMatch(/in \d+ seconds, from \d\d:\d\d:\d\d \(Hanoi time\)/);
  expect(town.binds).toBe(3);
  expect(
    (await town.audited('session.refuse')).filter(({ detail }) => detail.reason === 'too-many-attempts'),
  ).toHaveLength(1);
});

it('stops an address that tries many names', async () => {
  await open({ perAddress: 4 });
  const codes: unknown[] = [];

  for (let index = 0; index < 6; index += 1) {
    const source = `mutation { login(username: "name${index}", password: "xuan-2026") ${SESSION} }`;
    codes.push((await town.ask(source, { origin: `2001:db8:1:2::${index + 1}` })).code);
  }

  expect(codes.slice(4)).toEqual(['TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
});
