/**
 * The way back when a leave was annulled (domain rule 13). What the person has by right with the post – its papers where
 * it has one seat, its mailbox – is back with the post; what a keeper carries under a key of its own stays there until
 * somebody accepts. Then each paper goes from the key to the person's account by one change of its own, as an operation
 * of the person's, and the keeper carries the key until the last of them is done: each paper has one owner throughout.
 */
import { changed, record } from '../../audit/record';
import type { HoldingMoved, TransferReport } from '../../connectors/contract';
import { emit } from '../../events/outbox';
import type { Store, Tx } from '../../store/store';
import type { DueList } from './due';
import { insertItems, itemOf, markForHandover, setStatus } from './handover-lines';
import { HandoverItemRow } from './handover-item.entity';
import { HandoverRow, type ReverseStatus } from './handover.entity';

/** From whom and under which key a person's things come back. */
interface Return {
  readonly personId: string;
  readonly key: string;
}

export class HandoverReverse {
  constructor(
    private readonly store: Store,
    private readonly due: DueList,
  ) {}

  /** The leave was annulled: lines say what is back by right, and what may come back. */
  async propose(tx: Tx, row: HandoverRow): Promise<void> {
    const all = await tx.manager.findBy(HandoverItemRow, { handoverId: row.id });
    // Something may have gone over after the leave was annulled a first time: what came back then is not told again.
    const back = new Set(all.flatMap((one) => (one.status === 'PROPOSED' ? [one.ref] : [])));
    const items = all.filter(
      (one) => one.status === 'HANDED_OVER' && one.toPersonId !== row.personId && !back.has(one.ref),
    );
    const byRight = items.filter((one) => one.kind === 'ROLE_MAILBOX' || row.keyName === row.postId);
    const kept = items.filter((one) => !byRight.includes(one));
    // What came back an earlier time and went over again is the person's no more by that line.
    const wasBack = all.filter(
      (one) => isBack(row, one) && one.status === 'HANDED_OVER' && items.some(({ ref }) => ref === one.ref),
    );
    await setStatus(tx, [...byRight, ...wasBack], 'PASSED_ON');
    await insertItems(tx, [
      ...byRight.map((one) => backOf(tx, row, one, 'HANDED_OVER')),
      ...kept.map((one) => backOf(tx, row, one, 'PROPOSED')),
    ]);
    await tx.manager.update(HandoverItemRow, { handoverId: row.id, status: 'OPEN' }, { status: 'ENDED', at: tx.now });
    if (kept.length > 0) await this.turn(tx, row, 'PROPOSED');
  }

  /** It will be moved: by the person's next turn, and as often as it takes. */
  async accept(tx: Tx, row: HandoverRow): Promise<void> {
    await this.turn(tx, row, 'ACCEPTED');
    await tell(tx, row, 'accept');
    await markForHandover(this.due, tx, [row.personId], row);
  }

  /** It stays with whoever keeps it. */
  async decline(tx: Tx, row: HandoverRow): Promise<void> {
    await this.settleProposed(tx, row, 'DECLINED');
    await this.turn(tx, row, 'DECLINED');
    await tell(tx, row, 'decline');
  }

  /** There is nothing to accept any more: the keeper left and handed it back by leaving, or the person left again. */
  async forget(tx: Tx, row: HandoverRow): Promise<void> {
    await this.settleProposed(tx, row, 'ENDED');
  }

  /** What is about to come back, kept before any of it moves: what was proposed stands in the minutes already. */
  announced(from: Return, items: readonly HoldingMoved[]): Promise<void> {
    return this.store.write(async (tx) => {
      const row = await this.accepted(tx, from);
      if (row !== null) await this.tell(tx, row, items);
    });
  }

  /** What came back before a return was broken off: a later try finds it gone, and could not tell of it. */
  async partly(tx: Tx, from: Return, moved: readonly HoldingMoved[]): Promise<void> {
    const row = await this.accepted(tx, from);
    if (row === null) return;
    const refs = new Set(moved.map(({ ref }) => ref));
    const items = (await this.tell(tx, row, moved)).filter(({ ref }) => refs.has(ref));
    await setStatus(tx, items.filter(keptIn(row)), 'PASSED_ON');
    await setStatus(tx, items.filter(isProposed), 'HANDED_OVER');
  }

  /** What the target told, in the transaction of its outcome: nothing lies under the key, so nobody carries it. */
  async done(tx: Tx, from: Return, report: TransferReport): Promise<void> {
    const row = await this.accepted(tx, from);
    if (row === null) return;
    await setStatus(tx, (await this.tell(tx, row, report.items)).filter(keptIn(row)), 'PASSED_ON');
    await this.settleProposed(tx, row, 'HANDED_OVER');
    await this.turn(tx, row, 'DONE');
    const released = { heldItems: 0, carries: '[]', releasedAt: tx.now };
    await tx.manager.update(HandoverRow, { id: row.id }, released);
    await record(tx, {
      action: 'handover.return',
      subject: { kind: 'handover', id: row.id },
      decisionId: row.decisionId,
      origin: 'provisioning',
      detail: { from: row.receiverId, to: row.personId, papers: report.items.length },
      ...changed(row, { ...released, reverse: 'DONE' }),
    });
    await tell(tx, row, 'return');
    const concerned = [row.personId, ...(row.receiverId === null ? [] : [row.receiverId])];
    await markForHandover(this.due, tx, concerned, row);
  }

  private accepted(tx: Tx, { personId, key }: Return): Promise<HandoverRow | null> {
    return tx.manager.findOneBy(HandoverRow, { personId, keyName: key, reverse: 'ACCEPTED' });
  }

  /**
   * A line for whatever was not proposed: it came to the key after the leave was annulled, or was addressed there by
   * somebody else. Gives back the lines that stood there before.
   */
  private async tell(tx: Tx, row: HandoverRow, items: readonly HoldingMoved[]): Promise<readonly HandoverItemRow[]> {
    const before = await tx.manager.findBy(HandoverItemRow, { handoverId: row.id, kind: 'DOCUMENT' });
    const told = new Set(before.flatMap((one) => (isBack(row, one) && isOpen(one) ? [one.ref] : [])));
    const late = items.filter(({ ref }) => !told.has(ref));
    await insertItems(
      tx,
      late.map((one) => ({
        ...backOf(tx, row, itemOf(tx, row, 'DOCUMENT', one.ref, one.label, 'HANDED_OVER'), 'HANDED_OVER'),
        dueOn: one.dueOn,
      })),
    );
    return before;
  }

  private async turn(tx: Tx, { id }: HandoverRow, reverse: ReverseStatus): Promise<void> {
    await tx.manager.update(HandoverRow, { id }, { reverse, reverseAt: tx.now });
  }

  private async settleProposed(
    tx: Tx,
    { id }: HandoverRow,
    status: 'HANDED_OVER' | 'DECLINED' | 'ENDED',
  ): Promise<void> {
    await tx.manager.update(HandoverItemRow, { handoverId: id, status: 'PROPOSED' }, { status, at: tx.now });
  }
}

function backOf(tx: Tx, row: HandoverRow, item: HandoverItemRow, status: HandoverItemRow['status']): HandoverItemRow {
  const line = itemOf(tx, row, item.kind, item.ref, item.label, status);
  const parties = { fromPersonId: row.receiverId ?? row.personId, toPersonId: row.personId, toUnitId: row.unitId };
  return { ...line, ...parties, dueOn: item.dueOn };
}

/** With the person again, or to be. */
function isBack({ personId }: HandoverRow, { toPersonId }: HandoverItemRow): boolean {
  return toPersonId === personId;
}

function isProposed({ status }: HandoverItemRow): boolean {
  return status === 'PROPOSED';
}

function isOpen(item: HandoverItemRow): boolean {
  return isProposed(item) || item.status === 'HANDED_OVER';
}

/** With the keeper. */
function keptIn(row: HandoverRow): (item: HandoverItemRow) => boolean {
  return (item) => item.status === 'HANDED_OVER' && !isBack(row, item);
}

function tell(tx: Tx, { id, unitId, personId }: HandoverRow, kind: 'accept' | 'decline' | 'return'): Promise<void> {
  return emit(tx, { topic: 'handover', once: null, payload: { kind, handoverId: id, unitId, personId } });
}
