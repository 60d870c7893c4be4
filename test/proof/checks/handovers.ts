/** What leavers left (18): with one who is in force, and never with the leaver; a paper has one owner. */
import type { Bench } from '../bench';
import { hanoiDay, type Access, type Kept } from '../oracle';
import type { Actual } from '../systems/actual';
import type { Papers } from '../systems/papers';
import { Violation } from '../tally';

interface HandoverRow {
  readonly personId: string;
  readonly postId: string;
  readonly receiverId: string | null;
  readonly carries: string;
  readonly vacant: number;
  readonly closed: number;
  readonly heldItems: number;
  readonly endedOn: string;
}

/** What the minutes say that people keep for others. */
export function keptIn(database: Bench['database']): readonly Kept[] {
  return rowsOf(database).flatMap((row): Kept[] => {
    if (row.receiverId === null) return [];
    const closed = row.closed === 1;
    return [
      {
        personId: row.receiverId,
        postId: row.postId,
        keys: closed && row.heldItems === 0 ? [] : (JSON.parse(row.carries) as string[]),
        vacant: row.vacant === 1,
        closed,
        holdsPapers: row.heldItems > 0,
        leftOn: row.endedOn,
      },
    ];
  });
}

/** True when something was handed over. `loginOf` is for words. */
export function keepersInForce(
  database: Bench['database'],
  access: Access,
  atMs: number,
  loginOf: (personId: string) => string,
): boolean {
  const rows = rowsOf(database).filter((row) => row.receiverId !== null);
  for (const row of rows) {
    const receiverId = row.receiverId!;
    const held = access.heldBy(receiverId, hanoiDay(atMs));
    if (held.length === 0) throw new Violation(18, `${loginOf(receiverId)} keeps ${row.postId} and is out of office`);
    if (receiverId === row.personId && !held.some((one) => one.holding.postId === row.postId) && row.closed === 0)
      throw new Violation(18, `${loginOf(row.personId)} left ${row.postId} and keeps it`);
  }
  return rows.length > 0;
}

/** True when there are papers. */
export function papersOwned(papers: Papers, accounts: readonly Actual[], access: Access, atMs: number): boolean {
  const all = papers.papers();
  for (const paper of all) {
    if ((paper.ownerPost === null) === (paper.ownerUser === null))
      throw new Violation(18, `paper ${paper.id} has no owner, or two`);
    if (paper.ownerUser === null) continue;
    const owner = accounts.find((one) => one.nativeId === paper.ownerUser);
    if (owner === undefined) throw new Violation(18, `paper ${paper.id} belongs to an account that is gone`);
    if (owner.personId === null) continue;
    if (!access.of(owner.personId, atMs).has(owner.targetId))
      throw new Violation(18, `paper ${paper.id} lies with ${owner.name}, who has nothing at ${owner.targetId}`);
  }
  return all.length > 0;
}

function rowsOf(database: Bench['database']): readonly HandoverRow[] {
  return database.prepare('SELECT * FROM handover WHERE releasedAt IS NULL ORDER BY id').all() as HandoverRow[];
}
