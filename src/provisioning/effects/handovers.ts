/**
 * Opens a handover for every appointment that has ended, and keeps its receiver what office says that it is. It follows
 * the facts of whoever is due – who left, who came, who heads or registers papers – so that a successor appointed weeks
 * later or a head who leaves too need nothing but their own turn. What it changes it writes in one transaction, with
 * the minutes, the audit row and the mark on those whose access follows from it.
 */
import { record } from '../../audit/record';
import { newId } from '../../shared/ids';
import { reached } from '../../shared/write-boundary';
import type { Store, Tx } from '../../store/store';
import { inForce } from '../core/office';
import type { OfficeFacts, OfficeKeeping, OfficeReader } from '../office-reader';
import type { DueList } from './due';
import { dueByNow, linesLeftAgain } from './handover-again';
import { type Change, type HandoverForesight, type Known, type Work } from './handover-changes';
import { markForHandover } from './handover-lines';
import type { HandoverMinutes, HeldTablet, TabletHoldings } from './handover-minutes';
import type { HandoverReverse } from './handover-reverse';
import { HandoverRow } from './handover.entity';

export interface HandoverParts {
  readonly store: Store;
  readonly office: OfficeReader;
  readonly due: DueList;
  readonly foresight: HandoverForesight;
  readonly tablets: TabletHoldings | null;
  readonly minutes: HandoverMinutes;
  readonly reverse: HandoverReverse;
}

const ORIGIN = 'provisioning';

export class Handovers {
  constructor(private readonly parts: HandoverParts) {}

  /** Brings the handovers that concern these persons up to the facts. Writes nothing when nothing has changed. */
  async follow(facts: readonly OfficeFacts[], known: Known, now: Date): Promise<void> {
    const { office, store, foresight } = this.parts;
    if (office.keepings === undefined) return;
    const keepings = office.keepings.bind(office);
    const foreseen = await foresight.at(facts, known, now, keepings);
    if (foreseen === null) return;
    const { work, opened, changed } = foreseen;
    const left = [...opened, ...changed.filter(({ opensAgain }) => opensAgain !== null)].map(({ row }) => row.personId);
    const tablets = left.length === 0 ? [] : await this.tabletsOf(left);
    await store.write(async (tx) => {
      for (const one of opened) await this.open(tx, one.row, one.keeping, tablets, work);
      for (const change of changed) await this.apply(tx, change, tablets, work);
    });
    reached('handover.committed');
  }

  private async tabletsOf(personIds: readonly string[]): Promise<readonly HeldTablet[]> {
    const { tablets } = this.parts;
    return tablets === null ? [] : tablets.heldBy([...new Set(personIds)]);
  }

  /** What the leaver holds of units where they work no more. */
  private dueBack(row: HandoverRow, tablets: readonly HeldTablet[], work: Work): readonly HeldTablet[] {
    const held = work.ended.get(row.appointmentId)?.facts.appointments ?? [];
    const staysIn = held.flatMap((one) => (inForce(one, work.on) ? [one.post.unit.id] : []));
    return tablets.filter((one) => one.holderId === row.personId && !staysIn.includes(one.unitId));
  }

  private async open(
    tx: Tx,
    foreseen: HandoverRow,
    keeping: OfficeKeeping,
    tablets: readonly HeldTablet[],
    work: Work,
  ): Promise<void> {
    if (await tx.manager.existsBy(HandoverRow, { appointmentId: foreseen.appointmentId })) return;
    const row = { ...foreseen, id: newId(tx.now) };
    await tx.manager.insert(HandoverRow, row);
    await this.parts.minutes.begin(tx, row, keeping, this.dueBack(row, tablets, work));
    await record(tx, {
      action: 'handover.open',
      subject: { kind: 'handover', id: row.id },
      decisionId: row.decisionId,
      origin: ORIGIN,
      detail: { personId: row.personId, postId: row.postId, receiverId: row.receiverId, because: row.because },
      before: null,
      after: row,
    });
    await this.parts.minutes.closeIfDone(tx, row);
    if (row.releasedAt === null && row.receiverId !== null) await this.markOthers(tx, [row.receiverId], row, work);
  }

  private async apply(
    tx: Tx,
    { row, after, moved, annulled, opensAgain }: Change,
    tablets: readonly HeldTablet[],
    work: Work,
  ): Promise<void> {
    await tx.manager.update(HandoverRow, { id: row.id }, after);
    const now = { ...row, ...after };
    if (moved) await this.parts.minutes.passOn(tx, row, now);
    if (isOffered(row) && (!isOffered(now) || (moved && now.receiverId === row.personId)))
      await this.parts.reverse.forget(tx, row);
    if (annulled) await this.parts.reverse.propose(tx, row);
    if (opensAgain !== null)
      await this.parts.minutes.begin(
        tx,
        now,
        opensAgain,
        this.dueBack(now, tablets, work),
        await linesLeftAgain(tx, now),
      );
    else if (row.dueOn !== now.dueOn) await dueByNow(tx, now);
    const corrected = row.decisionId !== now.decisionId || row.endedOn !== now.endedOn;
    if (moved || annulled || corrected)
      await record(tx, {
        action: annulled ? 'handover.annul' : moved ? 'handover.pass' : 'handover.correct',
        subject: { kind: 'handover', id: row.id },
        decisionId: now.decisionId,
        origin: ORIGIN,
        detail: { from: row.receiverId, to: now.receiverId, because: now.because },
        before: row,
        after: now,
      });
    if (!annulled) await this.parts.minutes.closeIfDone(tx, now);
    const concerned = [row.receiverId, now.receiverId].flatMap((id) => id ?? []);
    const carriedBefore = row.releasedAt === null;
    if (carriedBefore || now.releasedAt === null) await this.markOthers(tx, concerned, now, work);
  }

  /** Those in the same batch get the new facts in this very turn. */
  private async markOthers(tx: Tx, personIds: readonly string[], row: HandoverRow, work: Work): Promise<void> {
    const inHand = new Set(work.facts.map((one) => one.personId));
    await markForHandover(
      this.parts.due,
      tx,
      personIds.filter((id) => !inHand.has(id)),
      row,
    );
  }
}

/** What is kept is to come back, whether or not somebody has accepted. */
function isOffered({ reverse }: HandoverRow): boolean {
  return reverse === 'PROPOSED' || reverse === 'ACCEPTED';
}
