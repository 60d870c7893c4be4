/**
 * What can be judged of a roster without the city: columns, dates, modes, one name for one person, one day for one paper.
 * Every flaw of the table is told at once, by the line it stands on.
 */
import { isDay } from '../shared/day';
import { fullName } from '../shared/text';
import type { Sheet, SheetRow } from './sheet';
import { COLUMN_TEXTS, type ImportSays } from './texts';

type Column = keyof typeof COLUMN_TEXTS;

const OPTIONAL: ReadonlySet<string> = new Set([
  'middle_name',
  'birth_date',
  'citizen_number',
  'phone',
  'mode',
  'primary',
  'fields',
  'term_ends_on',
  'ends_on',
]);
const REQUIRED = (Object.keys(COLUMN_TEXTS) as Column[]).filter((name) => !OPTIONAL.has(name));
const MODES = new Set(['OFFICIAL', 'ACTING', 'IN_CHARGE']);
const PRIMARY = new Set(['true', 'false']);
const DAYS: readonly Column[] = ['birth_date', 'term_ends_on', 'ends_on', 'signed_on', 'effective_on'];
export const HEADER_LINE = 1;

export interface RowProblem {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** What can be judged without the city: columns, dates, modes, one name for one person. */
export function checkSheet(sheet: Sheet, says: ImportSays): RowProblem[] {
  const problems = checkColumns(sheet.columns, says);
  if (problems.length > 0) return problems;
  const named = new Map<string, string>();
  const dated = new Map<string, string>();
  return sheet.rows.flatMap((row) => [
    ...checkRow(row, says),
    ...checkPerson(row, named, says),
    ...checkPaper(row, dated, says),
  ]);
}

/** A misspelt column would lose what stands in it. */
function checkColumns(columns: readonly string[], says: ImportSays): RowProblem[] {
  const missing = REQUIRED.filter((name) => !columns.includes(name)).map((name) => ({
    code: 'COLUMN_MISSING',
    message: says.text('columnMissing', { name, means: says.column(name) }),
  }));
  const wrong = columns.flatMap((name, index) => {
    if (columns.indexOf(name) < index) return [{ code: 'COLUMN_TWICE', message: says.text('columnTwice', { name }) }];
    if (Object.hasOwn(COLUMN_TEXTS, name)) return [];
    return [{ code: 'COLUMN_UNKNOWN', message: says.text('columnUnknown', { name }) }];
  });
  return [...missing, ...wrong].map((problem) => ({ line: HEADER_LINE, ...problem }));
}

function checkRow({ line, cells, beyond }: SheetRow, says: ImportSays): RowProblem[] {
  const problems: RowProblem[] = [];
  if (beyond > 0)
    problems.push({ line, code: 'TOO_MANY_VALUES', message: says.text('tooManyValues', { count: beyond }) });
  for (const name of REQUIRED)
    if (!cells[name])
      problems.push({
        line,
        code: 'VALUE_MISSING',
        message: says.text('valueMissing', { name, means: says.column(name) }),
      });
  for (const name of DAYS)
    if (cells[name] && !isDay(cells[name]))
      problems.push({ line, code: 'INVALID_DAY', message: says.text('invalidDay', { name, value: cells[name] }) });
  if (cells.mode && !MODES.has(cells.mode))
    problems.push({
      line,
      code: 'INVALID_MODE',
      message: says.text('invalidMode', { value: cells.mode, known: [...MODES].join(', ') }),
    });
  if (cells.primary && !PRIMARY.has(cells.primary))
    problems.push({ line, code: 'INVALID_PRIMARY', message: says.text('invalidPrimary', { value: cells.primary }) });
  if (cells.ends_on && cells.effective_on && cells.ends_on <= cells.effective_on) {
    problems.push({
      line,
      code: 'END_BEFORE_START',
      message: says.text('endBeforeStart', { ends: cells.ends_on, starts: cells.effective_on }),
    });
  }
  return problems;
}

function checkPerson({ line, cells }: SheetRow, named: Map<string, string>, says: ImportSays): RowProblem[] {
  const reference = cells.person_ref ?? '';
  const identity = `${fullName(nameOf(cells))} ${cells.birth_date ?? ''}`;
  const before = named.get(reference);
  named.set(reference, before ?? identity);
  if (before === undefined || before === identity) return [];
  return [
    {
      line,
      code: 'PERSON_DIFFERS',
      message: says.text('personDiffers', { reference }),
    },
  ];
}

/** One paper takes effect on one day; a second day on another row is a slip of the pen. */
function checkPaper({ line, cells }: SheetRow, dated: Map<string, string>, says: ImportSays): RowProblem[] {
  const paper = JSON.stringify([cells.issuer_id, cells.decision_number, cells.signed_on]);
  const day = cells.effective_on ?? '';
  const before = dated.get(paper) ?? day;
  dated.set(paper, before);
  if (before === day) return [];
  return [decisionDiffers(line, cells.decision_number ?? '', before, says)];
}

export function decisionDiffers(line: number, number: string, day: string, says: ImportSays): RowProblem {
  return {
    line,
    code: 'DECISION_DIFFERS',
    message: says.text('decisionDiffers', { number, day }),
  };
}

/** What is recorded stays as it is: a row that was added to it needs a decision of its own. */
export function decisionClosed(line: number, number: string, says: ImportSays): RowProblem {
  return {
    line,
    code: 'DECISION_CLOSED',
    message: says.text('decisionClosed', { number }),
  };
}

export function nameOf(cells: SheetRow['cells']): { familyName: string; middleName: string; givenName: string } {
  return {
    familyName: cells.family_name ?? '',
    middleName: cells.middle_name ?? '',
    givenName: cells.given_name ?? '',
  };
}
