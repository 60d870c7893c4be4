/** What is remembered has an end, a failing system is left alone and tried again, and operators see both. */
import { HomeCity, SYSTEMS, type Officer } from './home-city';

const QUICK = { deadlineMs: 800, breakAfter: 2 };
const KEPT_MS = 60_000;

let city: HomeCity;
let officers: readonly Officer[];
beforeAll(async () => {
  city = await HomeCity.open({
    backends: { directory: { ...QUICK, restMs: 600_000 }, mail: { ...QUICK, restMs: 100 } },
    lastKnown: { keep: 2, keepForMs: KEPT_MS },
  });
  officers = [await city.officer(), await city.officer(), await city.officer()];
});
afterEach(() => city.healed());
afterAll(() => city.close());

const MAILBOX = '{ me { mailbox { unread } } }';

/** Errors and ages of a mailbox. */
async function mailbox(officer: Officer): Promise<readonly (string | number)[]> {
  const { errors, stale } = await city.send(MAILBOX, {}, officer.token);
  return [...errors, ...stale.map(({ age }) => age)];
}

it('tells before anybody asked that nobody did', async () => {
  const { ready, parts } = await city.parts();

  expect(ready).toBe(true);
  expect(parts).toMatchObject({ store: 'up', directory: 'unasked', mail: 'unasked' });
});

it('remembers so many and no more, and none beyond its age', async () => {
  for (const officer of officers) expect(await mailbox(officer)).toEqual([]);
  city.clock.advance(KEPT_MS);
  await city.proxies.mail.spoil('stopped');

  const kept = [await mailbox(officers[0]!), await mailbox(officers[1]!), await mailbox(officers[2]!)];
  city.clock.advance(1);
  const later = [await mailbox(officers[1]!), await mailbox(officers[2]!)];

  expect(kept).toEqual([['UNAVAILABLE me.mailbox'], [KEPT_MS], [KEPT_MS]]);
  expect(later).toEqual([['UNAVAILABLE me.mailbox'], ['UNAVAILABLE me.mailbox']]);
});

it('tries again after the rest, and shows what is live once it is back', async () => {
  await city.proxies.mail.spoil('stopped');
  await city.until(async () => {
    await mailbox(officers[0]!);
    return (await city.parts()).parts.mail === 'resting';
  });

  await city.proxies.mail.spoil('none');

  await city.until(async () => (await mailbox(officers[0]!)).length === 0);
  expect((await city.parts()).parts).toMatchObject({ mail: 'up' });
});

it('leaves a frozen directory alone after repeated failures, stays ready, and tells who does not answer', async () => {
  await city.home(officers[0]!);
  const shown = await city.figure('gateway_stale_values_total{source="directory"}');
  await city.proxies.directory.spoil('frozen');
  await city.home(officers[0]!);
  await city.home(officers[0]!);
  await city.until(async () => (await city.parts()).parts.directory === 'resting');
  const { asks } = city.proxies.directory;

  const answers = [await city.home(officers[0]!), await city.home(officers[0]!), await city.home(officers[0]!)];

  expect(city.proxies.directory.asks).toBe(asks);
  expect(answers.map(({ stale, errors }) => [...stale.map(({ source }) => source), ...errors])).toEqual([
    ['directory'],
    ['directory'],
    ['directory'],
  ]);
  const { ready, parts } = await city.parts();
  expect(ready).toBe(true);
  expect(parts).toMatchObject({
    store: 'up',
    directory: 'resting',
    mail: 'up',
    'qlvb:so-tttt': 'up',
    'qlvb:so-noi-vu': 'up',
  });
  expect(await city.figure('city_backends{system="directory",state="resting"}')).toBe(1);
  expect(await city.figure('city_backends{system="qlvb",state="up"}')).toBe(2);
  expect(await city.figure('city_backend_calls_total{system="directory",outcome="overdue"}')).toBe(2);
  expect(await city.figure('city_backend_calls_total{system="directory",outcome="left_alone"}')).toBe(3);
  expect(await city.figure('gateway_stale_values_total{source="directory"}')).toBe((shown || 0) + 5);
});

it('knows every system by one name, in an answer, in /ready and in the figures', async () => {
  const { parts } = await city.parts();

  expect(Object.keys(parts).map((name) => name.split(':')[0])).toEqual(
    expect.arrayContaining([...SYSTEMS, 'sign-in', 'store']),
  );
});
