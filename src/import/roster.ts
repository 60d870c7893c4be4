/**
 * Brings people into office from a table. Rows that name the same decision (issuer, number, signed and effective date)
 * become one decision, which is recorded whole or not at all; people are created as they are needed. A second run finds
 * every decision recorded and changes nothing.
 */
import { createHash } from 'node:crypto';
import type { Language } from '../errors/catalogue';
import { ApiRefusal, type Api } from './api';
import { rowsNotRecorded } from './recorded';
import { checkSheet, decisionClosed, decisionDiffers, HEADER_LINE, nameOf, type RowProblem } from './roster-checks';
import type { Sheet, SheetRow } from './sheet';
import { importSays, type ImportSays } from './texts';

const LINES_MAX = 1_000;

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

function decisionsOf(sheet: Sheet): RosterDecision[] {
  const groups = new Map<string, SheetRow[]>();
  for (const row of sheet.rows) {
    const key = JSON.stringify([row.cells.issuer_id, row.cells.decision_number, row.cells.signed_on]);
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

const KNOWN = `query Known($number: String!, $issuerId: ID!) { decisions(number: $number, unitId: $issuerId, first: 500) { edges { node { id number signedOn effectiveOn issuer { id } annulledBy { id } } } } }`;
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
  options: { readonly apply: boolean; readonly onProgress?: Progress; readonly language?: Language },
): Promise<RosterOutcome> {
  const says = importSays(options.language ?? 'vi');
  const problems = [...checkSheet(sheet, says)];
  const people = new Map<string, string>();
  const counts = { decisionsRecorded: 0, decisionsKnown: 0, peopleCreated: 0, peopleKnown: 0 };
  const structural = problems.some((problem) => problem.line === HEADER_LINE);
  const decisions = structural ? [] : decisionsOf(sheet);
  const wouldCreate = new Set<string>();
  let done = 0;
  for (const decision of decisions) {
    const bad = decision.rows.some((row) => problems.some((problem) => problem.line === row.line));
    const known = bad ? null : await knownDecision(api, decision);
    if (known?.effectiveOn === decision.effectiveOn) {
      counts.decisionsKnown += 1;
      const added = await rowsNotRecorded(api, known.id, decision.rows);
      problems.push(...added.map((row) => decisionClosed(row.line, decision.number, says)));
    } else if (known !== null) {
      problems.push(...decision.rows.map((row) => decisionDiffers(row.line, decision.number, known.effectiveOn, says)));
    } else {
      const found = await checkAgainstCity(api, decision, says);
      problems.push(...found);
      if (!bad && found.length === 0 && options.apply) {
        const refused = await recordDecision(api, decision, people, counts);
        problems.push(...refused);
        if (refused.length === 0) counts.decisionsRecorded += 1;
      } else if (!bad && found.length === 0) {
        counts.decisionsRecorded += 1;
        for (const row of decision.rows) wouldCreate.add(row.cells.person_ref ?? '');
      }
    }
    options.onProgress?.((done += decision.rows.length), sheet.rows.length);
  }
  problems.sort((a, b) => a.line - b.line);
  return {
    rows: sheet.rows.length,
    ...counts,
    ...(options.apply ? {} : { peopleCreated: wouldCreate.size }),
    problems,
  };
}

interface KnownDecision {
  readonly id: string;
  readonly effectiveOn: string;
}

/** The decision as it is recorded already; null for a new one. */
async function knownDecision(api: Api, decision: RosterDecision): Promise<KnownDecision | null> {
  interface Found {
    decisions: {
      edges: {
        node: {
          id: string;
          number: string;
          signedOn: string;
          effectiveOn: string;
          issuer: { id: string };
          annulledBy: object | null;
        };
      }[];
    };
  }
  const { number, issuerId, signedOn } = decision;
  const { decisions } = await api.request<Found>(KNOWN, { number, issuerId });
  const known = decisions.edges.find(
    ({ node }) =>
      node.number === number &&
      node.signedOn === signedOn &&
      node.issuer.id === issuerId &&
      // What was annulled may be recorded anew, corrected.
      node.annulledBy === null,
  );
  return known?.node ?? null;
}

async function checkAgainstCity(api: Api, decision: RosterDecision, says: ImportSays): Promise<RowProblem[]> {
  const problems: RowProblem[] = [];
  if (decision.rows.length > LINES_MAX) {
    problems.push({
      line: decision.rows[0]?.line ?? 1,
      code: 'TOO_MANY_LINES',
      message: says.text('tooManyLines', { number: decision.number, count: decision.rows.length, max: LINES_MAX }),
    });
  }
  const known = new Map<string, boolean>();
  for (const { line, cells } of decision.rows) {
    const id = cells.post_id ?? '';
    if (!known.has(id)) known.set(id, (await api.request<{ post: object | null }>(POST, { id })).post !== null);
    if (known.get(id) === false)
      problems.push({ line, code: 'UNKNOWN_POST', message: says.text('unknownPost', { id }) });
  }
  return problems;
}

async function recordDecision(
  api: Api,
  decision: RosterDecision,
  people: Map<string, string>,
  counts: { peopleCreated: number; peopleKnown: number },
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
    const created = await api.request<{ createPerson: { id: string } }>(CREATE, { input }, keyOf(cells, input));
    counts.peopleCreated += 1;
    return created.createPerson.id;
  } catch (error) {
    const like =
      error instanceof ApiRefusal ? error.problems.find((problem) => problem.code === 'LIKELY_DUPLICATE') : undefined;
    const [known, another] = String(like?.values?.ids ?? '').split(', ');
    // Of several who are alike only a person can say which one is meant.
    if (!known || another !== undefined) throw error;
    counts.peopleKnown += 1;
    return known;
  }
}

/** A run that was cut off, or whose decision was refused, leaves people behind: the next one gets the same ones. */
function keyOf(cells: SheetRow['cells'], input: object): string {
  const { issuer_id, decision_number, signed_on, person_ref } = cells;
  const content = JSON.stringify([issuer_id, decision_number, signed_on, person_ref, input]);
  return `roster-${createHash('sha256').update(content).digest('hex')}`;
}

/** `appoint.3.postId` stands on the line of the fourth row. */
function lineOf(path: readonly (string | number)[], decision: RosterDecision): number {
  const index = path[0] === 'appoint' ? Number(path[1]) : 0;
  return decision.rows[index]?.line ?? decision.rows[0]?.line ?? 1;
}
