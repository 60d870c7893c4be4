/** Reads a table of text from CSV (RFC 4180) or XLSX, each row with the line it stands on. */
import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';

export interface SheetRow {
  /** Line in the file, counted from 1; the header is line 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: readonly SheetRow[];
}

/** The file cannot be read as a table. */
export class SheetError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
    this.name = 'SheetError';
  }
}

const ROWS_MAX = 200_000;

export async function readTable(file: string): Promise<Sheet> {
  return /\.xlsx$/i.test(file) ? fromXlsx(file) : fromCsv(await readFile(file, 'utf8'));
}

export function fromCsv(text: string): Sheet {
  let parsed: { record: string[]; info: { lines: number } }[];
  try {
    parsed = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      to: ROWS_MAX + 1,
    }) as unknown as typeof parsed;
  } catch (error) {
    if (error instanceof CsvError) throw new SheetError(Number(error.lines ?? 0), error.message);
    throw error;
  }
  return table(parsed.map(({ record, info }) => ({ line: info.lines, values: record })));
}

async function fromXlsx(file: string): Promise<Sheet> {
  const rows = await readSheet(file);
  return table(rows.slice(0, ROWS_MAX + 1).map((row, index) => ({ line: index + 1, values: row.map(cellText) })));
}

/** Excel gives dates as UTC midnight. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

function table(rows: readonly { readonly line: number; readonly values: readonly string[] }[]): Sheet {
  const [header, ...body] = rows;
  if (header === undefined) throw new SheetError(1, 'the file is empty; its first line must name the columns');
  const columns = header.values.map((name) => name.trim());
  return {
    columns,
    rows: body.map(({ line, values }) => ({
      line,
      cells: Object.fromEntries(columns.map((name, index) => [name, (values[index] ?? '').trim()])),
    })),
  };
}
