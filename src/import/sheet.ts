/** Reads a table of text from CSV (RFC 4180) or XLSX, each row with the line it stands on. */
import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import type { Language } from '../errors/catalogue';
import { importSays, type ImportFault, type ImportSays } from './texts';

export interface SheetRow {
  /** Line in the file, counted from 1; the header is line 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  /** How many values stand beyond the last column; a row that has some is not what its writer meant. */
  readonly beyond: number;
}

export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: readonly SheetRow[];
}

/** The file cannot be read as a table. */
export class SheetError extends Error {
  constructor(
    readonly line: number,
    key: ImportFault,
    values: Readonly<Record<string, string | number>>,
    says: ImportSays,
  ) {
    super(says.text('atLine', { line, said: says.text(key, values) }));
    this.name = 'SheetError';
  }
}

const ROWS_MAX = 200_000;

export async function readTable(file: string, language: Language = 'vi'): Promise<Sheet> {
  const says = importSays(language);
  return /\.xlsx$/i.test(file) ? fromXlsx(file, says) : fromCsv(await readFile(file, 'utf8'), says);
}

export function fromCsv(text: string, says: ImportSays): Sheet {
  let parsed: { record: string[]; info: { lines: number } }[];
  try {
    parsed = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      to: ROWS_MAX + 2,
    }) as unknown as typeof parsed;
  } catch (error) {
    if (error instanceof CsvError)
      throw new SheetError(Number(error.lines ?? 0), 'noCsv', { said: error.message }, says);
    throw error;
  }
  return table(
    parsed.map(({ record, info }) => ({ line: info.lines, values: record })),
    says,
  );
}

async function fromXlsx(file: string, says: ImportSays): Promise<Sheet> {
  const rows = await readSheet(file).catch((error: unknown) => {
    throw new SheetError(0, 'noWorkbook', { said: error instanceof Error ? error.message : String(error) }, says);
  });
  return table(
    rows.map((row, index) => ({ line: index + 1, values: row.map(cellText) })),
    says,
  );
}

/** Excel gives dates as UTC midnight. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
}

function table(
  rows: readonly { readonly line: number; readonly values: readonly string[] }[],
  says: ImportSays,
): Sheet {
  const [header, ...body] = rows;
  if (header === undefined) throw new SheetError(1, 'emptyFile', {}, says);
  if (body.length > ROWS_MAX) throw new SheetError(ROWS_MAX + 2, 'tooManyRows', { max: ROWS_MAX }, says);
  const columns = header.values.map(cleaned);
  return {
    columns,
    rows: body.map(({ line, values }) => ({
      line,
      cells: Object.fromEntries(columns.map((name, index) => [name, cleaned(values[index] ?? '')])),
      beyond: values.slice(columns.length).filter((value) => value.trim() !== '').length,
    })),
  };
}

/** As the city stores text, so that what is known is found again. */
function cleaned(value: string): string {
  return value.normalize('NFC').trim();
}
