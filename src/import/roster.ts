/**
 * Brings people into office from a table. Rows that name the same decision (issuer, number, signed and effective date)
 * become one decision, which is recorded whole or not at all; people are created as they are needed. A second run finds
 * every decision recorded and changes nothing.
 */
import { isDay } from '../shared/day';
import { fullName } from '../shared/text';
import { ApiRefusal, type Api } from './api';
import type { Sheet, SheetRow } from './sheet';

/** Column → what it holds. Columns marked `optional` may be left out. */
export const ROSTER_COLUMNS = {
  person_ref: 'your own mark of the person, equal on every row of that person',
  family_name: 'family name',
  middle_name: 'optional: middle name',
  given_name: 'given name',
  birth_date: 'optional: YYYY-MM-DD',
  citizen_number: 'optional: 12 digits',
  phone: 'optional: phone number',
  post_id: 'post, for example so-tttt/giam-doc-so',
  mode: 'optional: OFFICIAL (default), ACTING, IN_CHARGE',
  primary: 'optional: true for the main one of several posts',
  fields: 'optional: fields covered, separated by ";"',
  term_ends_on: 'optional: expected end of the term, YYYY-MM-DD',
  ends_on: 'optional: end of office set by the same decision, YYYY-MM-DD',
  decision_number: 'number of the decision as printed',
  issuer_id: 'unit that issued it',
  signed_on: 'day it was signed, YYYY-MM-DD',
  effective_on: 'day it takes effect, YYYY-MM-DD',
} as const;

type Column = keyof typeof ROSTER_COLUMNS;

const REQUIRED = Object.entries(ROSTER_COLUMNS).flatMap(([name, text]) =>
  text.startsWith('optional') ? [] : [name as Column],
);
const MODES = new Set(['OFFICIAL', 'ACTING', 'IN_CHARGE']);
const DAYS: readonly Column[] = ['birth_date', 'term_ends_on', 'ends_on', 'signed_on', 'effective_on'];
const LINES_MAX = 1_000;

export interface RowProblem {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

interface RosterDecision {
  readonly number: string;
  readonly issuerId: string;
  readonly signedOn: string;
  readonly effectiveOn: string;
  readonly rows: readonly SheetRow[];
}

export interface RosterOutcome {
  readonly rows: number;
  readonly decisionsRecorded: number;
  readonly decisionsKnown: number;
  readonly peopleCreated: number;
  readonly peopleKnown: number;
  readonly problems: readonly RowProblem[];
}

/** What can be judged without the city: columns, dates, modes, one name for one person. */
export function checkSheet(sheet: Sheet): RowProblem[] {
  const missing = REQUIRED.filter((name) => !sheet.columns.includes(name));
  if (missing.length > 0)
    return missing.map((name) => ({
      line: 1,
      code: 'COLUMN_MISSING',
      message: `column ${name} is missing (${ROSTER_COLUMNS[name]})`,
    }));
  const named = new Map<string, string>();
  return sheet.rows.flatMap((row) => [...checkRow(row), ...checkPerson(row, named)]);
}

function checkRow({ line, cells }: SheetRow): RowProblem[] {
  const problems: RowProblem[] = [];
  for (const name of REQUIRED)
    if (!cells[name])
      problems.push({ line, code: 'VALUE_MISSING', message: `${name} is empty (${ROSTER_COLUMNS[name]})` });
  for (const name of DAYS)
    if (cells[name] && !isDay(cells[name]))
      problems.push({ line, code: 'INVALID_DAY', message: `${name} "${cells[name]}" is no day; write YYYY-MM-DD` });
  if (cells.mode && !MODES.has(cells.mode))
    problems.push({ line, code: 'INVALID_MODE', message: `mode "${cells.mode}" is none of ${[...MODES].join(', ')}` });
  if (cells.ends_on && cells.effective_on && cells.ends_on <= cells.effective_on) {
    problems.push({
      line,
      code: 'END_BEFORE_START',
      message: `ends_on ${cells.ends_on} is not after effective_on ${cells.effective_on}`,
    });
  }
  return problems;
}

function checkPerson({ line, cells }: SheetRow, named: Map<string, string>): RowProblem[] {
  const reference = cells.person_ref ?? '';
  const identity = `${fullName(nameOf(cells))} ${cells.birth_date ?? ''}`;
  const before = named.get(reference);
  named.set(reference, before ?? identity);
  if (before === undefined || before === identity) return [];
  return [
    {
      line,
      code: 'PERSON_DIFFERS',
      message: `person_ref ${reference} stood for another name or birth date on an earlier line`,
    },
  ];
}

function nameOf(cells: SheetRow['cells']): { familyName: string; middleName: string; givenName: string } {
  return {
    familyName: cells.family_name ?? '',
    middleName: cells.middle_name ?? '',
    givenName: cells.given_name ?? '',
  };
}

function decisionsOf(sheet: Sheet): RosterDecision[] {
  const groups = new Map<string, SheetRow[]>();
  for (const row of sheet.rows) {
    const key = JSON.stringify([
      row.cells.issuer_id,
      row.cells.decision_number,
      row.cells.signed_on,
      row.cells.effective_on,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((rows) => {
    const cells = rows[0]?.cells ?? {};
    return {
      number: cells.decision_number ?? '',
      issuerId: cells.issuer_id ?? '',
      signedOn: cells.signed_on ?? '',
      effectiveOn: cells.effective_on ?? '',
      rows,
    };
  });
}

const KNOWN = `query Known($number: String!) { decisions(number: $number, first: 50) { edges { node { number signedOn issuer { id } } } } }`;
const POST = `query Post($id: ID!) { post(id: $id) { id } }`;
const CREATE = 'mutation CreatePerson($input: CreatePersonInput!) { createPerson(input: $input) { id } }';
const RECORD =
  'mutation RecordDecision($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';

interface Progress {
  (done: number, total: number): void;
}

/**
 * Without `apply` nothing is written: the rows are checked, posts and decisions are looked up, and the outcome says what
 * would happen. A decision with a bad row is not recorded; the others are.
 */
export async function importRoster(
  api: Api,
  sheet: Sheet,
  options: { readonly apply: boolean; readonly onProgress?: Progress },
): Promise<RosterOutcome> {
  const problems = [...checkSheet(sheet)];
  const people = new Map<string, string>();
  const counts = { decisionsRecorded: 0, decisionsKnown: 0, peopleCreated: 0, peopleKnown: 0 };
  const structural = problems.some((problem) => problem.line === 1);
  const decisions = structural ? [] : decisionsOf(sheet);
  const wouldCreate = new Set<string>();
  let done = 0;
  for (const decision of decisions) {
    const known = await isKnown(api, decision);
    if (known) counts.decisionsKnown += 1;
    else {
      const found = await checkAgainstCity(api, decision);
      problems.push(...found);
      const bad =
        decision.rows.some((row) => problems.some((problem) => problem.line === row.line)) || found.length > 0;
      if (!bad && options.apply) {
        const refused = await recordDecision(api, decision, people, counts, () =>
          options.onProgress?.((done += 1), sheet.rows.length),
        );
        problems.push(...refused);
        if (refused.length === 0) counts.decisionsRecorded += 1;
      } else if (!bad) {
        counts.decisionsRecorded += 1;
        for (const row of decision.rows) wouldCreate.add(row.cells.person_ref ?? '');
      }
    }
  }
  problems.sort((a, b) => a.line - b.line);
  return {
    rows: sheet.rows.length,
    ...counts,
    ...(options.apply ? {} : { peopleCreated: wouldCreate.size }),
    problems,
  };
}

async function isKnown(api: Api, decision: RosterDecision): Promise<boolean> {
  interface Found {
    decisions: { edges: { node: { number: string; signedOn: string; issuer: { id: string } } }[] };
  }
  const { decisions } = await api.request<Found>(KNOWN, { number: decision.number });
  return decisions.edges.some(
    ({ node }) =>
      node.number === decision.number && node.signedOn === decision.signedOn && node.issuer.id === decision.issuerId,
  );
}

async function checkAgainstCity(api: Api, decision: RosterDecision): Promise<RowProblem[]> {
  const problems: RowProblem[] = [];
  if (decision.rows.length > LINES_MAX) {
    problems.push({
      line: decision.rows[0]?.line ?? 1,
      code: 'TOO_MANY_LINES',
      message: `decision ${decision.number} has ${decision.rows.length} rows; at most ${LINES_MAX}`,
    });
  }
  const known = new Map<string, boolean>();
  for (const { line, cells } of decision.rows) {
    const id = cells.post_id ?? '';
    if (!known.has(id)) known.set(id, (await api.request<{ post: object | null }>(POST, { id })).post !== null);
    if (known.get(id) === false) problems.push({ line, code: 'UNKNOWN_POST', message: `there is no post "${id}"` });
  }
  return problems;
}

async function recordDecision(
  api: Api,
  decision: RosterDecision,
  people: Map<string, string>,
  counts: { peopleCreated: number; peopleKnown: number },
  onRow: () => void,
): Promise<RowProblem[]> {
  const appoint: Record<string, unknown>[] = [];
  for (const row of decision.rows) {
    const reference = row.cells.person_ref ?? '';
    try {
      const personId = people.get(reference) ?? (await person(api, row, counts));
      people.set(reference, personId);
      appoint.push(appointLine(row, personId));
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      return error.problems.map((problem) => ({ line: row.line, code: problem.code, message: problem.message }));
    }
    onRow();
  }
  const { number, issuerId, signedOn, effectiveOn } = decision;
  try {
    await api.request(RECORD, { input: { number, issuerId, signedOn, effectiveOn, appoint } });
    return [];
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return error.problems.map((problem) => ({
      line: lineOf(problem.path, decision),
      code: problem.code,
      message: problem.message,
    }));
  }
}

function appointLine({ cells }: SheetRow, personId: string): Record<string, unknown> {
  return {
    personId,
    postId: cells.post_id,
    mode: cells.mode || 'OFFICIAL',
    ...(cells.primary ? { primary: cells.primary === 'true' } : {}),
    ...(cells.fields ? { fields: cells.fields.split(';').map((field) => field.trim()) } : {}),
    ...(cells.term_ends_on ? { termEndsOn: cells.term_ends_on } : {}),
    ...(cells.ends_on ? { endsOn: cells.ends_on } : {}),
  };
}

/** Creates the person, or takes the one that a run before this one has left behind. */
async function person(
  api: Api,
  { cells }: SheetRow,
  counts: { peopleCreated: number; peopleKnown: number },
): Promise<string> {
  const input = {
    ...nameOf(cells),
    ...(cells.birth_date ? { birthDate: cells.birth_date } : {}),
    ...(cells.citizen_number ? { citizenNumber: cells.citizen_number } : {}),
    ...(cells.phone ? { phone: cells.phone } : {}),
  };
  try {
    const created = await api.request<{ createPerson: { id: string } }>(CREATE, { input });
    counts.peopleCreated += 1;
    return created.createPerson.id;
  } catch (error) {
    const like =
      error instanceof ApiRefusal ? error.problems.find((problem) => problem.code === 'LIKELY_DUPLICATE') : undefined;
    const known = like?.values?.personId;
    if (known === undefined) throw error;
    counts.peopleKnown += 1;
    return String(known);
  }
}

/** `appoint.3.postId` stands on the line of the fourth row. */
function lineOf(path: readonly (string | number)[], decision: RosterDecision): number {
  const index = path[0] === 'appoint' ? Number(path[1]) : 0;
  return decision.rows[index]?.line ?? decision.rows[0]?.line ?? 1;
}
