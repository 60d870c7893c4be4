/**
 * What was taken away lately that nobody decided or approved: the brake counts it. Most plans take nothing away, and what
 * takes too much waits and counts for nothing until then, so that the brake itself bounds how many there are to read.
 */
import { IsNull, Like, MoreThan, Not, type EntityManager, type FindOptionsWhere } from 'typeorm';
import type { Store } from '../../store/store';
import type { LedgerEntry } from '../core';
import { PlanRow } from './plan.entity';
import type { StoredSummary } from './plan-store';

const PAGE = 500;
const PAGES_MAX = 10_000;

/** As it stands in the summary of a plan that takes nothing away. */
const NO_LOSS: Pick<StoredSummary, 'undecidedLoss'> = { undecidedLoss: {} };
const NOTHING = JSON.stringify(NO_LOSS).slice(1, -1);

export class Ledger {
  constructor(private readonly store: Store) {}

  async since(since: Date, within: EntityManager = this.store.read): Promise<readonly LedgerEntry[]> {
    const entries: LedgerEntry[] = [];
    let last: Pick<PlanRow, 'createdAt' | 'id'> | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const rows: PlanRow[] = await within.find(PlanRow, {
        where: last === null ? { ...COUNTS, createdAt: MoreThan(since) } : after(last),
        order: { createdAt: 'ASC', id: 'ASC' },
        take: PAGE,
        select: { id: true, createdAt: true, summary: true },
      });
      entries.push(...rows.flatMap(entriesOf));
      if (rows.length < PAGE) return entries;
      last = rows.at(-1)!;
    }
    throw new Error(`what was taken away lately did not end after ${PAGES_MAX} pages`);
  }
}

const COUNTS: FindOptionsWhere<PlanRow> = {
  causeKind: Not('decision'),
  hash: Not(''),
  rejectedReason: IsNull(),
  summary: Not(Like(`%${NOTHING}%`)),
};

function after({ createdAt, id }: Pick<PlanRow, 'createdAt' | 'id'>): FindOptionsWhere<PlanRow>[] {
  return [
    { ...COUNTS, createdAt: MoreThan(createdAt) },
    { ...COUNTS, createdAt, id: MoreThan(id) },
  ];
}

function entriesOf(plan: PlanRow): readonly LedgerEntry[] {
  const { undecidedLoss } = JSON.parse(plan.summary) as StoredSummary;
  return Object.entries(undecidedLoss).map(([targetId, netLoss]) => ({ targetId, at: plan.createdAt, netLoss }));
}
