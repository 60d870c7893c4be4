/**
 * What became of the units of a history: an optional second CSV, `effective_on,act,id,to`. `establish` a unit with its
 * posts on that day (units that it does not name are there from the beginning), `map` a post to another, `end` a unit
 * with its successors (ids separated by spaces).
 */
import { parse } from 'csv-parse/sync';
import { isDay } from '../../src/shared/day';

export interface Reorganisation {
  readonly on: string;
  readonly act: 'establish' | 'map' | 'end';
  readonly id: string;
  readonly to: readonly string[];
}

export function readReorganisations(csv: string): Reorganisation[] {
  const rows: Record<string, string>[] = parse(csv, { columns: true, bom: true, skip_empty_lines: true });
  return rows.map((row, index) => {
    const { effective_on: on = '', act = '', id = '', to = '' } = row;
    const known = act === 'establish' || act === 'map' || act === 'end' ? act : null;
    if (known === null || !isDay(on) || id === '')
      throw new Error(`record ${index + 1} of the reorganisations: "${on},${act},${id}"`);
    return { on, act: known, id, to: to.split(' ').filter((one) => one !== '') };
  });
}
