/**
 * Enters a history through the gateway's API as decisions: bodies and posts first, then people, then who comes and goes.
 * Ids of units and posts are those of the CSV; of persons it keeps which of ours stands for which of theirs.
 */
import { ApiRefusal, type Api } from '../../src/import/api';
import type { HistoryRow, RowProblem } from './history';
import type { Reorganisation } from './reorganisation';

const ISSUER = 'issuing-authority';
/** The one position of `setting/positions.yaml`. */
const POSITION = 'office-holder';
const CATALOGUE = {
  id: POSITION,
  titleVi: 'Người giữ chức vụ',
  titleEn: 'Office holder',
  rank: 1,
  covered: false,
  managementRole: POSITION,
};
const LINES_MAX = 1_000;
const PAGE = 500;
const PAGES_MAX = 1_000;
/** A decision that takes away more carries the hash of the preview that its author saw (domain rule 10; the policy's brake). */
const ENDS_WITHOUT_PREVIEW_MAX = 20;

const DEFINE = 'mutation Define($input: [PositionInput!]!) { definePositions(input: $input) { id } }';
const CREATE = 'mutation Create($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const PREVIEW = 'query Preview($input: RecordDecisionInput!) { previewDecision(input: $input) { hash } }';
const RECORD =
  'mutation Record($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id lines { kind appointment { id } } } } }';
const IN_FORCE =
  'query InForce($on: Date!, $first: Int!, $after: String) { appointments(on: $on, first: $first, after: $after) { pageInfo { hasNextPage endCursor } edges { node { id mode person { id } post { id } } } } }';

export type LineKind =
  'establishUnit' | 'openPost' | 'end' | 'appoint' | 'mapPost' | 'endUnit' | 'suspend' | 'reinstate';

export interface Line {
  readonly kind: LineKind;
  readonly input: Readonly<Record<string, unknown>>;
  /** The row of the CSV that it comes from; of units and posts the first that names them. */
  readonly row: HistoryRow | null;
}

/** One appointment in force, by `person|post` of the CSV. */
export type InForce = ReadonlyMap<string, string>;

interface Recorded {
  readonly id: string;
  readonly lines: readonly { readonly kind: string; readonly appointment: { readonly id: string } | null }[];
}

export const keyOf = (row: Pick<HistoryRow, 'personId' | 'postId'>): string => `${row.personId}|${row.postId}`;

export class Clerk {
  decisions = 0;
  lines = 0;
  /** Time spent in `recordDecision` and the previews before it. */
  recordMs = 0;
  readonly problems: RowProblem[] = [];
  readonly loginOf = new Map<string, string>();
  private readonly idOf = new Map<string, string>();
  private readonly markOf = new Map<string, string>();

  constructor(
    private readonly api: Api,
    private readonly rows: readonly HistoryRow[],
    /** Rows that tell of units and posts, those that are not replayed included. */
    private readonly ground: readonly HistoryRow[],
    private readonly acts: readonly Reorganisation[],
  ) {}

  get personIds(): ReadonlyMap<string, string> {
    return this.idOf;
  }

  /** The catalogue, the issuer, and every unit that no later decision establishes. */
  async found(day: string): Promise<void> {
    await this.api.request(DEFINE, { input: [CATALOGUE] });
    const later = new Set(this.acts.filter(({ act }) => act === 'establish').map(({ id }) => id));
    const units = [...new Set(this.ground.map((row) => row.unitId))].filter((id) => !later.has(id));
    const issuer: Line = {
      kind: 'establishUnit',
      row: null,
      input: { id: ISSUER, name: 'Issuing authority', kind: 'authority' },
    };
    await this.record(day, [issuer, ...units.map((id) => this.unit(id)), ...units.flatMap((id) => this.posts(id))]);
  }

  /** All people at once, in the order of the file, so that the same person has the same login however the rows are recorded. */
  async enterPeople(progress: (done: number, total: number) => void): Promise<void> {
    const names = new Map(this.rows.map((row) => [row.personId, row.personName]));
    const ordered = [...new Set([...this.rows].sort((a, b) => a.line - b.line).map((row) => row.personId))];
    for (const [index, mark] of ordered.entries()) {
      await this.enter(mark, names.get(mark)!);
      progress(index + 1, ordered.length);
    }
  }

  /** Who is refused takes all of their rows along. */
  private async enter(mark: string, name: string): Promise<void> {
    const words = name.split(' ');
    const input = {
      familyName: words[0],
      middleName: words.slice(1, -1).join(' '),
      givenName: words.at(-1),
      evenIfLike: true,
    };
    try {
      const { createPerson: person } = await this.api.request<{ createPerson: { id: string; login: string } }>(CREATE, {
        input,
      });
      this.idOf.set(mark, person.id);
      this.markOf.set(person.id, mark);
      this.loginOf.set(mark, person.login);
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      const { code, message } = error.problems[0]!;
      for (const { line, personId } of this.rows) if (personId === mark) this.problems.push({ line, code, message });
    }
  }

  /** Lines about bodies that take effect on the day. */
  reorganised(day: string): Line[] {
    const today = this.acts.filter(({ on }) => on === day);
    const of = (act: Reorganisation['act']): Reorganisation[] => today.filter((one) => one.act === act);
    return [
      ...of('establish').map(({ id }) => this.unit(id)),
      ...of('establish').flatMap(({ id }) => this.posts(id)),
      ...of('map').map(({ id, to }): Line => ({
        kind: 'mapPost',
        row: null,
        input: { fromPostId: id, toPostId: to[0] },
      })),
      ...of('end').map(({ id, to }): Line => ({ kind: 'endUnit', row: null, input: { unitId: id, successorIds: to } })),
    ];
  }

  appoint(row: HistoryRow, endsOn: string | null = null): Line {
    const input = {
      personId: this.idOf.get(row.personId),
      postId: row.postId,
      mode: row.mode,
      ...(endsOn === null ? {} : { endsOn }),
    };
    return { kind: 'appoint', row, input };
  }

  /** Appointments on a day, as the gateway tells of them. */
  async inForce(day: string): Promise<InForce> {
    interface Page {
      appointments: {
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
        edges: { node: { id: string; person: { id: string }; post: { id: string } } }[];
      };
    }
    const found = new Map<string, string>();
    let after: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { appointments }: Page = await this.api.request<Page>(IN_FORCE, { on: day, first: PAGE, after });
      for (const { node } of appointments.edges)
        found.set(`${this.markOf.get(node.person.id) ?? node.person.id}|${node.post.id}`, node.id);
      if (!appointments.pageInfo.hasNextPage) return found;
      after = appointments.pageInfo.endCursor;
    }
    throw new Error(`more than ${PAGES_MAX * PAGE} appointments on ${day}`);
  }

  /**
   * Records the lines as one decision of the day, or as several that follow one another where there are more than a
   * decision takes. Lines that the gateway refuses are told by their row's line and code, and the rest is recorded
   * without them. Returns the ids of appointments made, by row.
   */
  async record(
    day: string,
    lines: readonly Line[],
    number = day,
    after: string | null = null,
  ): Promise<{ readonly last: string | null; readonly made: ReadonlyMap<HistoryRow, string> }> {
    const made = new Map<HistoryRow, string>();
    const known = lines.filter(({ kind, row }) => kind !== 'appoint' || this.idOf.has(row?.personId ?? ''));
    let last = after;
    for (let start = 0; start < known.length; start += LINES_MAX) {
      const part = start === 0 ? number : `${number}/${1 + start / LINES_MAX}`;
      const { decision, taken } = await this.recordPart(day, part, known.slice(start, start + LINES_MAX), last);
      if (decision === null) continue;
      last = decision.id;
      const appointed = decision.lines.filter(({ kind }) => kind === 'appoint');
      taken
        .filter(({ kind }) => kind === 'appoint')
        .forEach((line, index) => made.set(line.row!, appointed[index]!.appointment!.id));
    }
    return { last, made };
  }

  private async recordPart(
    day: string,
    number: string,
    lines: readonly Line[],
    after: string | null,
  ): Promise<{ decision: Recorded | null; taken: readonly Line[] }> {
    let taken = lines;
    // Every turn leaves out at least one line, so that there are at most as many turns as lines.
    while (taken.length > 0) {
      const input = {
        number,
        issuerId: ISSUER,
        signedOn: day,
        effectiveOn: day,
        ...(after === null ? {} : { afterDecisionId: after }),
        ...byKind(taken),
      };
      const started = performance.now();
      try {
        const many = taken.filter(({ kind }) => kind === 'end' || kind === 'suspend').length > ENDS_WITHOUT_PREVIEW_MAX;
        const hash = many
          ? (await this.api.request<{ previewDecision: { hash: string } }>(PREVIEW, { input })).previewDecision.hash
          : null;
        const { recordDecision } = await this.api.request<{ recordDecision: { decision: Recorded } }>(RECORD, {
          input: hash === null ? input : { ...input, previewHash: hash },
        });
        this.decisions += 1;
        this.lines += taken.length;
        return { decision: recordDecision.decision, taken };
      } catch (error) {
        if (!(error instanceof ApiRefusal)) throw error;
        taken = this.withoutRefused(taken, error);
      } finally {
        this.recordMs += performance.now() - started;
      }
    }
    return { decision: null, taken };
  }

  private withoutRefused(lines: readonly Line[], refusal: ApiRefusal): readonly Line[] {
    const refused = new Set<Line>();
    for (const { code, path, message } of refusal.problems) {
      const line = lines.filter(({ kind }) => kind === path[0])[Number(path[1])];
      if (line?.row == null) throw refusal;
      if (!refused.has(line)) this.problems.push({ line: line.row.line, code, message });
      refused.add(line);
    }
    return lines.filter((line) => !refused.has(line));
  }

  private unit(id: string): Line {
    const row = this.ground.find((one) => one.unitId === id);
    return {
      kind: 'establishUnit',
      row: row ?? null,
      input: { id, name: row?.unitName ?? id, kind: 'body', parentId: ISSUER },
    };
  }

  private posts(unitId: string): Line[] {
    const rows = new Map(this.ground.filter((row) => row.unitId === unitId).map((row) => [row.postId, row]));
    return [...rows.values()].map((row) => ({
      kind: 'openPost',
      row,
      input: { id: row.postId, unitId, positionId: POSITION, title: row.postTitle, seats: row.seats },
    }));
  }
}

function byKind(lines: readonly Line[]): Partial<Record<LineKind, unknown[]>> {
  const kinds: Partial<Record<LineKind, unknown[]>> = {};
  for (const { kind, input } of lines) (kinds[kind] ??= []).push(input);
  return kinds;
}
