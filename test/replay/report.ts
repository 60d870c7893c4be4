/** What a replay prints: a table by decade, throughput, the days of greatest loss, what differed, and one line of summary. */
import { createHash } from 'node:crypto';
import Table from 'cli-table3';
import type { RowProblem } from './history';
import type { Comparison } from './comparison';
import type { Loss, Outcome } from './replay';
import type { Details } from './systems';

const SHOWN_MAX = 20;

export interface Report {
  readonly rows: number;
  readonly refused: readonly RowProblem[];
  readonly outcomes: readonly Outcome[];
  readonly losses: readonly Loss[];
  /** Differences between the ends of the ordered and the shuffled replay; null unless both were run. */
  readonly ends: readonly string[] | null;
}

export function mismatchesOf({ outcomes, ends }: Report): string[] {
  return [...outcomes.flatMap(({ order, mismatches }) => mismatches.map((one) => `${order}: ${one}`)), ...(ends ?? [])];
}

export function textOf(report: Report): string {
  const mismatches = mismatchesOf(report);
  return [
    ...report.refused.map(({ line, code, message }) => `line ${line}: ${code} ${message}`),
    ...report.outcomes.flatMap(outcomeText),
    `days of greatest loss: ${report.losses.map(({ day, people }) => `${day} (${people} people)`).join(', ')}`,
    ...(report.ends === null
      ? []
      : [
          `ordered and shuffled end with ${report.ends.length === 0 ? 'the same accounts' : `${report.ends.length} differences`}`,
        ]),
    ...mismatches.slice(0, SHOWN_MAX),
    ...(mismatches.length > SHOWN_MAX ? [`… and ${mismatches.length - SHOWN_MAX} more`] : []),
    summaryOf(report),
  ].join('\n');
}

export function summaryOf(report: Report): string {
  const parts = report.outcomes.map(
    (one) =>
      `${one.order}: ${one.decisions} decisions, ${one.comparisons.length} days of all systems and ${one.officeDays} of appointments(on)`,
  );
  const mismatches = mismatchesOf(report).length;
  return `${mismatches === 0 ? 'OK' : 'MISMATCH'} – ${report.rows} rows, ${report.refused.length} refused; ${parts.join('; ')}; ${mismatches} mismatches`;
}

function outcomeText(outcome: Outcome): string[] {
  const { order, people, changeDays, decisions, lines, deletionsApproved, recordMs, totalMs } = outcome;
  const table = new Table({
    head: ['years', 'sampled days', 'open accounts', 'closed accounts', 'on leave', 'mismatches'],
    style: { head: [], border: [] },
  });
  for (const [decade, days] of byDecade(outcome.comparisons)) {
    const sum = (of: (one: Comparison) => number): string => String(days.reduce((total, one) => total + of(one), 0));
    table.push([
      decade,
      String(days.length),
      sum((one) => one.enabled),
      sum((one) => one.disabled),
      sum((one) => one.onLeave),
      sum((one) => one.mismatches.length),
    ]);
  }
  const again = outcome.comparisons.filter(({ looks }) => looks > 1).length;
  const perSecond = (ms: number): string => (decisions / Math.max(ms / 1_000, 0.001)).toFixed(1);
  return [
    `${order}: ${people} people, ${changeDays} days on which something changes, ${decisions} decisions with ${lines} lines`,
    table.toString(),
    ...(again === 0 ? [] : [`${again} of the sampled days were looked at again after a retry of the engine`]),
    `accounts are summed over the sampled days, over the directory, mail and every unit's QLVB`,
    `ends with ${outcome.details.size} open accounts, all they say and grant in one hash: ${hashOf(outcome.details)}`,
    `throughput: ${perSecond(recordMs)} decisions/s recorded (${(lines / Math.max(recordMs / 1_000, 0.001)).toFixed(0)} lines/s), ${perSecond(totalMs)} decisions/s with all accounts at rest (${(totalMs / 1_000).toFixed(0)} s); ${deletionsApproved} deletions approved`,
  ];
}

/** Equal for two replays that end with the same accounts. */
export function hashOf(details: Details): string {
  return createHash('sha256')
    .update(JSON.stringify([...details].sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')
    .slice(0, 16);
}

function byDecade(comparisons: readonly Comparison[]): Map<string, Comparison[]> {
  const decades = new Map<string, Comparison[]>();
  for (const one of [...comparisons].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    const decade = `${one.day.slice(0, 3)}0–${one.day.slice(0, 3)}9`;
    decades.set(decade, [...(decades.get(decade) ?? []), one]);
  }
  return decades;
}

/** Open accounts at the end of two replays, with all they say and grant. */
export function differingEnds(ordered: Details, shuffled: Details): string[] {
  const keys = [...new Set([...ordered.keys(), ...shuffled.keys()])].sort();
  return keys
    .filter((key) => ordered.get(key) !== shuffled.get(key))
    .map((key) => `end of ${key}: ordered ${ordered.get(key) ?? 'none'}, shuffled ${shuffled.get(key) ?? 'none'}`);
}
