import { Attempts } from './attempts';

const SETTINGS = { perAccount: 2, perAddress: 100, windowSeconds: 300, keysMax: 5 };

describe('attempts', () => {
  let attempts: Attempts;

  beforeEach(() => {
    attempts = new Attempts(SETTINGS);
  });

  afterEach(() => attempts.close());

  it('are refused beyond the limit, and the first refusal is told apart', async () => {
    const attempt = { account: 'nvmau', address: '10.0.0.1' };

    const answers = [];
    for (let index = 0; index < 4; index += 1) answers.push(await attempts.count(attempt));

    expect(answers.map((answer) => answer?.first ?? null)).toEqual([null, null, true, false]);
    expect(answers[2]?.seconds).toBeLessThanOrEqual(300);
  });

  it('start afresh for the account after a success', async () => {
    const attempt = { account: 'nvmau', address: '10.0.0.1' };
    await attempts.count(attempt);
    await attempts.count(attempt);

    await attempts.succeeded(attempt);

    expect(await attempts.count(attempt)).toBeNull();
  });

  it('do not start afresh for the address when someone there succeeds', async () => {
    const strict = new Attempts({ ...SETTINGS, perAddress: 2, keysMax: 100 });
    const own = { account: 'own', address: '10.0.0.1' };

    for (const account of ['a', 'b']) {
      await strict.count({ account, address: '10.0.0.1' });
      await strict.succeeded(own);
      await strict.count(own);
    }

    expect(await strict.count({ account: 'c', address: '10.0.0.1' })).not.toBeNull();
    await strict.close();
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['fe80::1%eth0', 'fe80::2%eth1', true],
    ['10.0.0.1', '10.0.0.2', false],
  ])('from %s and %s count together: %s', async (one, other, together) => {
    const strict = new Attempts({ ...SETTINGS, perAddress: 1 });
    await strict.count({ account: null, address: one });

    const second = await strict.count({ account: null, address: other });

    expect(second !== null).toBe(together);
    await strict.close();
  });

  it('remember a bounded number of names', async () => {
    const victim = { account: 'nvmau', address: '10.0.0.1' };
    for (let index = 0; index < 3; index += 1) await attempts.count(victim);

    for (let index = 0; index < 5; index += 1) await attempts.count({ account: `name${index}`, address: '10.0.0.2' });

    // Forgotten for good, not merely unblocked: nothing grows with the names that are tried.
    expect(await attempts.count(victim)).toBeNull();
  });
});
