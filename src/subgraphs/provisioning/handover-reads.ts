/** Reads of handovers and their minutes, in pages. */
import { In, IsNull, LessThan, Like, MoreThan, MoreThanOrEqual, Not, type FindOptionsWhere } from 'typeorm';
import { HandoverItemRow, HandoverRow } from '../../provisioning/effects';
import type { Clock } from '../../shared/clock';
import { dayOf, type Day } from '../../shared/day';
import { connection, decodeCursor, type Connection, type PageRequest } from '../../shared/paging';
import type { Store } from '../../store/store';
import {
  HandoverStatus,
  type HandoverReverseStatus,
  type HandoverItemKind,
  type HandoverItemStatus,
  type HandoverItemType,
  type HandoverType,
} from './handover.graphql';

export class HandoverReads {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async find(id: string): Promise<HandoverType | null> {
    const row = await this.store.read.findOneBy(HandoverRow, { id });
    return row === null ? null : handoverOf(row, this.today());
  }

  /** Who has what these appointments left, in their order. */
  async receivers(appointmentIds: readonly string[]): Promise<readonly (string | null)[]> {
    const rows = await this.store.read.findBy(HandoverRow, { appointmentId: In([...appointmentIds]) });
    const found = new Map(rows.map((row) => [row.appointmentId, row.receiverId]));
    return appointmentIds.map((id) => found.get(id) ?? null);
  }

  list(unitId: string, status: HandoverStatus | null, page: PageRequest): Promise<Connection<HandoverType>> {
    return this.page({ unitPath: Like(`%/${unitId.replace(/[%_\\]/g, '')}/%`), ...this.inStatus(status) }, page);
  }

  received(personId: string, status: HandoverStatus | null, page: PageRequest): Promise<Connection<HandoverType>> {
    return this.page({ receiverId: personId, ...this.inStatus(status) }, page);
  }

  private async page(where: FindOptionsWhere<HandoverRow>, page: PageRequest): Promise<Connection<HandoverType>> {
    const from = page.after === null ? where : { ...where, id: LessThan(decodeCursor(page.after)) };
    const [rows, totalCount] = await Promise.all([
      this.store.read.find(HandoverRow, { where: from, order: { id: 'DESC' }, take: page.first + 1 }),
      this.store.read.countBy(HandoverRow, where),
    ]);
    const today = this.today();
    return connection(
      rows.map((row) => handoverOf(row, today)),
      page,
      totalCount,
      (handover) => handover.id,
    );
  }

  async items(handoverId: string, page: PageRequest): Promise<Connection<HandoverItemType>> {
    const where: FindOptionsWhere<HandoverItemRow> = { handoverId };
    const from = page.after === null ? where : { ...where, id: MoreThan(decodeCursor(page.after)) };
    const [rows, totalCount] = await Promise.all([
      this.store.read.find(HandoverItemRow, { where: from, order: { id: 'ASC' }, take: page.first + 1 }),
      this.store.read.countBy(HandoverItemRow, where),
    ]);
    return connection(rows.map(itemOf), page, totalCount, (item) => item.id);
  }

  private inStatus(status: HandoverStatus | null): FindOptionsWhere<HandoverRow> {
    switch (status) {
      case null:
        return {};
      case HandoverStatus.DONE:
        return { closedAt: Not(IsNull()) };
      case HandoverStatus.OPEN:
        return { closedAt: IsNull(), dueOn: MoreThanOrEqual(this.today()) };
      case HandoverStatus.OVERDUE:
        return { closedAt: IsNull(), dueOn: LessThan(this.today()) };
    }
  }

  private today(): Day {
    return dayOf(this.clock.now());
  }
}

function handoverOf(row: HandoverRow, today: Day): HandoverType {
  const { id, because, receivedAt, openedAt, dueOn, closedAt, annulledAt, reverseAt } = row;
  const open = dueOn < today ? HandoverStatus.OVERDUE : HandoverStatus.OPEN;
  return {
    id,
    because,
    receivedAt,
    openedAt,
    dueOn,
    closedAt,
    annulledAt,
    reverse: row.reverse as HandoverReverseStatus | null,
    reverseAt,
    status: closedAt === null ? open : HandoverStatus.DONE,
    person: { id: row.personId },
    appointment: { id: row.appointmentId },
    post: { id: row.postId },
    unit: { id: row.unitId },
    decision: row.decisionId === null ? null : { id: row.decisionId },
    receiver: row.receiverId === null ? null : { id: row.receiverId },
    receiverUnit: { id: row.receiverUnitId },
  };
}

function itemOf(row: HandoverItemRow): HandoverItemType {
  const { id, ref, label, dueOn, at } = row;
  return {
    id,
    ref,
    label,
    dueOn,
    at,
    kind: row.kind as HandoverItemKind,
    status: row.status as HandoverItemStatus,
    from: { id: row.fromPersonId },
    to: row.toPersonId === null ? null : { id: row.toPersonId },
    toUnit: row.toUnitId === null ? null : { id: row.toUnitId },
  };
}
