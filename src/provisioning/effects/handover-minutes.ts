/**
 * The minutes of handovers: what, from whom, to whom, when, line by line, and when a handover is done. Lines are added
 * and their status changes; none is taken away.
 */
import { In, IsNull } from 'typeorm';
import { changed, record } from '../../audit/record';
import type { HoldingMoved, TransferReport } from '../../connectors/contract';
import { newId } from '../../shared/ids';
import { chunks } from '../../shared/lists';
import type { Store, Tx } from '../../store/store';
import { givenByKeeping } from '../core/grants';
import type { KeeperReason } from '../core/keeper';
import type { OfficeKeeping } from '../office-reader';
import type { DueList } from './due';
import { keptPost } from './handover-facts';
import { handoverOfPost, keepAgain } from './handover-kept';
import { insertItems, itemOf, markForHandover, papersOf } from './handover-lines';
import { HandoverItemRow, type ItemStatus } from './handover-item.entity';
import { HandoverRow } from './handover.entity';
import type { PolicyHolder } from './policy-holder';

/** A device that a person holds, as the register of tablets knows it. */
export interface HeldTablet {
  readonly id: string;
  readonly serial: string;
  readonly unitId: string;
  readonly holderId: string;
}

/** What the engine must be told of devices; the tablets room knows them. */
export interface TabletHoldings {
  heldBy(personIds: readonly string[]): Promise<readonly HeldTablet[]>;
}

const ORIGIN = 'provisioning';
/** Reasons by which a receiver is the leaver's successor and no mere keeper. */
const SUCCESSORS: readonly KeeperReason[] = ['holder', 'named', 'appointed', 'acting', 'inCharge'];

export class HandoverMinutes {
  constructor(
    private readonly store: Store,
    private readonly due: DueList,
    private readonly policy: PolicyHolder,
  ) {}

  /**
   * The first lines: what follows from the decision itself, and the devices that must come back. `told`: refs of those
   * that stand in the minutes already.
   */
  async begin(
    tx: Tx,
    row: HandoverRow,
    keeping: OfficeKeeping,
    tablets: readonly HeldTablet[],
    told: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const boxes = (keeping.vacant || row.keyName === row.postId ? this.mailboxesOf(row) : []).filter(
      (box) => !told.has(box),
    );
    const delegations = keeping.delegations.filter(({ id }) => !told.has(id));
    const open = { kind: 'TABLET' as const, status: 'OPEN' as const, fromPersonId: row.personId };
    const elsewhere = tablets.length === 0 ? [] : await tx.manager.findBy(HandoverItemRow, open);
    const waiting = tablets.filter((one) => !elsewhere.some((item) => item.ref === one.id));
    await insertItems(tx, [
      ...boxes.map((box) => itemOf(tx, row, 'ROLE_MAILBOX', box, box, 'HANDED_OVER')),
      ...delegations.map((one) => ({
        ...itemOf(tx, row, 'DELEGATION', one.id, one.scope, 'ENDED'),
        toPersonId: one.toPersonId,
      })),
      ...waiting.map((one) => ({
        ...itemOf(tx, row, 'TABLET', one.id, one.serial, 'OPEN'),
        dueOn: row.dueOn,
        toPersonId: null,
        toUnitId: one.unitId,
      })),
    ]);
  }

  /** What the target told of a transfer, in the transaction of its outcome. */
  async transferred(
    tx: Tx,
    done: { readonly personId: string; readonly targetId: string; readonly key: string },
    report: TransferReport,
  ): Promise<void> {
    const here = await this.at(tx, done);
    const row = underWay(here.filter((one) => one.keyName === done.key));
    if (row === undefined) return;
    const { back } = await this.tell(tx, row, report.items);
    const held = report.items.filter((item) => item.to === 'key').length;
    await tx.manager.update(HandoverRow, { id: row.id }, { heldItems: Math.max(held, row.heldItems - back) });
    for (const one of here.filter((other) => other.transferredAt === null && other.annulledAt === null)) {
      await tx.manager.update(HandoverRow, { id: one.id }, { transferredAt: tx.now });
      await this.closeIfDone(tx, { ...one, transferredAt: tx.now });
    }
    await record(tx, {
      action: 'handover.transfer',
      subject: { kind: 'handover', id: row.id },
      decisionId: row.decisionId,
      origin: ORIGIN,
      detail: { targetId: done.targetId, papers: report.items.length, receiverId: row.receiverId },
      ...changed(row, { transferredAt: tx.now }),
    });
    if (row.closed && held > 0 && row.receiverId !== null) await markForHandover(this.due, tx, [row.receiverId], row);
  }

  /** What is about to go over, kept before any of it moves. */
  announced(
    done: { readonly personId: string; readonly targetId: string; readonly key: string },
    items: readonly HoldingMoved[],
  ): Promise<void> {
    return this.store.write((tx) => this.partly(tx, done, items));
  }

  /** What went over before a transfer was broken off: a later try finds it gone, and could not tell of it. */
  async partly(
    tx: Tx,
    done: { readonly personId: string; readonly targetId: string; readonly key: string },
    moved: readonly HoldingMoved[],
  ): Promise<void> {
    const row = underWay((await this.at(tx, done)).filter((one) => one.keyName === done.key));
    if (row === undefined) return this.ofKeeper(tx, done, moved);
    const { kept, back } = await this.tell(tx, row, moved);
    if (kept !== back) await tx.manager.update(HandoverRow, { id: row.id }, { heldItems: row.heldItems + kept - back });
  }

  /** The account was not there for a post of its person's own: what it had goes with the post that it was there for. */
  private async ofKeeper(
    tx: Tx,
    { personId, key }: { readonly personId: string; readonly key: string },
    moved: readonly HoldingMoved[],
  ): Promise<void> {
    const row = await handoverOfPost(tx, key);
    if (row === undefined) return;
    const { kept, back } = await this.tell(tx, row, moved, personId);
    if ((await keepAgain(tx, row, kept - back)) && row.receiverId !== null)
      await markForHandover(this.due, tx, [row.receiverId], row);
  }

  /** A device left its holder: what the minutes of a handover wait for is done. Joins the caller's transaction. */
  async tabletLeft(
    tx: Tx,
    tablet: { readonly id: string; readonly holderId: string; readonly unitId: string },
  ): Promise<void> {
    const items = await tx.manager.findBy(HandoverItemRow, {
      kind: 'TABLET',
      ref: tablet.id,
      status: 'OPEN',
      fromPersonId: tablet.holderId,
    });
    for (const item of items) {
      const change = { status: 'RETURNED' as const, toUnitId: tablet.unitId, at: tx.now };
      await tx.manager.update(HandoverItemRow, { id: item.id }, change);
      const row = await tx.manager.findOneBy(HandoverRow, { id: item.handoverId });
      if (row !== null) await this.closeIfDone(tx, row);
    }
  }

  /** Who came after each person in a post of that unit: named, appointed, or in the leaver's post in any mode. */
  async successorsOf(
    places: readonly { readonly personId: string; readonly unitId: string }[],
  ): Promise<readonly (string | null)[]> {
    const personIds = [...new Set(places.map(({ personId }) => personId))];
    const found: HandoverRow[] = [];
    for (const some of chunks(personIds))
      found.push(
        ...(await this.store.read.find(HandoverRow, {
          where: { personId: In(some), annulledAt: IsNull(), because: In([...SUCCESSORS]) },
          order: { endedOn: 'DESC', id: 'DESC' },
        })),
      );
    return places.map(
      ({ personId, unitId }) =>
        found.find((row) => row.personId === personId && row.unitId === unitId)?.receiverId ?? null,
    );
  }

  /** Whatever the receiver before still had goes on to the next; the minutes keep both lines. */
  async passOn(tx: Tx, before: HandoverRow, now: HandoverRow): Promise<void> {
    const all = await tx.manager.findBy(HandoverItemRow, { handoverId: before.id, status: 'HANDED_OVER' });
    // What is on its way back when its keeper leaves may be there already.
    const items = all.filter((item) => now.receiverId === null || item.toPersonId !== now.receiverId);
    const ids = items.map((item) => item.id);
    for (const some of chunks(ids)) await tx.manager.update(HandoverItemRow, { id: In(some) }, { status: 'PASSED_ON' });
    await insertItems(
      tx,
      items.map((item) => ({
        ...item,
        id: newId(tx.now),
        fromPersonId: before.receiverId ?? before.personId,
        toPersonId: now.receiverId,
        toUnitId: now.receiverUnitId,
        at: tx.now,
      })),
    );
  }

  /** Done when the papers have gone over and nothing is with the leaver, or waits for somebody to receive it. */
  async closeIfDone(tx: Tx, row: HandoverRow): Promise<void> {
    if (row.closedAt !== null || row.transferredAt === null) return;
    const open: ItemStatus[] = row.receiverId === null ? ['OPEN', 'HANDED_OVER'] : ['OPEN'];
    if (await tx.manager.existsBy(HandoverItemRow, { handoverId: row.id, status: In(open) })) return;
    await tx.manager.update(HandoverRow, { id: row.id, closedAt: IsNull() }, { closedAt: tx.now });
  }

  private async at(
    tx: Tx,
    { personId, targetId }: { readonly personId: string; readonly targetId: string },
  ): Promise<readonly HandoverRow[]> {
    const rows = await tx.manager.findBy(HandoverRow, { personId });
    return rows.filter((row) => papersOf(row, this.policy.current()).includes(targetId));
  }

  /**
   * New lines, and lines set right: between two tries a drafter's account may have closed, so that the draft went to the
   * key after all, or opened. How many more are kept under the key, and how many fewer.
   */
  private async tell(
    tx: Tx,
    row: HandoverRow,
    moved: readonly HoldingMoved[],
    fromPersonId = row.personId,
  ): Promise<{ readonly kept: number; readonly back: number }> {
    const known = await tx.manager.findBy(HandoverItemRow, { handoverId: row.id, kind: 'DOCUMENT' });
    // What had come back to the leaver and goes over again is told again, unless it is the leaver who keeps it.
    const cameBack = (one: HandoverItemRow): boolean =>
      one.toPersonId === row.personId && row.receiverId !== row.personId;
    const here = known.filter((one) => one.status !== 'PASSED_ON' && !cameBack(one));
    const fresh = linesOf(
      tx,
      row,
      moved.filter((item) => !here.some((one) => one.ref === item.ref)),
    );
    await insertItems(
      tx,
      fresh.map((line) => ({ ...line, fromPersonId })),
    );
    const other = linesOf(tx, row, moved).flatMap((line) => {
      const wrong = here.find((one) => one.ref === line.ref && one.status !== line.status && isWhere(one));
      return wrong === undefined ? [] : [{ id: wrong.id, line }];
    });
    for (const { id, line } of other) {
      const { status, toPersonId, toUnitId, at } = line;
      await tx.manager.update(HandoverItemRow, { id }, { status, toPersonId, toUnitId, at });
    }
    const kept = [...fresh, ...other.map(({ line }) => line)].filter(({ status }) => status === 'HANDED_OVER').length;
    const back = other.filter(({ line }) => line.status === 'RETURNED').length;
    if (row.annulledAt !== null && fresh.length + kept > 0) await this.annulAgain(tx, row);
    return { kept, back };
  }

  /**
   * A leave may be annulled while papers are going over because of it. They stand in the minutes all the same, and the
   * row is annulled once more with them, so that what is to come back is proposed.
   */
  private async annulAgain(tx: Tx, row: HandoverRow): Promise<void> {
    await tx.manager.update(HandoverRow, { id: row.id }, { annulledAt: null, releasedAt: null, closedAt: null });
    await markForHandover(this.due, tx, [row.personId], row);
  }

  private mailboxesOf(row: HandoverRow): readonly string[] {
    return givenByKeeping({ ...keptPost(row), keys: [], vacant: true }, this.policy.current())
      .flatMap(({ grants }) => grants)
      .filter(({ kind }) => kind === 'roleMailbox')
      .map(({ value }) => value);
  }
}

/**
 * Of several by the same key, since one may leave the same seat twice: what has not gone over yet, or the last; one whose
 * leave was annulled only where there is no other.
 */
function underWay(rows: readonly HandoverRow[]): HandoverRow | undefined {
  return [...rows].sort(
    (a, b) =>
      Number(a.annulledAt !== null) - Number(b.annulledAt !== null) ||
      Number(a.transferredAt !== null) - Number(b.transferredAt !== null) ||
      (a.endedOn < b.endedOn ? 1 : -1),
  )[0];
}

/** Says with whom the paper is, and not what may become of it. */
function isWhere({ status }: HandoverItemRow): boolean {
  return status === 'HANDED_OVER' || status === 'RETURNED';
}

function linesOf(tx: Tx, row: HandoverRow, items: readonly HoldingMoved[]): readonly HandoverItemRow[] {
  return items.map((item) => ({
    ...itemOf(tx, row, 'DOCUMENT', item.ref, item.label, item.to === 'drafter' ? 'RETURNED' : 'HANDED_OVER'),
    dueOn: item.dueOn,
    ...(item.to === 'drafter' ? { toPersonId: null, toUnitId: row.unitId } : {}),
  }));
}
