/**
 * A frozen system is its own readers' trouble and nobody else's: no queue, connection or breaker that others need fills
 * up with calls that never end, and it locks nobody out.
 */
import { HomeCity, type Officer } from './home-city';

/** So long that nothing here ends by it: who is answered was not waiting for the frozen system. */
const FOR_EVER_MS = 12_000;
/** More than may run at once, in the reader (64) as in the directory connector (16). */
const CROWD = 80;
/** More than one account may try before it is told to wait (10). */
const TRIES = 14;

let city: HomeCity;
let officers: readonly Officer[];
beforeAll(async () => {
  const patient = { deadlineMs: FOR_EVER_MS, breakAfter: 2, restMs: 60_000 };
  city = await HomeCity.open({
    backends: {
      directory: patient,
      mail: patient,
      qlvb: patient,
      signIn: { deadlineMs: 1_000, breakAfter: 2, restMs: 2_000 },
    },
  });
  officers = [await city.officer(), await city.officer()];
});
afterEach(() => city.healed());
afterAll(() => city.close());

const OTHERS = {
  mail: '{ me { fullName directory { groups } documents { totalCount } tablets { serial } } }',
  directory: '{ me { fullName mailbox { unread } documents { totalCount } tablets { serial } } }',
} as const;

it('does not take it for a failure of the directory when people close their tablets before it answers', async () => {
  await city.home(officers[0]!);
  await city.proxies.directory.spoil('slow', { slowMs: 300 });
  for (let times = 0; times < 4; times += 1) {
    const closing = new AbortController();
    const asked = city.home(officers[0]!, closing.signal).catch(() => 'gone');
    await city.until(async () => city.proxies.directory.asks > times);
    closing.abort();
    expect(await asked).toBe('gone');
  }

  const { errors, stale, data } = await city.home(officers[1]!);

  expect([errors, stale]).toEqual([[], []]);
  expect(data?.directory?.groups).toContain('unit-so-tttt');
  expect((await city.parts()).parts).toMatchObject({ directory: 'up' });
});

it.each(['mail', 'directory'] as const)(
  'answers whoever does not ask %s while a crowd waits for it',
  async (system) => {
    const [one, other] = officers;
    await city.proxies[system].spoil('frozen');
    const leaving = new AbortController();
    let answered = 0;
    const crowd = Array.from({ length: CROWD }, () =>
      city.home(one!, leaving.signal).then(
        () => (answered += 1),
        () => undefined,
      ),
    );
    await city.until(async () => city.proxies[system].asks > 0);

    const asked = await city.send<{ me: unknown }>(OTHERS[system], {}, other!.token);

    expect(asked.errors).toEqual([]);
    expect(asked.stale).toEqual([]);
    expect(answered).toBe(0);
    leaving.abort();
    await Promise.all(crowd);
  },
);

describe('signing in', () => {
  it('is refused as unavailable in bounded time while the directory is frozen, and counts against nobody', async () => {
    const { login } = officers[0]!;
    await city.proxies.directory.spoil('frozen');

    const refused = new Set<string>();
    for (let tries = 0; tries < TRIES; tries += 1) for (const code of await city.signIn(login)) refused.add(code);
    const { parts } = await city.parts();
    await city.proxies.directory.spoil('none');

    expect([...refused]).toEqual(['UNAVAILABLE login']);
    expect(parts).toMatchObject({ 'sign-in': 'resting' });
    await city.until(async () => (await city.signIn(login)).length === 0);
    expect((await city.parts()).parts).toMatchObject({ 'sign-in': 'up' });
  });

  it('still counts a wrong password', async () => {
    const { login } = officers[1]!;

    const told = new Set<string>();
    for (let tries = 0; tries < TRIES; tries += 1) for (const code of await city.signIn(login, 'sai')) told.add(code);

    expect([...told]).toEqual(['SIGN_IN_FAILED login', 'TOO_MANY_ATTEMPTS login']);
    expect((await city.parts()).parts).toMatchObject({ 'sign-in': 'up' });
  });
});
