/**
 * Reads a history of appointments from CSV (columns below; RFC 4180, UTF-8). What is wrong with the file as a whole is
 * thrown; a row that cannot be accepted is left out whole and told with its line and code.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { isDay } from '../../src/shared/day';

export const COLUMNS = {
  person_id: 'your mark of the person, equal on all of their rows',
  person_name: 'full name, at least two words',
  unit_id: 'unit, for example so-tttt',
  unit_name: 'name of the unit',
  post_id: 'post, for example so-tttt/giam-doc-so',
  post_title: 'title of the post',
  seats: 'how many may hold it at once; empty for no limit',
  mode: 'OFFICIAL (also when empty), ACTING, IN_CHARGE, or ON_LEAVE: away from that post meanwhile',
  starts_on: 'first day, YYYY-MM-DD',
  ends_on: 'first day on which it no longer holds; empty while in office',
} as const;

export type Mode = 'OFFICIAL' | 'ACTING' | 'IN_CHARGE' | 'ON_LEAVE';

export interface HistoryRow {
  /** Line of the file on which the row ends, counted from 1. */
  readonly line: number;
  readonly personId: string;
  readonly personName: string;
  readonly unitId: string;
  readonly unitName: string;
  readonly postId: string;
  readonly postTitle: string;
  readonly seats: number | null;
  readonly mode: Mode;
  readonly startsOn: string;
  readonly endsOn: string | null;
}

export interface RowProblem {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface History {
  /** In the order of the file. */
  readonly rows: readonly HistoryRow[];
  readonly problems: readonly RowProblem[];
}

/** The file cannot be read as a history at all: nothing of it was used. */
export class HistoryError extends Error {
  constructor(readonly problems: readonly RowProblem[]) {
    super(problems.map(({ line, code, message }) => `line ${line}: ${code} ${message}`).join('\n'));
    this.name = 'HistoryError';
  }
}

type Cells = Readonly<Record<keyof typeof COLUMNS, string>>;

const ROWS_MAX = 200_000;
const MODES: readonly Mode[] = ['OFFICIAL', 'ACTING', 'IN_CHARGE', 'ON_LEAVE'];
const UNIT_ID = /^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/;
const POST_ID = /^(?=.{1,128}$)[a-z0-9]+(-[a-z0-9]+)*(\/[a-z0-9]+(-[a-z0-9]+)*)*$/;
const SEATS = /^[1-9][0-9]{0,2}$|^1000$/;

export function readHistory(csv: string): History {
  const [header, ...records] = recordsOf(csv);
  const columns = header?.cells.map((name) => name.trim()) ?? [];
  const missing = Object.keys(COLUMNS).filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new HistoryError(
      missing.map((name) =>
        problem(1, 'COLUMN_MISSING', `column ${name} is missing (${COLUMNS[name as keyof Cells]})`),
      ),
    );
  if (records.length > ROWS_MAX)
    throw new HistoryError([
      problem(ROWS_MAX + 2, 'TOO_MANY_ROWS', `at most ${ROWS_MAX} rows are taken; split the file`),
    ]);

  const rows: HistoryRow[] = [];
  const problems: RowProblem[] = [];
  const named = new Named();
  for (const { line, cells } of records) {
    const found: RowProblem[] =
      cells.length === columns.length
        ? problemsOf(line, cellsOf(columns, cells))
        : [problem(line, 'CELL_COUNT', `${cells.length} cells where the header names ${columns.length} columns`)];
    const row = found.length === 0 ? rowOf(line, cellsOf(columns, cells)) : null;
    const differing = row === null ? null : named.differing(row);
    if (differing !== null) found.push(differing);
    if (row !== null && differing === null) rows.push(row);
    problems.push(...found);
  }
  const strayed = strayLeaves(rows);
  const crowded = tooMany(rows.filter((row) => !strayed.has(row.line)));
  const refused = new Map([...strayed, ...crowded]);
  return {
    rows: rows.filter((row) => !refused.has(row.line)),
    problems: [...problems, ...refused.values()].sort((a, b) => a.line - b.line),
  };
}

function recordsOf(csv: string): { readonly line: number; readonly cells: readonly string[] }[] {
  try {
    const parsed = parse(csv, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      to: ROWS_MAX + 2,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return parsed.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = error.code === 'CSV_QUOTE_NOT_CLOSED' ? lineOfLastQuote(csv) : Number(error.lines ?? 1);
    throw new HistoryError([problem(line, 'CSV_UNREADABLE', error.message)]);
  }
}

/** Of a quote that is never closed the parser names the end of the file; what helps is where it was opened. */
function lineOfLastQuote(csv: string): number {
  return csv.slice(0, csv.lastIndexOf('"')).split('\n').length;
}

function cellsOf(columns: readonly string[], cells: readonly string[]): Cells {
  return Object.fromEntries(columns.map((name, index) => [name, (cells[index] ?? '').trim()])) as unknown as Cells;
}

function problemsOf(line: number, cells: Cells): RowProblem[] {
  const problems: RowProblem[] = [];
  const refuse = (code: string, message: string): void => void problems.push(problem(line, code, message));
  for (const [name, meaning] of Object.entries(COLUMNS))
    if (cells[name as keyof Cells] === '' && !['seats', 'ends_on', 'mode'].includes(name))
      refuse('VALUE_MISSING', `${name} is empty (${meaning})`);
  for (const name of ['starts_on', 'ends_on'] as const)
    if (cells[name] !== '' && !isDay(cells[name]))
      refuse('INVALID_DAY', `${name} "${cells[name]}" is no day; write YYYY-MM-DD`);
  if (cells.mode !== '' && modeOf(cells.mode) === null)
    refuse('INVALID_MODE', `mode "${cells.mode}" is none of ${MODES.join(', ')}`);
  if (cells.seats !== '' && !SEATS.test(cells.seats))
    refuse('INVALID_VALUE', `seats "${cells.seats}" is no number from 1 to 1000; leave it empty for no limit`);
  if (cells.unit_id !== '' && !UNIT_ID.test(cells.unit_id))
    refuse('INVALID_ID', `unit_id "${cells.unit_id}": small letters, digits and hyphens, at most 64`);
  if (cells.post_id !== '' && !POST_ID.test(cells.post_id))
    refuse('INVALID_ID', `post_id "${cells.post_id}": small letters, digits, hyphens and slashes, at most 128`);
  if (cells.person_name !== '' && cells.person_name.split(/\s+/).length < 2)
    refuse('INVALID_NAME', 'person_name needs a family and a given name');
  if (isDay(cells.starts_on) && isDay(cells.ends_on) && cells.ends_on <= cells.starts_on)
    refuse('END_BEFORE_START', `ends_on ${cells.ends_on} is not after starts_on ${cells.starts_on}`);
  return problems;
}

function modeOf(text: string): Mode | null {
  return MODES.find((mode) => mode === text.toUpperCase().replaceAll('-', '_')) ?? null;
}

function rowOf(line: number, cells: Cells): HistoryRow {
  return {
    line,
    personId: cells.person_id,
    personName: cells.person_name.split(/\s+/).join(' '),
    unitId: cells.unit_id,
    unitName: cells.unit_name,
    postId: cells.post_id,
    postTitle: cells.post_title,
    seats: cells.seats === '' ? null : Number(cells.seats),
    mode: modeOf(cells.mode) ?? 'OFFICIAL',
    startsOn: cells.starts_on,
    endsOn: cells.ends_on === '' ? null : cells.ends_on,
  };
}

/** One id stands for one person, one unit, one post. */
class Named {
  private readonly known = new Map<string, string>();

  differing(row: HistoryRow): RowProblem | null {
    const says = [
      ['PERSON_DIFFERS', `person_id ${row.personId}`, row.personName],
      ['UNIT_DIFFERS', `unit_id ${row.unitId}`, row.unitName],
      ['POST_DIFFERS', `post_id ${row.postId}`, JSON.stringify([row.unitId, row.postTitle, row.seats])],
    ] as const;
    const other = says.find(([, id, text]) => (this.known.get(id) ?? text) !== text);
    if (other) return problem(row.line, other[0], `${other[1]} stood for something else on an earlier line`);
    for (const [, id, text] of says) this.known.set(id, text);
    return null;
  }
}

/** A leave lies within an appointment of the same person to the same post. */
function strayLeaves(rows: readonly HistoryRow[]): Map<number, RowProblem> {
  const found = new Map<number, RowProblem>();
  for (const leave of rows.filter((row) => row.mode === 'ON_LEAVE')) {
    if (appointmentOf(leave, rows) === undefined)
      found.set(
        leave.line,
        problem(
          leave.line,
          'APPOINTMENT_NOT_IN_FORCE',
          `${leave.personName} does not hold ${leave.postId} on every day of this leave`,
        ),
      );
  }
  return found;
}

export function appointmentOf(leave: HistoryRow, rows: readonly HistoryRow[]): HistoryRow | undefined {
  return rows.find(
    (row) =>
      row.mode !== 'ON_LEAVE' && row.personId === leave.personId && row.postId === leave.postId && contains(row, leave),
  );
}

function contains(outer: HistoryRow, inner: HistoryRow): boolean {
  return (
    outer.startsOn <= inner.startsOn &&
    (outer.endsOn === null || (inner.endsOn !== null && inner.endsOn <= outer.endsOn))
  );
}

/** Who would be one too many in a post, or twice in it: the later row is refused. Stand-ins are the gateway's to judge. */
function tooMany(rows: readonly HistoryRow[]): Map<number, RowProblem> {
  const found = new Map<number, RowProblem>();
  const byPost = new Map<string, HistoryRow[]>();
  for (const row of [...rows].sort((a, b) =>
    a.startsOn < b.startsOn ? -1 : a.startsOn > b.startsOn ? 1 : a.line - b.line,
  )) {
    if (row.mode === 'ON_LEAVE') continue;
    const holders = (byPost.get(row.postId) ?? []).filter((one) => one.endsOn === null || one.endsOn > row.startsOn);
    const officials = holders.filter((one) => one.mode === 'OFFICIAL').length;
    if (holders.some((one) => one.personId === row.personId)) {
      found.set(
        row.line,
        problem(row.line, 'ALREADY_HOLDS_POST', `${row.personName} holds ${row.postId} already on ${row.startsOn}`),
      );
    } else if (row.mode === 'OFFICIAL' && row.seats !== null && officials >= row.seats) {
      found.set(
        row.line,
        problem(row.line, 'SEAT_OCCUPIED', `all ${row.seats} seats of ${row.postId} are taken on ${row.startsOn}`),
      );
    } else holders.push(row);
    byPost.set(row.postId, holders);
  }
  return found;
}

function problem(line: number, code: string, message: string): RowProblem {
  return { line, code, message };
}
