/**
 * TabletHome while one system accepts connections and never answers, for each system in turn: what the slowest but one in
 * a hundred waits, against the deadline of that system and against the same city with every system well. The breaker is
 * out of the way, so that every single request meets the frozen system; what a breaker spares is not counted.
 */
import type { BenchApi } from './city/api';
import { OwnCity } from './city/own-city';
import { SYSTEMS, type System } from './city/systems';
import { load, type LoadOptions, type LoadResult } from './load';
import { figure, median, type Figure } from './measure';
import { inScratch } from './scratch';

/** As shipped: what a live read of any of the three may take. */
const DEADLINE_MS = 1_500;
const NEVER = '1000';
const UNITS = ['so-tttt', 'so-noi-vu'];

type Round = Readonly<Record<System | 'well', LoadResult>>;

export async function measureFrozenHome(query: string, rounds: number, options: LoadOptions): Promise<Figure[]> {
  const all: Round[] = [];
  for (let round = 0; round < rounds; round += 1)
    all.push(await inScratch((folder) => oneRound(folder, query, options)));
  const well = all.map((one) => one.well.p99Ms);
  return [
    figure('TabletHome with every system well: p99', 'ms', well),
    figure('deadline of each system', 'ms', [DEADLINE_MS]),
    ...SYSTEMS.flatMap((system) => {
      const p99 = all.map((one) => one[system].p99Ms);
      const name = `TabletHome with ${system} frozen`;
      return [
        figure(
          `${name}: p50`,
          'ms',
          all.map((one) => one[system].p50Ms),
        ),
        figure(`${name}: p99`, 'ms', p99, { value: median(p99) / DEADLINE_MS, to: 'deadline' }),
        figure(
          `${name}: p99 beyond the deadline`,
          'ms',
          p99.map((one) => Math.max(0.01, one - DEADLINE_MS)),
          {
            value: Math.max(0.01, median(p99) - DEADLINE_MS) / median(well),
            to: 'p99 with every system well',
          },
        ),
        figure(
          `${name}: answers that say which part is last known`,
          '%',
          all.map((one) => (one[system].stale / one[system].requests) * 100),
        ),
      ];
    }),
  ];
}

async function oneRound(folder: string, query: string, options: LoadOptions): Promise<Round> {
  const backends = ['DIRECTORY', 'MAIL', 'QLVB'].flatMap((name) => [
    [`DIEUHANH_${name}_DEADLINE_MS`, String(DEADLINE_MS)],
    [`DIEUHANH_${name}_BREAK_AFTER`, NEVER],
  ]);
  const own = await OwnCity.start(folder, Object.fromEntries(backends) as Record<string, string>);
  try {
    const asker = await officer(own);
    const ask = async (during: LoadOptions): Promise<LoadResult> =>
      load(
        {
          url: `${own.gateway}/graphql`,
          headers: { authorization: `Bearer ${await asker.token()}` },
          body: JSON.stringify({ query, operationName: 'TabletHome' }),
        },
        { ...during, mayBeStale: true },
      );
    const results: Partial<Record<System | 'well', LoadResult>> = { well: await ask(options) };
    for (const system of SYSTEMS) {
      await own.freeze(system);
      // Everybody was read before, so that from the first answer on there is something to show.
      results[system] = await ask({ ...options, warmUpMs: 0 });
      await own.freeze(null);
      await asker.ask(query.replace(/#.*/g, ''));
    }
    return results as Round;
  } finally {
    await own.stop();
  }
}

/** Somebody with a post in two units, and so with an account in each system and two desks. */
async function officer(own: OwnCity): Promise<BenchApi> {
  const { createPerson } = await own.request<{ createPerson: { id: string } }>(
    'mutation { createPerson(input: { familyName: "Nguyễn", middleName: "Văn", givenName: "Đo" }) { id } }',
  );
  const { id } = createPerson;
  const appoint = UNITS.map((unit, index) => ({
    personId: id,
    postId: `${unit}/pho-giam-doc-so`,
    primary: index === 0,
  }));
  const paper = { number: '1/QĐ-DO', issuerId: 'ubnd-tp', signedOn: '2020-01-06', effectiveOn: '2020-01-06' };
  await own.request('mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }', {
    input: { ...paper, appoint },
  });
  await own.city.ask('settle');
  return own.signedIn(id);
}
