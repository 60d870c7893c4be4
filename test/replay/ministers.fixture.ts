/** A slice of the ministers as a replay takes it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistory } from './history';
import { MINISTERS } from './places';
import { readReorganisations } from './reorganisation';
import type { ReplayInput } from './replay';

/** Those who were appointed from one day to another, and nobody else. */
export function ministers(from: string, to: string): Omit<ReplayInput, 'order'> {
  const csv = readFileSync(join(MINISTERS, 'appointments.csv'), 'utf8');
  const { rows, problems } = readHistory(csv);
  const slice = rows.filter((row) => row.startsOn >= from && row.startsOn <= to);
  const left = rows.filter((row) => !slice.includes(row));
  const acts = readReorganisations(readFileSync(join(MINISTERS, 'reorganisations.csv'), 'utf8'));
  return {
    csv,
    systems: 'embedded',
    rows: slice,
    ground: rows,
    refusedLines: [...problems, ...left].map(({ line }) => line),
    acts: acts.filter(({ on }) => on >= from && on <= to),
    until: to,
    sample: 6,
    officeDays: [...new Set(slice.map((row) => row.startsOn))].sort(),
    namedDays: ['2023-02-07'],
    seed: 7,
    progress: () => undefined,
  };
}
