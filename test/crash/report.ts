/** What a crash test prints: how often each boundary was reached, what was found, and one line of summary. */
import Table from 'cli-table3';
import { WRITE_BOUNDARIES } from '../../src/shared/write-boundary';
import type { CrashReport } from './crash';
import { coversAll, PER_BOUNDARY } from './plan';

const SHOWN_MAX = 30;

export function isOk(report: CrashReport, asked: number): boolean {
  return report.findings.length === 0 && report.kills === asked && tooSeldom(report, asked).length === 0;
}

export function textOf(
  report: CrashReport,
  run: { readonly asked: number; readonly seed: number; readonly seconds: number },
): string {
  const table = new Table({
    head: ['killed at', 'times', 'not reached'],
    style: { head: [], border: [], compact: true },
  });
  for (const boundary of WRITE_BOUNDARIES) {
    const missed = report.missed.filter((kill) => kill.boundary === boundary).length;
    table.push([boundary, String(report.reached.get(boundary) ?? 0), String(missed)]);
  }
  table.push(['a random moment', String(report.random), '']);
  const { findings } = report;
  return [
    table.toString(),
    ...findings.slice(0, SHOWN_MAX),
    ...(findings.length > SHOWN_MAX ? [`… and ${findings.length - SHOWN_MAX} more`] : []),
    ...tooSeldom(report, run.asked).map((name) => `${name} was reached fewer than ${PER_BOUNDARY} times`),
    summaryOf(report, run),
  ].join('\n');
}

function summaryOf(
  report: CrashReport,
  run: { readonly asked: number; readonly seed: number; readonly seconds: number },
): string {
  const named = [...report.reached.values()].reduce((sum, times) => sum + times, 0);
  return (
    `${isOk(report, run.asked) ? 'OK' : 'FAILED'} – ${report.kills} kills (${named} at ${report.reached.size} boundaries, ` +
    `${report.random} at random moments), seed ${run.seed}, ${Math.round(run.seconds)} s; ` +
    `${report.acknowledged} changes acknowledged, of them ${report.decisions} decisions, about ${report.people} people, ` +
    `${report.papers} papers; checked ${report.checksAtRest} times at rest and ${report.checksAtQuiet} times when quiet; ` +
    `${report.findings.length} findings`
  );
}

function tooSeldom(report: CrashReport, asked: number): readonly string[] {
  if (!coversAll(asked)) return [];
  return WRITE_BOUNDARIES.filter((boundary) => (report.reached.get(boundary) ?? 0) < PER_BOUNDARY);
}
