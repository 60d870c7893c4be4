/** Reads of the tablet register; nothing here writes or authorises. */
import { In, IsNull, MoreThan, Not, type FindOptionsWhere } from 'typeorm';
import type { PageRequest } from '../../shared/paging';
import type { Store } from '../../store/store';
import { Custody } from './custody.entity';
import { Tablet, type TabletStatus } from './tablet.entity';

export interface TabletFilter {
  /** Null for all units. */
  readonly unitIds: readonly string[] | null;
  readonly status: TabletStatus | null;
  /** Null for all. */
  readonly ids: readonly string[] | null;
  /** Tablet id after which the page begins. */
  readonly afterId: string | null;
}

export class TabletRegistry {
  constructor(private readonly store: Store) {}

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
    const where: FindOptionsWhere<Tablet> = {
      ...(filter.unitIds === null ? {} : { unitId: In([...filter.unitIds]) }),
      ...(filter.status === null ? {} : { status: filter.status }),
    };
    if (filter.ids !== null) where.id = In([...filter.ids]);
    const after = filter.afterId;
    const rest = filter.ids?.filter((id) => after === null || id > after);
    const beyond = after === null ? where : { ...where, id: MoreThan(after) };
    const from = rest === undefined ? beyond : { ...where, id: In(rest) };
    const [rows, totalCount] = await Promise.all([
      this.store.read.find(Tablet, { where: from, order: { id: 'ASC' }, take: page.first + 1 }),
      this.store.read.countBy(Tablet, where),
    ]);
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
