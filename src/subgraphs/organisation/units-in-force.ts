/** Which units there are today, of those that are asked after: without reading the tree around them. */
import { In } from 'typeorm';
import type { Clock } from '../../shared/clock';
import { covers, dayOf } from '../../shared/day';
import { chunks } from '../../shared/lists';
import type { Store } from '../../store/store';
import { UnitRow } from './unit.entity';

export class UnitsInForce {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async among(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const today = dayOf(this.clock.now());
    const found = new Set<string>();
    for (const some of chunks([...new Set(ids)])) {
      const rows = await this.store.read.findBy(UnitRow, { id: In(some), annulled: false });
      for (const row of rows) if (covers(row.startsOn, row.endsOn, today)) found.add(row.id);
    }
    return found;
  }
}
