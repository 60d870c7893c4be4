/** What one request reads of this room, each thing once, and who may see it. */
import type DataLoader from 'dataloader';
import type { Context } from '../identity/face';
import type { Custody } from './custody.entity';
import type { AccountStatus } from './eligibility';
import type { NextHolders } from './next-holders';
import type { AccountStatusReader } from './ports';
import type { TabletRegistry } from './registry';
import type { Tablet } from './tablet.entity';

export class TabletLoaders {
  constructor(
    private readonly registry: TabletRegistry,
    private readonly accounts: AccountStatusReader,
    private readonly nextHolders: NextHolders,
  ) {}

  tablet(ctx: Context, id: string): Promise<Tablet | null> {
    return this.tablets(ctx).load(id);
  }

  heldBy(ctx: Context, personId: string): Promise<readonly Tablet[]> {
    return this.holdings(ctx).load(personId);
  }

  custody(ctx: Context, tabletId: string): Promise<readonly Custody[]> {
    return this.chains(ctx).load(tabletId);
  }

  /** What was read before a change in the same request is read again after it. */
  forget(ctx: Context): void {
    for (const loader of [this.tablets(ctx), this.holdings(ctx), this.chains(ctx), this.next(ctx)]) loader.clearAll();
  }

  accountsOf(ctx: Context, personId: string): Promise<readonly AccountStatus[]> {
    return ctx
      .loader<string, readonly AccountStatus[]>('tablets.accounts', async (ids) => {
        const all = await this.accounts.statuses(ids);
        return ids.map((id) => all.filter((account) => account.personId === id));
      })
      .load(personId);
  }

  /** Who is to be given it next; null while somebody holds it or nobody is known. */
  nextHolder(ctx: Context, tabletId: string): Promise<string | null> {
    return this.next(ctx).load(tabletId);
  }

  /** The person who holds it now, or null. */
  async holderOf(ctx: Context, tabletId: string): Promise<string | null> {
    const chain = await this.custody(ctx, tabletId);
    return chain.find((link) => link.openTabletId !== null)?.holderId ?? null;
  }

  /** A tablet is seen by who manages tablets at its unit and by its holder. */
  async sees(ctx: Context, tablet: Tablet): Promise<boolean> {
    if (ctx.may('tablet:read', { units: [tablet.unitId] })) return true;
    const { principal } = ctx;
    return principal?.kind === 'person' && (await this.holderOf(ctx, tablet.id)) === principal.id;
  }

  private tablets(ctx: Context): DataLoader<string, Tablet | null> {
    return ctx.loader('tablets.byId', (ids) => this.registry.findMany(ids));
  }

  private holdings(ctx: Context): DataLoader<string, readonly Tablet[]> {
    return ctx.loader('tablets.heldBy', (ids) => this.registry.heldBy(ids));
  }

  private next(ctx: Context): DataLoader<string, string | null> {
    return ctx.loader('tablets.next', (ids) => this.nextHolders.of(ids));
  }

  private chains(ctx: Context): DataLoader<string, readonly Custody[]> {
    return ctx.loader('tablets.custody', (ids) => this.registry.custodyOf(ids));
  }
}
