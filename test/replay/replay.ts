/** One replay from beginning to end: a city of its own, the history entered, everything compared. */
import { Clerk } from './clerk';
import { compareOffice, type Comparison } from './comparison';
import type { HistoryRow, RowProblem } from './history';
import { lookAt } from './look';
import { replayOrdered } from './ordered';
import { readOracle } from './oracle';
import type { Reorganisation } from './reorganisation';
import { ReplayCity } from './replay-city';
import { replayShuffled } from './shuffled';
import { Systems, type Details } from './systems';

/** Days of greatest loss that are among the sampled. */
const WORST = 10;

export interface ReplayInput {
  /** The CSV as it is: what the oracle reads. */
  readonly csv: string;
  readonly rows: readonly HistoryRow[];
  /** Rows that tell of units and posts, those that are not replayed included. */
  readonly ground: readonly HistoryRow[];
  /** Lines that were refused before anything was recorded. */
  readonly refusedLines: readonly number[];
  readonly acts: readonly Reorganisation[];
  readonly order: 'ordered' | 'shuffled';
  /** `real`: OpenLDAP, Dovecot and MariaDB. */
  readonly systems: 'embedded' | 'real';
  /** The last day to which the clock is moved. */
  readonly until: string;
  readonly sample: number;
  /** Days on which something changes by the file, those of refused rows too: `appointments(on)` is compared on each. */
  readonly officeDays: readonly string[];
  /** Days that must be among the sampled. */
  readonly namedDays: readonly string[];
  readonly seed: number;
  readonly progress: (what: string, done: number, total: number) => void;
}

export interface Outcome {
  readonly order: 'ordered' | 'shuffled';
  readonly changeDays: number;
  readonly people: number;
  readonly decisions: number;
  readonly lines: number;
  readonly deletionsApproved: number;
  /** In `recordDecision` alone, and from the first decision to the last account at rest. */
  readonly recordMs: number;
  readonly totalMs: number;
  readonly comparisons: readonly Comparison[];
  /** Days on which `appointments(on)` was compared with the oracle. */
  readonly officeDays: number;
  readonly mismatches: readonly string[];
  readonly problems: readonly RowProblem[];
  /** Open accounts at the end, with what they say and grant. */
  readonly details: Details;
}

export async function replay(input: ReplayInput): Promise<Outcome> {
  const { rows, acts, order } = input;
  const change = readOracle(input.csv, new Set(input.refusedLines)).days.filter((day) => day <= input.until);
  const days = [...new Set([...change, ...acts.map(({ on }) => on), ...namedWithin(input.namedDays, change)])].sort();
  const first = dayBefore(days[0]!);
  const last = days.at(-1)!;
  const city = await ReplayCity.open(order === 'ordered' ? first : last, input.systems);
  try {
    const clerk = new Clerk(city.api, rows, input.ground, acts);
    await clerk.found(first);
    await clerk.enterPeople((done, total) => input.progress('people', done, total));
    const systems = await Systems.connect(city, [...new Set(rows.map((row) => row.unitId))]);
    try {
      const truthOn = (day: string): ReturnType<ReturnType<typeof readOracle>['on']> =>
        readOracle(input.csv, new Set([...input.refusedLines, ...clerk.problems.map(({ line }) => line)])).on(day);
      const started = performance.now();
      const comparisons =
        order === 'ordered'
          ? await replayOrdered({
              city,
              clerk,
              systems,
              rows,
              acts,
              days,
              sampled: new Set(sampleOf(days, input)),
              truthOn,
              progress: (done, total) => input.progress('days', done, total),
            })
          : await shuffledThenRead(city, clerk, systems, input, last, truthOn);
      const totalMs = performance.now() - started;
      const oracle = readOracle(input.csv, new Set([...input.refusedLines, ...clerk.problems.map(({ line }) => line)]));
      const office: string[] = [];
      for (const [index, day] of input.officeDays.entries()) {
        office.push(...compareOffice(day, await clerk.inForce(day), oracle.on(day)));
        input.progress('appointments(on)', index + 1, input.officeDays.length);
      }
      return {
        order,
        changeDays: change.length,
        people: clerk.personIds.size,
        decisions: clerk.decisions,
        lines: clerk.lines,
        deletionsApproved: city.deletionsApproved,
        recordMs: clerk.recordMs,
        totalMs,
        comparisons,
        officeDays: input.officeDays.length,
        mismatches: [...comparisons.flatMap((one) => one.mismatches), ...office],
        problems: clerk.problems,
        details: await systems.details(),
      };
    } finally {
      await systems.close();
    }
  } finally {
    await city.close();
  }
}

async function shuffledThenRead(
  city: ReplayCity,
  clerk: Clerk,
  systems: Systems,
  { rows, acts, seed, progress }: ReplayInput,
  last: string,
  truthOn: (day: string) => ReturnType<ReturnType<typeof readOracle>['on']>,
): Promise<Comparison[]> {
  await replayShuffled({ city, clerk, rows, acts, seed, progress: (done, total) => progress('rows', done, total) });
  return [await lookAt(last, city, systems, truthOn, clerk.loginOf)];
}

/** The named days first, the last day, the days of greatest loss, then the rest spread evenly. */
function sampleOf(days: readonly string[], { namedDays, sample, csv, refusedLines }: ReplayInput): string[] {
  const named = days.filter((day) => namedDays.includes(day));
  const worst = losses(csv, refusedLines).filter(({ day }) => days.includes(day));
  const chosen = [...new Set([...named, days.at(-1)!, ...worst.slice(0, WORST).map(({ day }) => day)])].slice(
    0,
    sample,
  );
  const others = days.filter((day) => !chosen.includes(day));
  const wanted = Math.min(sample - chosen.length, others.length);
  const spread = Array.from({ length: wanted }, (_, index) => others[Math.floor((index * others.length) / wanted)]!);
  return [...chosen, ...spread];
}

export interface Loss {
  readonly day: string;
  /** Persons who held office the change day before and hold none on this one. */
  readonly people: number;
}

export function losses(csv: string, refusedLines: readonly number[]): Loss[] {
  const oracle = readOracle(csv, new Set(refusedLines));
  let before = new Set<string>();
  return oracle.days
    .map((day) => {
      const now = new Set([...oracle.on(day).office].map((pair) => pair.split('|')[0]!));
      const people = [...before].filter((person) => !now.has(person)).length;
      before = now;
      return { day, people };
    })
    .sort((a, b) => b.people - a.people || (a.day < b.day ? -1 : 1));
}

function namedWithin(named: readonly string[], change: readonly string[]): string[] {
  return named.filter((day) => day >= dayBefore(change[0]!) && day <= change.at(-1)!);
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}
