/** The counts as tables, and what was never there. */
import Table from 'cli-table3';
import { WRITE_BOUNDARIES } from '../../src/shared/write-boundary';
import { LINE_KINDS } from '../../src/subgraphs/organisation/office/input';
import { INVARIANTS, type Group, type Tally } from './tally';
import { FAULTS } from './weather';

const ACTS = [
  'future',
  'retroactive',
  'annulled',
  'same-day pair',
  'lock',
  'unlock',
  'except',
  'hire',
  'reorganise',
  'policy',
  'plan approved',
  'rehired after deletion',
  'scan',
  'tamper',
  'paper',
  'plant',
  'clock midnight',
  'clock month',
  'clock years',
  'clock back',
  'wake-up lost',
  'wake-up doubled',
  'two workers',
  'worker paused',
  'entered in time',
  'entered in another order',
  'ended one by one',
  'done as approved',
  'approved and stale',
];

/** What must have happened, by group. */
const EXPECTED: Readonly<Partial<Record<Group, readonly string[]>>> = {
  line: LINE_KINDS,
  act: ACTS,
  fault: [...FAULTS, 'renamed behind our back'],
  boundary: WRITE_BOUNDARIES,
  invariant: Object.keys(INVARIANTS),
};

const TITLES: Readonly<Record<Group, string>> = {
  line: 'decision line',
  act: 'what happened',
  fault: 'fault met a call',
  boundary: 'process died at',
  invariant: 'invariant in play',
  refused: 'refused',
};

export function missing(tally: Tally): readonly string[] {
  return (Object.keys(EXPECTED) as Group[]).flatMap((group) => {
    const counts = tally.of(group);
    return (EXPECTED[group] ?? [])
      .filter((name) => (counts.get(name) ?? 0) === 0)
      .map((name) => `${TITLES[group]} ${name}`);
  });
}

export function tables(tally: Tally): string {
  return (['line', 'act', 'fault', 'boundary', 'invariant'] as const).map((group) => table(tally, group)).join('\n');
}

function table(tally: Tally, group: Group): string {
  const counts = tally.of(group);
  const names = [...new Set([...(EXPECTED[group] ?? []), ...counts.keys()])];
  const drawn = new Table({
    head: [TITLES[group], group === 'invariant' ? 'histories' : 'times'],
    colAligns: ['left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const name of names) {
    const label = group === 'invariant' ? `${name} ${INVARIANTS[Number(name)]}` : name;
    drawn.push([label, String(counts.get(name) ?? 0)]);
  }
  return drawn.toString();
}
