/** One line of the minutes, and what every part of a handover asks of its row. */
import { In } from 'typeorm';
import type { Tx } from '../../store/store';
import { newId } from '../../shared/ids';
import { chunks } from '../../shared/lists';
import type { Policy } from '../core';
import type { PostFacts } from '../core/facts';
import { targetIdFor } from '../core/targets';
import type { DueList } from './due';
import { HandoverItemRow, type ItemStatus } from './handover-item.entity';
import type { HandoverRow } from './handover.entity';

const INSERT_ROWS = 200;
const LABEL_MAX = 255;

/** From the leaver to the receiver, now. */
export function itemOf(
  tx: Tx,
  row: HandoverRow,
  kind: HandoverItemRow['kind'],
  ref: string,
  label: string,
  status: ItemStatus,
): HandoverItemRow {
  return {
    id: newId(tx.now),
    handoverId: row.id,
    kind,
    ref,
    label: label.slice(0, LABEL_MAX),
    dueOn: null,
    fromPersonId: row.personId,
    toPersonId: row.receiverId,
    toUnitId: row.receiverUnitId,
    status,
    at: tx.now,
  };
}

export async function insertItems(tx: Tx, items: readonly HandoverItemRow[]): Promise<void> {
  for (const some of chunks(items, INSERT_ROWS)) await tx.manager.insert(HandoverItemRow, some);
}

export async function setStatus(tx: Tx, items: readonly HandoverItemRow[], status: ItemStatus): Promise<void> {
  const at = status === 'PASSED_ON' ? {} : { at: tx.now };
  for (const some of chunks(items)) {
    const ids = some.map(({ id }) => id);
    await tx.manager.update(HandoverItemRow, { id: In(ids) }, { status, ...at });
  }
}

/** Where the papers of the post lie. */
export function papersOf(row: HandoverRow, policy: Policy): readonly string[] {
  return policy.targets
    .filter(({ connector }) => connector === 'qlvb')
    .map(({ key }) => targetIdFor(policy, key, postOf(row).unit));
}

/** Persons whose access follows from a handover are due, by the decision by which the post was left. */
export async function markForHandover(
  due: DueList,
  tx: Tx,
  personIds: readonly string[],
  { decisionId }: HandoverRow,
): Promise<void> {
  if (personIds.length === 0) return;
  const cause =
    decisionId === null ? { kind: 'boundary' as const, id: null } : { kind: 'decision' as const, id: decisionId };
  await due.mark(tx.manager, [...new Set(personIds)], cause, tx.now);
}

export function postOf(row: HandoverRow): PostFacts {
  return JSON.parse(row.post) as PostFacts;
}
