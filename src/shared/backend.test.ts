import { readFile } from 'node:fs/promises';
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
    await aborted(told!);
    await new Promise(setImmediate);

    expect(answer).toBeInstanceOf(BackendSilent);
    expect(frozen.calls.overdue).toBe(1);
  });

  it('forgets what is older than it may be shown', async () => {
    backend = new Backend({ ...SETTINGS, keepForMs: 60_000 }, () => nowMs);
    await ask('a');
    isUp = false;
    nowMs += 60_000;
    const [last] = await ask('a');
    nowMs += 1;

    const [tooOld] = await ask('a');

    expect(last).toEqual({ value: 'a!', ageMs: 60_000 });
    expect(tooOld).toBeInstanceOf(BackendSilent);
  });

  it('does not take it for a failure when those who asked go away, and remembers what they did not wait for', async () => {
    const { answer, call } = slowCall();
    for (let times = 0; times < 3; times += 1) {
      const caller = new AbortController();
      const asked = backend.ask(['a'], call, caller.signal);
      caller.abort();
      expect((await asked)[0]).toBeInstanceOf(BackendSilent);
    }
    answer('late');
    await new Promise(setImmediate);
    isUp = false;

    expect(backend).toMatchObject({ state: 'up', calls: { answered: 3, failed: 0, overdue: 0 } });
    expect(await ask('a')).toMatchObject([{ value: 'late' }]);
  });

  it('lets so many calls run and no more, and never sends one for which nobody waits', async () => {
    const narrow = new Backend<string>({ ...SETTINGS, deadlineMs: 60_000, callsMax: 1 }, () => nowMs);
    const first = slowCall();
    const sent: string[] = [];
    const caller = new AbortController();
    const asked = [
      narrow.ask(['a'], first.call),
      narrow.ask(['b'], async () => (sent.push('b'), ['b']), caller.signal),
      narrow.ask(['c'], async () => (sent.push('c'), ['c'])),
    ];
    caller.abort();
    first.answer('a');

    const [a, b, c] = (await Promise.all(asked)).map(([one]) => one);

    expect([a, c]).toEqual([
      { value: 'a', ageMs: 0 },
      { value: 'c', ageMs: 0 },
    ]);
    expect(b).toBeInstanceOf(BackendSilent);
    expect(sent).toEqual(['c']);
  });

  it('does not take it for a failure when nobody could be asked in time, and gives each call its whole deadline', async () => {
    const narrow = new Backend<string>({ ...SETTINGS, turnWithinMs: 20, callsMax: 1 }, () => nowMs);
    const { answer, call } = slowCall();
    const long = narrow.ask(['a'], call);

    const waited = await Promise.all(['b', 'c', 'd'].map((key) => narrow.ask([key], async () => [key])));
    answer('at last');

    expect(waited.flat().map((one) => (one as Error).message)).toEqual(
      Array(3).fill('too much is asked of mail at once'),
    );
    expect(await long).toEqual([{ value: 'at last', ageMs: 0 }]);
    await new Promise(setImmediate);
    expect(narrow).toMatchObject({
      state: 'up',
      calls: { answered: 1, failed: 0, overdue: 0, leftAlone: 0, turnedAway: 3 },
    });
  });

  it('does not call an answer late that came while this process was too busy to hear it', async () => {
    const hurried = new Backend<string>({ ...SETTINGS, deadlineMs: 100 }, () => nowMs);
    const asked = hurried.ask(['a'], async () => [(await readFile(__filename)).subarray(0, 2).toString()]);

    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);

    expect(await asked).toMatchObject([{ ageMs: 0 }]);
    expect(hurried.calls).toMatchObject({ answered: 1, overdue: 0 });
  });

  it('sends one call to try whether the system is back, and makes nobody else wait for it', async () => {
    backend = new Backend({ ...SETTINGS, breakForMs: 0 }, () => nowMs);
    isUp = false;
    await ask('a');
    await ask('a');
    isUp = true;
    const { answer, call } = slowCall();

    const trying = backend.ask(['a'], call);
    const [other] = await ask('a');
    answer('back');

    expect(other).toBeInstanceOf(BackendSilent);
    expect(await trying).toEqual([{ value: 'back', ageMs: 0 }]);
    expect(await ask('a')).toEqual([{ value: 'a!', ageMs: 0 }]);
    expect(backend.state).toBe('up');
  });
});

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A call that answers when it is told to. */
function slowCall(): { answer: (value: string) => void; call: () => Promise<readonly string[]> } {
  let answer: (value: string) => void = () => undefined;
  const said = new Promise<readonly string[]>((resolve) => {
    answer = (value) => resolve([value]);
  });
  return { answer: (value) => answer(value), call: () => said };
}
