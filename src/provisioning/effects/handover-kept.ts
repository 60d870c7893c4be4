/**
 * Papers that came by name for somebody who only kept what another left, or acted for another: they stand in the minutes
 * of the post they go to when that account closes.
 */
import { IsNull } from 'typeorm';
import type { Tx } from '../../store/store';
import { HandoverRow } from './handover.entity';

/** Of the handovers of the post, the one whose receiver carries its key now, else the last; undefined if nobody left it. */
export async function handoverOfPost(tx: Tx, postId: string): Promise<HandoverRow | undefined> {
  const rows = await tx.manager.findBy(HandoverRow, { postId, annulledAt: IsNull() });
  return rows.sort(
    (a, b) =>
      Number(carries(b, postId)) - Number(carries(a, postId)) ||
      Number(a.releasedAt !== null) - Number(b.releasedAt !== null) ||
      (a.endedOn < b.endedOn ? 1 : a.endedOn > b.endedOn ? -1 : 0) ||
      (a.id < b.id ? 1 : -1),
  )[0];
}

/**
 * A closed post is kept only while something lies under it: it is kept once more. Where it is open its holder or keeper
 * sees what lies there without being told.
 */
export async function keepAgain(tx: Tx, row: HandoverRow, count: number): Promise<boolean> {
  if (!row.closed || count <= 0) return false;
  await tx.manager.update(HandoverRow, { id: row.id }, { heldItems: row.heldItems + count, releasedAt: null });
  return true;
}

function carries(row: HandoverRow, key: string): boolean {
  return (JSON.parse(row.carries) as string[]).includes(key);
}
