/**
 * One request that asks the live fields of very many people: it is answered for as many as a request may ask, says of all
 * others why not, and whoever opens a tablet meanwhile notices nothing of it.
 */
import { LIVE_PERSONS_MAX } from '../../src/shared/live-reads';
import { HomeCity, SYSTEMS, type Answer, type Home, type Officer } from './home-city';

const CROWD = 120;
/** Bulk requests under way at a time. */
const CLERKS = 4;
const LIVE = 'directory { groups } mailbox { unread } documents(first: 20, open: true) { totalCount }';
const BULK = `query($first: Int) { people(first: $first) { edges { node { id ${LIVE} } } } }`;

interface Person {
  readonly id: string;
  readonly directory: object | null;
  readonly mailbox: object | null;
  readonly documents: object | null;
}
interface People {
  readonly people: { readonly edges: readonly { readonly node: Person }[] };
}

let city: HomeCity;
let officer: Officer;
let administrator: string;
beforeAll(async () => {
  const quick = { deadlineMs: 6_000, breakAfter: 2, restMs: 60_000 };
  city = await HomeCity.open({ backends: { directory: quick, mail: quick, qlvb: quick } });
  await city.crowd(CROWD);
  officer = await city.officer();
  administrator = await city.administrator();
}, 240_000);
afterEach(() => city.healed());
afterAll(() => city.close());

const bulk = (first: number): Promise<Answer<People>> => city.send<People>(BULK, { first }, administrator);

function answered(answer: Answer<People>, field: keyof Person): number {
  return answer.data!.people.edges.filter(({ node }) => node[field] !== null).length;
}

async function failures(): Promise<readonly number[]> {
  const figures = SYSTEMS.flatMap((system) => ['failed', 'overdue', 'left_alone'].map((how) => [system, how]));
  return Promise.all(
    figures.map(([system, how]) => city.figure(`city_backend_calls_total{system="${system}",outcome="${how}"}`)),
  );
}

it('answers all of them when they are as many as a request may ask', async () => {
  const answer = await bulk(LIVE_PERSONS_MAX);

  expect([answer.errors, answer.stale]).toEqual([[], []]);
  for (const field of ['mailbox', 'directory', 'documents'] as const) {
    const without = answer.data!.people.edges.filter(({ node }) => node[field] === null);
    // The administrator of the first start holds no office.
    expect(without.length).toBeLessThanOrEqual(1);
  }
});

it('answers so many and no more, and says of each field of all others what to do', async () => {
  const answer = await bulk(CROWD);

  expect(answer.stale).toEqual([]);
  const others = CROWD - LIVE_PERSONS_MAX;
  for (const field of ['mailbox', 'directory', 'documents'] as const) {
    expect(answered(answer, field)).toBeGreaterThanOrEqual(LIVE_PERSONS_MAX - 1);
    const refused = answer.errors.filter((error) => error.endsWith(`.${field}`));
    expect(refused).toHaveLength(others);
    expect(refused.every((error) => error.startsWith('TOO_MANY_LIVE_READS '))).toBe(true);
  }
  expect(answer.errors).toHaveLength(3 * others);
});

it('leaves a tablet’s home whole and live, and every system in good standing', async () => {
  await city.home(officer);
  const before = await failures();
  const over = new AbortController();
  const homes: Answer<Home>[] = [];
  const opening = (async () => {
    while (!over.signal.aborted) homes.push(await city.home(officer));
  })();

  const answers = await Promise.all(Array.from({ length: CLERKS }, () => bulk(CROWD)));
  over.abort();
  await opening;

  expect(homes.flatMap(({ errors, stale }) => [...errors, ...stale])).toEqual([]);
  expect(answers.flatMap(({ stale }) => stale)).toEqual([]);
  expect(new Set(answers.flatMap(({ errors }) => errors.map((error) => error.split(' ')[0])))).toEqual(
    new Set(['TOO_MANY_LIVE_READS']),
  );
  expect(await failures()).toEqual(before);
  const { parts } = await city.parts();
  expect(Object.values(parts)).not.toContain('resting');
  expect(Object.values(parts)).not.toContain('failing');
});

it('takes no longer over a frozen system for many than for one, and says UNAVAILABLE of each', async () => {
  await city.proxies.qlvb.spoil('frozen');

  const answer = await bulk(LIVE_PERSONS_MAX);

  const documents = answer.errors.filter((error) => error.endsWith('.documents'));
  expect(documents.length + answer.stale.length).toBeGreaterThanOrEqual(LIVE_PERSONS_MAX - 1);
  expect(documents.every((error) => error.startsWith('UNAVAILABLE '))).toBe(true);
  expect(city.proxies.qlvb.asks).toBeLessThan(LIVE_PERSONS_MAX / 2);
  expect(answered(answer, 'mailbox')).toBeGreaterThanOrEqual(LIVE_PERSONS_MAX - 1);
});
