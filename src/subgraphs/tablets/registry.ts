/** Reads of the tablet register; nothing here writes or authorises. */
import { In, IsNull, Not } from 'typeorm';
import type { PageRequest } from '../../shared/paging';
import type { Store } from '../../store/store';
import { Custody } from './custody.entity';
import type { TabletHandovers } from './ports';
import { Tablet, type TabletStatus } from './tablet.entity';

export interface TabletFilter {
  /** Null for all units. */
  readonly unitIds: readonly string[] | null;
  readonly status: TabletStatus | null;
  /** True: only those that a leaver should give back and has not. */
  readonly awaited: boolean;
  /** Tablet id after which the page begins. */
  readonly afterId: string | null;
}

export class TabletRegistry {
  constructor(
    private readonly store: Store,
    private readonly handovers: Pick<TabletHandovers, 'onlyAwaited'>,
  ) {}

  find(id: string): Promise<Tablet | null> {
    return this.store.read.findOneBy(Tablet, { id });
  }

  async findMany(ids: readonly string[]): Promise<readonly (Tablet | null)[]> {
    const found = await this.store.read.findBy(Tablet, { id: In([...ids]) });
    const byId = new Map(found.map((tablet) => [tablet.id, tablet]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** One row more than asked for, and how many there are in all. */
  async list(
    filter: TabletFilter,
    page: PageRequest,
  ): Promise<{ readonly rows: readonly Tablet[]; readonly totalCount: number }> {
    const { unitIds, status, awaited, afterId } = filter;
    const query = this.store.read.createQueryBuilder(Tablet, 'tablet').where('1 = 1');
    if (unitIds !== null) query.andWhere(unitIds.length > 0 ? 'tablet.unitId IN (:...unitIds)' : '1 = 0', { unitIds });
    if (status !== null) query.andWhere('tablet.status = :status', { status });
    if (awaited) this.handovers.onlyAwaited(query, 'tablet.id');
    const totalCount = await query.getCount();
    if (afterId !== null) query.andWhere('tablet.id > :afterId', { afterId });
    const rows = await query
      .orderBy('tablet.id', 'ASC')
      .limit(page.first + 1)
      .getMany();
    return { rows, totalCount };
  }

  /** What each of these persons holds now, in the order of the ids. */
  async heldBy(personIds: readonly string[]): Promise<readonly (readonly Tablet[])[]> {
    const links = await this.store.read.findBy(Custody, { holderId: In([...personIds]), openTabletId: Not(IsNull()) });
    const tablets = await this.findMany(links.map((link) => link.tabletId));
    return personIds.map(
      (personId) =>
        tablets.filter((tablet, index) => tablet !== null && links[index]?.holderId === personId) as Tablet[],
    );
  }

  /** Who holds it now; null while its unit keeps it. */
  async holderOf(tabletId: string): Promise<string | null> {
    const link = await this.store.read.findOneBy(Custody, { openTabletId: tabletId });
    return link?.holderId ?? null;
  }

  /** The chain of each tablet, oldest link first, in the order of the ids. */
  async custodyOf(tabletIds: readonly string[]): Promise<readonly (readonly Custody[])[]> {
    const links = await this.store.read.findBy(Custody, { tabletId: In([...tabletIds]) });
    links.sort(inTurn);
    return tabletIds.map((tabletId) => links.filter((link) => link.tabletId === tabletId));
  }
}

/** By beginning; a link that ended in the instant in which the next began comes before it. */
function inTurn(a: Custody, b: Custody): number {
  const end = (link: Custody): number => link.endsAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return a.startsAt.getTime() - b.startsAt.getTime() || end(a) - end(b);
}
