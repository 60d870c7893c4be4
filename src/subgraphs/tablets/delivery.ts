/** What a delivery means for the register: which rows are new, which are known, and what is wrong with the others. */
import { In, type EntityManager } from 'typeorm';
import { chunks } from '../../shared/lists';
import type { Batch, BatchRow, RowProblem } from './batch';
import { Tablet } from './tablet.entity';

/** What became of a delivery. */
export interface BatchOutcome {
  readonly rows: number;
  readonly created: number;
  readonly known: number;
  readonly problems: readonly RowProblem[];
}

export interface JudgedBatch {
  readonly fresh: readonly BatchRow[];
  readonly outcome: BatchOutcome;
}

/** Row by row; what is known already is left as it is. `isUnit` says whether there is such a unit. */
export async function judgeBatch(
  manager: EntityManager,
  batch: Batch,
  isUnit: (unitId: string) => boolean,
): Promise<JudgedBatch> {
  const known = new Map<string, Tablet>();
  for (const rows of chunks(batch.rows)) {
    const serials = rows.map((row) => row.serial);
    for (const tablet of await manager.findBy(Tablet, { serial: In(serials) })) known.set(tablet.serial, tablet);
  }
  const problems: RowProblem[] = [...batch.problems];
  const fresh: BatchRow[] = [];
  let knownRows = 0;
  for (const row of batch.rows) {
    const tablet = known.get(row.serial);
    if (!isUnit(row.unitId))
      problems.push({ line: row.line, code: 'NOT_FOUND', values: { kind: 'unit', id: row.unitId } });
    else if (tablet === undefined) fresh.push(row);
    else if (tablet.model === row.model) knownRows += 1;
    else problems.push({ line: row.line, code: 'SERIAL_TAKEN', values: { serial: row.serial } });
  }
  const outcome = {
    rows: batch.rows.length + batch.problems.length,
    created: fresh.length,
    known: knownRows,
    problems: problems.sort((a, b) => a.line - b.line),
  };
  return { fresh, outcome };
}
