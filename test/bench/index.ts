/** `npm run bench`: what the city costs on this machine. README.md says how to read what it prints. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { measureAudit } from './audit';
import { BenchApi } from './city/api';
import { CityProcess } from './city/process';
import { Systems } from './city/systems';
import { measureDecisions } from './decisions';
import { measureFrozenHome } from './frozen-home';
import type { LoadOptions } from './load';
import type { Figure } from './measure';
import { HELP, parseOptions, type BenchOptions, type Part } from './options';
import { measureReplay } from './replay';
import { measurePermissions } from './permissions';
import { measureScan } from './scan';
import { measureReal } from './real';
import { inScratch } from './scratch';
import { measureSignIns } from './sign-ins';
import { measureRefusedSignIns } from './sign-ins/refused';
import { measureStarts } from './starts';
import { measureStorm } from './storm';
import { measureStream } from './stream';
import { measurePlan } from './plan';
import { measureReconcile } from './reconcile';
import { tableOf } from './table';
import { measureTabletHome } from './tablet-home';

const CONNECTIONS = 32;
const DECISIONS_PER_ROUND = 100;
const QUERY = readFileSync(resolve(__dirname, '../../../schema/operations/TabletHome.graphql'), 'utf8');
/** A thousand leavers and two thousand subscribers are many measurements each, and long to make ready. */
const ROUNDS_OF_MANY = 1;
/** Years of many small changes, and a few days of one. */
const REPLAY = { from: '2018-01-01', to: '2018-12-31' };
const REPLAY_SMOKE = { from: '2018-01-01', to: '2018-01-09' };
const PASSWORD = 'Mat-Khau-Do-Luong-2026';

function machine(): Record<string, string | number> {
  const [cpu] = cpus();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: cpus().length,
    cpu: cpu?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

function decisions(options: BenchOptions): Promise<Figure[]> {
  return inScratch(async (home) => {
    const city = await CityProcess.start(home, !options.smoke);
    try {
      const api = await new BenchApi(city.facts.gateway).activate(city.facts.administrator.code, PASSWORD);
      const systems = await Systems.connect(city);
      try {
        return await measureDecisions(api, systems, options.rounds, options.smoke ? 2 : DECISIONS_PER_ROUND);
      } finally {
        await systems.close();
      }
    } finally {
      await city.stop();
    }
  });
}

const PART: Readonly<Record<Part, (options: BenchOptions) => Promise<Figure[]>>> = {
  starts: (options) =>
    measureStarts({
      rounds: options.rounds,
      roster: !options.smoke,
      restMs: options.smoke ? 0 : 5_000,
      load: loadOf(options),
      query: QUERY,
    }),
  decisions,
  'tablet-home': (options) => measureTabletHome(QUERY, options.rounds, loadOf(options)),
  plan: async ({ rounds, smoke }) => [
    ...measurePlan(rounds, smoke ? [1_000] : [10_000, 100_000, 1_000_000]),
    ...(await measureReconcile(rounds, smoke ? 200 : 5_000)),
  ],
  scan: ({ rounds, smoke }) =>
    measureScan(
      smoke
        ? { rounds, accounts: 2_000, marks: [1_000, 2_000] }
        : { rounds, accounts: 100_000, marks: [10_000, 50_000, 100_000] },
    ),
  stream: ({ smoke }) =>
    measureStream(
      smoke
        ? { rounds: ROUNDS_OF_MANY, burst: 200, single: 5, crowd: 20, crowdSingle: 2 }
        : { rounds: ROUNDS_OF_MANY, burst: 5_000, single: 100, crowd: 2_000, crowdSingle: 10 },
    ),
  storm: ({ smoke }) => measureStorm({ rounds: ROUNDS_OF_MANY, leavers: smoke ? 12 : 1_000 }),
  'frozen-home': (options) => measureFrozenHome(QUERY, options.rounds, frozenLoadOf(options)),
  real: ({ rounds, smoke }) =>
    measureReal(
      smoke
        ? { rounds, people: 40, commits: 20, decisions: 2, leavers: 1, joiners: 12, storm: 12 }
        : { rounds, people: 400, commits: 500, decisions: 20, leavers: 20, joiners: 200, storm: 1_000 },
    ),
  replay: ({ rounds, smoke }) =>
    measureReplay({ rounds, ...(smoke ? REPLAY_SMOKE : REPLAY), transactions: smoke ? 50 : 2_000 }),
  audit: ({ rounds, smoke }) => measureAudit(rounds, smoke ? 20 : 600),
  permissions: ({ rounds, smoke }) => measurePermissions(rounds, smoke ? 10 : 200),
  'sign-ins': ({ rounds, smoke }) =>
    measureSignIns(smoke ? { rounds, people: 4, times: 3 } : { rounds, people: 50, times: 6 }),
  'refused-sign-ins': ({ smoke }) =>
    measureRefusedSignIns(smoke ? { attempts: 800, marks: 2 } : { attempts: 8_000, marks: 4 }),
};

function loadOf({ smoke }: BenchOptions): LoadOptions {
  return smoke
    ? { connections: 2, warmUpMs: 1_000, measureMs: 5_000, requestsMax: 10 }
    : { connections: CONNECTIONS, warmUpMs: 3_000, measureMs: 5_000, requestsMax: 200_000 };
}

/** Few enough that it is the frozen system that a request waits for, and not the other requests. */
function frozenLoadOf({ smoke }: BenchOptions): LoadOptions {
  return smoke
    ? { connections: 2, warmUpMs: 500, measureMs: 2_000, requestsMax: 4 }
    : { connections: 8, warmUpMs: 2_000, measureMs: 8_000, requestsMax: 200_000 };
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) return void process.stdout.write(`${HELP}\n`);
  const figures: Figure[] = [];
  for (const part of options.parts) {
    process.stderr.write(`measuring ${part}, ${options.rounds} round(s) …\n`);
    figures.push(...(await PART[part](options)));
  }
  const facts = machine();
  process.stdout.write(`${tableOf(figures)}\n${JSON.stringify(facts)}\n`);
  if (options.jsonFile !== null) {
    const result = { measuredAt: new Date().toISOString(), machine: facts, rounds: options.rounds, figures };
    writeFileSync(options.jsonFile, `${JSON.stringify(result, null, 2)}\n`);
  }
}

// Without a handler a signal would end this process and leave the servers it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
