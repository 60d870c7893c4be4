/** A city's first start, its second, what it holds in memory at rest and while TabletHome is asked of all its systems. */
import { setTimeout as wait } from 'node:timers/promises';
import { BenchApi } from './city/api';
import { CityProcess } from './city/process';
import { load, type LoadOptions, type LoadResult } from './load';
import { figure, median, type Figure } from './measure';
import { inScratch } from './scratch';

export interface StartsOptions {
  readonly rounds: number;
  readonly roster: boolean;
  /** How long the city is left alone before its memory at rest is read. */
  readonly restMs: number;
  readonly load: LoadOptions;
  readonly query: string;
}

/** Which sample person asks for TabletHome: a head of department with documents, mail and a tablet. */
const ASKER = 1;
const SAMPLE_EVERY_MS = 100;

interface Round {
  readonly firstMs: number;
  readonly secondMs: number;
  readonly afterFirstMiB: number;
  readonly idleMiB: number;
  readonly loadedMiB: number;
  readonly tabletHome: LoadResult | null;
}

export async function measureStarts(options: StartsOptions): Promise<Figure[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < options.rounds; round += 1) rounds.push(await oneRound(options));
  const all = (value: (round: Round) => number): number[] => rounds.map(value);
  const first = all((one) => one.firstMs / 1_000);
  const second = all((one) => one.secondMs / 1_000);
  const idle = all((one) => one.idleMiB);
  const loaded = all((one) => one.loadedMiB);
  const homes = rounds.flatMap((one) => (one.tabletHome ? [one.tabletHome] : []));
  return [
    figure('first start to ready', 's', first),
    figure('second start to ready', 's', second, { value: median(second) / median(first), to: 'first start' }),
    figure(
      'memory after the first start',
      'MiB',
      all((one) => one.afterFirstMiB),
    ),
    figure('memory idle', 'MiB', idle),
    figure('memory under load, highest', 'MiB', loaded, { value: median(loaded) / median(idle), to: 'idle' }),
    ...(homes.length === 0
      ? []
      : [
          figure(
            'TabletHome of the real city: throughput',
            'requests/s',
            homes.map((one) => one.requestsPerSecond),
          ),
          figure(
            'TabletHome of the real city: p50',
            'ms',
            homes.map((one) => one.p50Ms),
          ),
          figure(
            'TabletHome of the real city: p99',
            'ms',
            homes.map((one) => one.p99Ms),
          ),
          figure(
            'TabletHome of the real city: answers with a last-known part',
            '%',
            homes.map((one) => (one.stale / one.requests) * 100),
          ),
        ]),
  ];
}

function oneRound(options: StartsOptions): Promise<Round> {
  return inScratch(async (home) => {
    const first = await CityProcess.start(home, options.roster);
    const afterFirstMiB = first.residentMiB();
    await first.stop();
    const second = await CityProcess.start(home, options.roster);
    try {
      await wait(options.restMs);
      const idleMiB = second.residentMiB();
      const { tabletHome, highestMiB } = await underLoad(second, options);
      return {
        firstMs: first.readyMs,
        secondMs: second.readyMs,
        afterFirstMiB,
        idleMiB,
        loadedMiB: Math.max(highestMiB, idleMiB),
        tabletHome,
      };
    } finally {
      await second.stop();
    }
  });
}

/** A city without people has nobody to ask; then only what it holds is read. */
async function underLoad(
  city: CityProcess,
  options: StartsOptions,
): Promise<{ readonly tabletHome: LoadResult | null; readonly highestMiB: number }> {
  let highestMiB = city.residentMiB();
  const asker = city.facts.samples[ASKER];
  if (asker === undefined) return { tabletHome: null, highestMiB };
  const timer = setInterval(() => {
    highestMiB = Math.max(highestMiB, city.residentMiB());
  }, SAMPLE_EVERY_MS);
  try {
    const api = await new BenchApi(city.facts.gateway).login(asker.login, city.facts.samplePassword);
    const tabletHome = await load(
      {
        url: `${city.facts.gateway}/graphql`,
        headers: { authorization: `Bearer ${await api.token()}` },
        body: JSON.stringify({ query: options.query, operationName: 'TabletHome' }),
      },
      { ...options.load, mayBeStale: true },
    );
    return { tabletHome, highestMiB };
  } finally {
    clearInterval(timer);
  }
}
