/**
 * A delivery of devices as a CSV table (clause 24): `serial,model,unit[,record]`, UTF-8, RFC 4180. Every row is judged on
 * its own and told of by its line and a code; a row that is known already is neither an error nor entered again, so that
 * the same file can be brought in twice.
 */
import { CsvError, parse } from 'csv-parse/sync';
import type { Code } from '../../errors/catalogue';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import { rowProblem } from './inputs';

export const ROWS_MAX = 5_000;
const COLUMNS = ['serial', 'model', 'unit'] as const;

export interface BatchRow {
  /** Line in the file; the header is line 1. */
  readonly line: number;
  readonly serial: string;
  readonly model: string;
  readonly unitId: string;
  readonly recordNumber: string | null;
}

export interface RowProblem {
  readonly line: number;
  readonly code: Code;
  readonly values: Readonly<Record<string, string | Phrase>>;
}

export interface Batch {
  readonly rows: readonly BatchRow[];
  readonly problems: readonly RowProblem[];
}

/** The rows that can be entered, and what is wrong with the others. Refused when it is no table. */
export function readBatch(csv: string): Batch {
  const [header, ...body] = recordsOf(csv);
  const columns = header?.values.map((name) => name.trim().toLowerCase()) ?? [];
  const missing = COLUMNS.find((name) => !columns.includes(name));
  if (missing !== undefined) throw notATable(header?.line ?? 1, new Phrase('COLUMN_MISSING', { name: missing }));
  if (body.length > ROWS_MAX) throw notATable(ROWS_MAX + 2, new Phrase('TOO_MANY_ROWS', { max: ROWS_MAX }));
  const rows: BatchRow[] = [];
  const problems: RowProblem[] = [];
  const seen = new Set<string>();
  for (const { line, values } of body) {
    const cell = (name: string): string => (values[columns.indexOf(name)] ?? '').normalize('NFC').trim();
    const row = {
      line,
      serial: cell('serial').toUpperCase(),
      model: cell('model'),
      unitId: cell('unit'),
      recordNumber: cell('record') || null,
    };
    const wrong = values.length > columns.length ? tooManyCells() : rowProblem(row);
    if (wrong !== null) problems.push({ line, ...wrong });
    else if (seen.has(row.serial)) problems.push({ line, code: 'SERIAL_TAKEN', values: { serial: row.serial } });
    else rows.push(row);
    seen.add(row.serial);
  }
  return { rows, problems };
}

function recordsOf(csv: string): readonly { readonly line: number; readonly values: readonly string[] }[] {
  try {
    const parsed = parse(csv, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      to: ROWS_MAX + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({ line: info.lines, values: record }));
  } catch (error) {
    if (error instanceof CsvError)
      throw notATable(Number(error.lines ?? 0), new Phrase('NO_TABLE', { said: error.code }));
    throw error;
  }
}

function notATable(line: number, detail: Phrase): Refusal {
  return new Refusal('TABLE_UNREADABLE', { line, detail }, ['csv']);
}

function tooManyCells(): Omit<RowProblem, 'line'> {
  return { code: 'INVALID_VALUE', values: { field: 'row', detail: new Phrase('TOO_MANY_CELLS') } };
}
