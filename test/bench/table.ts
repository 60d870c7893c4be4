/** The figures as a table for people. */
import Table from 'cli-table3';
import { rounded, type Figure } from './measure';

export function tableOf(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['figure', 'median', 'unit', 'ratio', 'rounds'],
    colAligns: ['left', 'right', 'left', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, value, unit, ratio, rounds } of figures)
    table.push([
      name,
      String(rounded(value)),
      unit,
      ratio === undefined ? '' : `${rounded(ratio.value)} × ${ratio.to}`,
      rounds.join(' '),
    ]);
  return table.toString();
}
