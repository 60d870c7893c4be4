/**
 * The home screen while one system fails, in every way that a system can: the answer comes although the system never
 * gives one, everything else in it is complete, and what is missing or old is said to be.
 */
import { DEADLINE_MS, HomeCity, SYSTEMS, type Answer, type Home, type Officer, type System } from './home-city';
import type { Fault } from './proxy';

let city: HomeCity;
let known: Officer;
/** Of each system one officer who was never read in it: all that they ever ask of it fails. */
let strangers: Readonly<Record<System, Officer>>;
let strangerToAll: Officer;
let whole: Home;
beforeAll(async () => {
  city = await HomeCity.open();
  known = await city.officer();
  strangers = { directory: await city.officer(), mail: await city.officer(), qlvb: await city.officer() };
  strangerToAll = await city.officer();
});
beforeEach(async () => {
  await city.healed();
  await city.until(async () => {
    const { data, errors, stale } = await city.home(known);
    if (data !== null) whole = data;
    return errors.length === 0 && stale.length === 0;
  });
});
afterAll(() => city.close());

const FIELD = { directory: 'directory', mail: 'mailbox', qlvb: 'documents' } as const;
/** Short: tokens live for five minutes of the same clock. */
const AGE_MS = 5_000;

function without(system: System, home: Home | null): Partial<Home> {
  const { [FIELD[system]]: _, ...rest } = home!;
  return rest;
}

function expectStale(system: System, answer: Answer<Home>): void {
  expect(answer.errors).toEqual([]);
  expect(answer.data).toEqual(whole);
  expect(answer.stale).toEqual([{ path: ['me', FIELD[system]], source: system, age: AGE_MS }]);
}

it('is complete, and nothing in it is marked, while every system answers', async () => {
  const { data, errors, stale } = await city.home(known);

  expect([errors, stale]).toEqual([[], []]);
  expect(data).toMatchObject({
    mailbox: { unread: 1 },
    documents: { totalCount: 2, edges: [{ node: { sender: { name: expect.any(String) } } }, {}] },
    tablets: [{ serial: 'MTB-1' }],
  });
  expect(data?.appointments).toHaveLength(2);
  expect(data?.directory?.groups).toContain('unit-so-tttt');
});

describe.each(SYSTEMS)('with %s', (system) => {
  it.each<Fault>(['stopped', 'frozen', 'rubbish', 'half', 'cut'])(
    '%s, shows what was read before with its age, and nothing of who was not, with one error',
    async (fault) => {
      city.clock.advance(AGE_MS);
      await city.proxies[system].spoil(fault);

      const [before, never] = await Promise.all([city.home(known), city.home(strangers[system])]);

      expectStale(system, before);
      expect(never.errors).toEqual([`UNAVAILABLE me.${FIELD[system]}`]);
      expect(never.stale).toEqual([]);
      expect(never.data?.[FIELD[system]]).toBeNull();
      const { tablets: _, fullName: __, ...rest } = without(system, whole);
      expect(never.data).toMatchObject(rest);
      if (fault !== 'stopped') expect(city.proxies[system].asks).toBeGreaterThan(0);
    },
  );

  it('slow but in time, shows what it says now', async () => {
    await city.proxies[system].spoil('slow', { slowMs: DEADLINE_MS / 2 });

    const answer = await city.home(known);

    expect([answer.errors, answer.stale]).toEqual([[], []]);
    expect(answer.data).toEqual(whole);
  });

  it('back again, shows what it says now', async () => {
    city.clock.advance(AGE_MS);
    await city.proxies[system].spoil('frozen');
    expectStale(system, await city.home(known));

    await city.proxies[system].spoil('none');

    await city.until(async () => (await city.home(known)).stale.length === 0);
    expect((await city.home(known)).data).toEqual(whole);
  });
});

it('aborts the calls that a frozen system never answers, and leaves none of them open', async () => {
  const overdue = (name: string): Promise<number> =>
    city.figure(`city_backend_calls_total{system="${name}",outcome="overdue"}`);
  const before = await Promise.all([overdue('mail'), overdue('qlvb')]);
  await Promise.all([city.proxies.mail.spoil('frozen'), city.proxies.qlvb.spoil('frozen')]);

  await city.home(known);

  await city.until(
    async () => (await overdue('mail')) === before[0]! + 1 && (await overdue('qlvb')) === before[1]! + 2,
  );
  await city.until(async () => city.proxies.mail.stuck === 0 && city.proxies.qlvb.stuck === 0);
});

it('loses nothing but what crosses to other systems when all of them are frozen at once', async () => {
  await Promise.all(SYSTEMS.map((system) => city.proxies[system].spoil('frozen')));

  const { data, errors, stale } = await city.home(strangerToAll);

  expect([...errors].sort()).toEqual([
    'UNAVAILABLE me.directory',
    'UNAVAILABLE me.documents',
    'UNAVAILABLE me.mailbox',
  ]);
  expect(stale).toEqual([]);
  expect(data).toMatchObject({
    directory: null,
    mailbox: null,
    documents: null,
    tablets: [{ status: expect.any(String) }],
  });
  expect(data?.appointments).toHaveLength(2);
  expect(data?.applications).toEqual(whole.applications);
});

describe('with the QLVB of one of two units frozen', () => {
  const ASKED = /\/don-vi\/so-noi-vu\//;

  it('shows that desk as last seen, among the live papers of the other unit', async () => {
    city.clock.advance(AGE_MS);
    await city.proxies.qlvb.spoil('frozen', { asked: ASKED });

    expectStale('qlvb', await city.home(known));
  });

  it('shows no list to who was never read: one without that unit’s papers would read as nothing to do there', async () => {
    await city.proxies.qlvb.spoil('frozen', { asked: ASKED });

    const { data, errors, stale } = await city.home(strangers.qlvb);

    expect(errors).toEqual(['UNAVAILABLE me.documents']);
    expect(stale).toEqual([]);
    expect(data).toMatchObject({ documents: null, mailbox: { unread: 1 } });
  });
});
