/** What the minutes say of a handover whose leave was annulled when the person left after all, or left on another day. */
import type { Tx } from '../../store/store';
import { HandoverItemRow } from './handover-item.entity';
import { setStatus } from './handover-lines';
import type { HandoverRow } from './handover.entity';

/** What had come back by right goes over anew. The refs of lines that stand as they are and are not told again. */
export async function linesLeftAgain(tx: Tx, row: HandoverRow): Promise<ReadonlySet<string>> {
  const boxes = await tx.manager.findBy(HandoverItemRow, {
    handoverId: row.id,
    kind: 'ROLE_MAILBOX',
    status: 'HANDED_OVER',
  });
  const cameBack = boxes.filter((one) => one.toPersonId === row.personId);
  await setStatus(tx, cameBack, 'PASSED_ON');
  const delegations = await tx.manager.findBy(HandoverItemRow, { handoverId: row.id, kind: 'DELEGATION' });
  const stand = [...boxes.filter((one) => !cameBack.includes(one)), ...delegations];
  return new Set(stand.map(({ ref }) => ref));
}

/** Devices that are not back yet are due by the day of the end that holds now. */
export async function dueByNow(tx: Tx, { id: handoverId, dueOn }: HandoverRow): Promise<void> {
  await tx.manager.update(HandoverItemRow, { handoverId, kind: 'TABLET', status: 'OPEN' }, { dueOn });
}
