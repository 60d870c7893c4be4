/** Which devices leavers still hold and should give back: a condition on somebody else's list of devices. */
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { HandoverItemRow } from './handover-item.entity';

/** Leaves those of the list for which the minutes of a handover wait. `tabletId` is the list's column of their ids. */
export function onlyAwaited<T extends ObjectLiteral>(query: SelectQueryBuilder<T>, tabletId: string): void {
  const awaited = query
    .subQuery()
    .select('awaited.ref')
    .from(HandoverItemRow, 'awaited')
    .where('awaited.kind = :awaitedKind AND awaited.status = :awaitedStatus')
    .getQuery();
  query.andWhere(`${tabletId} IN ${awaited}`, { awaitedKind: 'TABLET', awaitedStatus: 'OPEN' });
}
