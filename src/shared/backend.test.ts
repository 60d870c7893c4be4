import { Backend, BackendSilent } from './backend';

const SETTINGS = { name: 'mail', deadlineMs: 5_000, breakAfter: 2, breakForMs: 60_000, keep: 2 };

describe('a system as a reader sees it', () => {
  let nowMs = 0;
  let isUp = true;
  let calls = 0;
  let backend: Backend<string>;
  const ask = (...keys: string[]): ReturnType<Backend<string>['ask']> =>
    backend.ask(keys, async () => {
      calls += 1;
      if (!isUp) throw new Error('down');
      return keys.map((key) => (key === 'none' ? null : `${key}!`));
    });

  beforeEach(() => {
    nowMs = 1_000;
    isUp = true;
    calls = 0;
    backend = new Backend(SETTINGS, () => nowMs);
  });

  it('answers live, and says plainly when there is nothing', async () => {
    expect(await ask('a', 'none')).toEqual([{ value: 'a!', ageMs: 0 }, null]);
  });

  it('shows what it said last, with its age, while it does not answer', async () => {
    await ask('a');
    isUp = false;
    nowMs = 4_500;

    const [a, b] = await ask('a', 'b');

    expect(a).toEqual({ value: 'a!', ageMs: 3_500 });
    expect(b).toBeInstanceOf(BackendSilent);
  });

  it('never shows an old answer as live when the clock was set back', async () => {
    await ask('a');
    isUp = false;
    nowMs = 0;

    expect(await ask('a')).toEqual([{ value: 'a!', ageMs: 1 }]);
  });

  it('forgets what was used longest ago when it is full', async () => {
    for (const key of ['a', 'b', 'a', 'c']) await ask(key);
    isUp = false;

    const [a, b, c] = await ask('a', 'b', 'c');

    expect([a, c]).toEqual([
      { value: 'a!', ageMs: 1 },
      { value: 'c!', ageMs: 1 },
    ]);
    expect(b).toBeInstanceOf(BackendSilent);
  });

  it('is left alone after repeated failures', async () => {
    isUp = false;
    for (let attempt = 0; attempt < 5; attempt += 1) await ask('a');

    expect(calls).toBe(2);
  });

  it('gives up at its deadline on a system that never answers', async () => {
    const frozen = new Backend<string>({ ...SETTINGS, deadlineMs: 20 }, () => nowMs);
    let told: AbortSignal | undefined;

    const [answer] = await frozen.ask(['a'], (signal) => {
      told = signal;
      return new Promise(() => undefined);
    });

    expect(answer).toBeInstanceOf(BackendSilent);
    expect(told?.aborted).toBe(true);
  });
});
