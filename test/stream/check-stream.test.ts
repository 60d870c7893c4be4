/** The checker against a gateway that is right, and against one that is not. */
import { summary } from '../../src/cli/check-stream';
import { HttpApi } from '../../src/cli/http-api';
import { compare } from '../../src/cli/stream/comparison';
import { randomFrom } from '../../src/cli/stream/random';
import { checkStream, type StreamCheckOptions, type Verdict } from '../../src/cli/stream/stream-check';
import { say } from '../../src/cli/texts';
import { StreamCity } from './stream-city.fixture';

let city: StreamCity;

beforeEach(async () => {
  city = await StreamCity.open();
});

afterEach(async () => {
  await city.close();
});

function check(more: Partial<StreamCheckOptions> = {}, token = 'ok'): Promise<Verdict> {
  return checkStream({
    url: city.url,
    language: 'en',
    api: new HttpApi(city.url, () => Promise.resolve(token), 'en'),
    token: () => Promise.resolve(token),
    random: randomFrom(7),
    after: null,
    disconnects: 45,
    durationMs: null,
    patienceMs: 10_000,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });
}

it('finds nothing wrong over three transports and many disconnects, while changes come in', async () => {
  const told = new AbortController();
  const work = (async () => {
    while (!told.signal.aborted) {
      await city.tell(3);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();

  const verdict = await check().finally(() => told.abort());
  await work;

  expect(verdict).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0, unknown: 0 });
  expect(verdict.disconnects).toBeGreaterThanOrEqual(45);
  expect(verdict.connections).toBeGreaterThan(45);
  for (const one of Object.values(verdict.transports)) expect(one.heard).toBeGreaterThanOrEqual(verdict.logged);
});

it('judges the oldest event that is kept too', async () => {
  const { roleChanges } = await city.query<{ roleChanges: { totalCount: number } }>('{ roleChanges { totalCount } }');

  const verdict = await check({ disconnects: 3 });

  expect(verdict).toMatchObject({ ok: true, logged: roleChanges.totalCount });
  for (const { heard } of Object.values(verdict.transports)) expect(heard).toBe(roleChanges.totalCount);
});

it('calls nothing good of which there was nothing to hear', async () => {
  const verdict = await check({ after: await city.cursor(), disconnects: 3 });

  expect(verdict).toMatchObject({ ok: false, logged: 0, lost: 0 });
  expect(summary(verdict)).toContain(say('streamNothing'));
});

it('goes on after the gateway itself was away', async () => {
  await city.tell(20);
  let away: Promise<void> = Promise.resolve();
  let disconnects = 0;

  const verdict = await check({
    random: () => {
      disconnects += 1;
      if (disconnects === 60) away = city.restartGateway();
      return 0.05;
    },
    disconnects: 90,
  });
  await away;

  expect(verdict.ok).toBe(true);
  expect(Object.values(verdict.transports).reduce((sum, { broken }) => sum + broken, 0)).toBeGreaterThan(0);
});

it('says what was lost, doubled and out of order', () => {
  expect(compare(['a', 'b', 'c', 'd'], ['a', 'c', 'b', 'b', 'x'])).toEqual({
    lost: 1,
    doubled: 1,
    outOfOrder: 1,
    unknown: 1,
  });
  expect(compare(['a', 'b'], ['a', 'b'])).toEqual({ lost: 0, doubled: 0, outOfOrder: 0, unknown: 0 });
  expect(compare(['a', 'a'], ['a'])).toMatchObject({ doubled: 1 });
});

it.each([
  ['person', 'FORBIDDEN'],
  ['nobody', 'UNAUTHENTICATED'],
])('is refused with a code as %s', async (token, code) => {
  await expect(check({}, token)).rejects.toMatchObject({ code });
  await expect(check({ after: await city.cursor() }, token)).rejects.toMatchObject({ code });
});

it('is refused with a code when its cursor is not of this log', async () => {
  await expect(check({ after: 'cmM6MQ' })).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
});
