/** Every door is counted, per address and, where there is one, per account; and nobody's account as anybody's. */
import { IDENTITY_DEFAULTS } from './settings';
import { IdentityTown } from './room.fixture';

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
