/** The catalogue of positions. */
import { canonicalJson } from '../../audit/chain';
import { record as audit } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal, type Problem } from '../../errors/refusal';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { once } from '../identity/face-idempotency';
import { isSlug } from '../inputs/slug';
import { takeTurn } from './turn';
import { isKind, nfc, textProblem } from './office/text-rules';
import { PositionRow } from './position.entity';

export interface NewPosition {
  readonly id: string;
  readonly titleVi: string;
  readonly titleEn?: string | null;
  readonly rank: number;
  readonly covered?: boolean | null;
  readonly managementRole: string;
  readonly seats?: number | null;
  readonly scope?: string | null;
}

const TITLE_MAX = 200;
export const POSITIONS_MAX = 500;

export class Catalogue {
  constructor(private readonly store: Store) {}

  /** Adds positions or changes those with the same id; all or none. */
  async define(ctx: Context, input: readonly NewPosition[]): Promise<PositionRow[]> {
    const problems = input.flatMap(positionProblems);
    if (input.length > POSITIONS_MAX) {
      problems.unshift({
        code: 'INVALID_VALUE',
        path: [],
        values: { field: 'input', detail: new Phrase('MORE_THAN', { max: POSITIONS_MAX }) },
      });
    }
    if (problems.length > 0) throw Refusal.of(problems);
    const rows = input.map(rowOf);
    await this.store.write((tx) => once(ctx, tx, 'definePositions', input, () => put(ctx, tx, rows)));
    return rows;
  }

  all(): Promise<PositionRow[]> {
    return this.store.read.find(PositionRow, { order: { id: 'ASC' } });
  }
}

/** Writes what differs; a position that says what it said before is no act and leaves no trace. */
async function put(ctx: Context, tx: Tx, rows: readonly PositionRow[]): Promise<void> {
  await takeTurn(tx);
  const known = new Map((await tx.manager.find(PositionRow)).map((row) => [row.id, canonicalJson(row)]));
  for (const row of rows) {
    const before = known.get(row.id);
    if (before === canonicalJson(row)) continue;
    known.set(row.id, canonicalJson(row));
    await tx.manager.upsert(PositionRow, row, ['id']);
    await audit(tx, {
      action: 'position.define',
      subject: { kind: 'position', id: row.id },
      ...callerIn(ctx),
      detail: { ...row },
      before: before === undefined ? null : (JSON.parse(before) as object),
      after: row,
    });
  }
}

function rowOf(input: NewPosition): PositionRow {
  const titleVi = nfc(input.titleVi);
  return {
    id: input.id,
    titleVi,
    titleEn: input.titleEn ? nfc(input.titleEn) : titleVi,
    rank: input.rank,
    covered: input.covered ?? false,
    managementRole: input.managementRole,
    seats: input.seats ?? null,
    scope: input.scope ?? null,
  };
}

function positionProblems(input: NewPosition, index: number): Problem[] {
  const problems: Problem[] = [];
  const value = (field: string, detail: Phrase): void => {
    problems.push({ code: 'INVALID_VALUE', path: [index, field], values: { field, detail } });
  };
  if (!isSlug(input.id))
    problems.push({ code: 'INVALID_ID', path: [index, 'id'], values: { id: input.id.slice(0, 64) } });
  for (const field of ['titleVi', 'titleEn'] as const) {
    const text = input[field];
    const detail = text === null || text === undefined ? null : textProblem(nfc(text), TITLE_MAX);
    if (detail) problems.push({ code: 'INVALID_NAME', path: [index, field], values: { detail } });
  }
  if (input.rank < 1 || input.rank > 99) value('rank', new Phrase('RANGE', { min: 1, max: 99 }));
  if (!isKind(input.managementRole)) value('managementRole', new Phrase('SLUG'));
  if (input.scope && !isKind(input.scope)) value('scope', new Phrase('SLUG'));
  if (input.seats !== null && input.seats !== undefined && (input.seats < 1 || input.seats > 1_000))
    value('seats', new Phrase('SEATS', { max: 1_000 }));
  return problems;
}
