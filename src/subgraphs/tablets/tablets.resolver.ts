/** The register of tablets: looking into it and changing hands. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Refusal } from '../../errors/refusal';
import { pageRequest } from '../../shared/pages.graphql';
import { connection, decodeCursor, type Connection } from '../../shared/paging';
import type { Context } from '../identity/face';
import { unitsWithin } from '../identity/face-reach';
import { applicationsOf, obstacles, type ApplicationSettings } from './eligibility';
import type { TabletLoaders } from './loaders';
import type { TabletRegistry } from './registry';
import type { TabletService } from './service';
import {
  CustodyType,
  HandTabletToUnitArgs,
  IssueTabletArgs,
  PersonStub,
  ReceiveTabletsInput,
  ReissueTabletArgs,
  ReturnTabletArgs,
  TabletConnection,
  TabletImportType,
  TabletType,
  TabletsArgs,
} from './tablet.graphql';
import { custodyOf, importProblemOf, statusOf, tabletOf } from './translate';

@Resolver(() => TabletType)
export class TabletsResolver {
  constructor(
    private readonly registry: TabletRegistry,
    private readonly loaders: TabletLoaders,
    private readonly service: TabletService,
    private readonly applications: ApplicationSettings,
  ) {}

  @Query(() => TabletType, {
    nullable: true,
    description: 'One tablet, for its holder and for who manages tablets at its unit.',
  })
  async tablet(
    @Arg('id', () => ID, { description: 'Id of the tablet.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<TabletType | null> {
    ctx.signedIn();
    const tablet = await this.loaders.tablet(ctx, id);
    if (tablet === null) return null;
    if (!(await this.loaders.sees(ctx, tablet))) throw new Refusal('FORBIDDEN', { permission: 'tablet:read' });
    return tabletOf(tablet);
  }

  @Query(() => TabletConnection, {
    description: 'The register, oldest first; a unit administrator sees the tablets of the units that they administer.',
  })
  async tablets(@Args(() => TabletsArgs) args: TabletsArgs, @Ctx() ctx: Context): Promise<Connection<TabletType>> {
    const unitIds = unitsInReach(ctx, args.unitId ?? null);
    const page = pageRequest(args);
    const afterId = page.after === null ? null : decodeCursor(page.after);
    const { rows, totalCount } = await this.registry.list(
      { unitIds, status: statusOf(args.status), awaited: args.awaitingReturn === true, afterId },
      page,
    );
    return connection(rows.map(tabletOf), page, totalCount, (tablet) => tablet.id);
  }

  @Mutation(() => [TabletType], {
    description:
      'Puts new tablets on the books of a unit; all of them or none. At most 200 at once; bring in more with `importTablets`.',
  })
  async receiveTablets(
    @Arg('input', () => ReceiveTabletsInput, { description: 'What came.' }) input: ReceiveTabletsInput,
    @Ctx() ctx: Context,
  ): Promise<TabletType[]> {
    ctx.require('tablet:manage', { units: [input.unitId] });
    const ids = await this.service.receive(ctx, input);
    return (await this.registry.findMany(ids)).flatMap((tablet) => (tablet === null ? [] : [tabletOf(tablet)]));
  }

  @Mutation(() => TabletType, {
    description: 'Hands a tablet to a person, all of whose applications have an active account.',
  })
  async issueTablet(@Args(() => IssueTabletArgs) args: IssueTabletArgs, @Ctx() ctx: Context): Promise<TabletType> {
    ctx.signedIn();
    return this.shown(ctx, await this.service.issue(ctx, args.tabletId, args.personId, args.recordNumber));
  }

  @Mutation(() => TabletType, { description: 'Takes a tablet back from its holder; its unit answers for it again.' })
  async returnTablet(@Args(() => ReturnTabletArgs) args: ReturnTabletArgs, @Ctx() ctx: Context): Promise<TabletType> {
    ctx.signedIn();
    return this.shown(ctx, await this.service.takeBack(ctx, args.tabletId, args.recordNumber, args.personId ?? null));
  }

  @Mutation(() => TabletImportType, {
    description: 'Enters a delivery from a CSV table with the columns serial, model, unit and, if wanted, record.',
  })
  async importTablets(
    @Arg('csv', () => String, { description: 'The table: UTF-8, RFC 4180, at most 5,000 rows.' }) csv: string,
    @Arg('dryRun', () => Boolean, { defaultValue: false, description: 'True: judged as it would be, nothing entered.' })
    dryRun: boolean,
    @Ctx() ctx: Context,
  ): Promise<TabletImportType> {
    ctx.signedIn();
    const { problems, ...counts } = await this.service.importBatch(ctx, csv, dryRun);
    return { ...counts, problems: problems.map((one) => importProblemOf(one, ctx.language)) };
  }

  @Mutation(() => TabletType, { description: 'Puts a tablet that nobody holds on the books of another unit.' })
  async handTabletToUnit(
    @Args(() => HandTabletToUnitArgs) args: HandTabletToUnitArgs,
    @Ctx() ctx: Context,
  ): Promise<TabletType> {
    ctx.signedIn();
    return this.shown(ctx, await this.service.moveToUnit(ctx, args.tabletId, args.unitId, args.recordNumber));
  }

  @Mutation(() => TabletType, {
    description: 'Hands a tablet that came back to who came after its last holder, or to the person named.',
  })
  async reissueTablet(
    @Args(() => ReissueTabletArgs) args: ReissueTabletArgs,
    @Ctx() ctx: Context,
  ): Promise<TabletType> {
    return this.shown(ctx, await this.service.reissue(ctx, args.tabletId, args.personId ?? null, args.recordNumber));
  }

  @FieldResolver(() => PersonStub, {
    nullable: true,
    description:
      'Who came after the last holder, to be given it next; null while somebody holds it or nobody is known.',
  })
  async proposedHolder(@Root() tablet: TabletType, @Ctx() ctx: Context): Promise<PersonStub | null> {
    const id = await this.loaders.nextHolder(ctx, tablet.id);
    return id === null ? null : { id };
  }

  @FieldResolver(() => PersonStub, { nullable: true, description: 'Who holds it now; null while its unit keeps it.' })
  async holder(@Root() tablet: TabletType, @Ctx() ctx: Context): Promise<PersonStub | null> {
    const id = await this.loaders.holderOf(ctx, tablet.id);
    return id === null ? null : { id };
  }

  @FieldResolver(() => [CustodyType], { description: 'Everyone who has answered for it, oldest first.' })
  async custody(@Root() tablet: TabletType, @Ctx() ctx: Context): Promise<CustodyType[]> {
    return (await this.loaders.custody(ctx, tablet.id)).map(custodyOf);
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'True when every application on it has an active account of its holder; null while nobody holds it.',
  })
  async usable(@Root() tablet: TabletType, @Ctx() ctx: Context): Promise<boolean | null> {
    const holderId = await this.loaders.holderOf(ctx, tablet.id);
    if (holderId === null) return null;
    return obstacles(applicationsOf(this.applications, await this.loaders.accountsOf(ctx, holderId))).length === 0;
  }

  /** As it is after a change, whatever was read before it in the same request. */
  private async shown(ctx: Context, id: string): Promise<TabletType> {
    this.loaders.forget(ctx);
    const tablet = await this.loaders.tablet(ctx, id);
    if (tablet === null) throw new Refusal('NOT_FOUND', { kind: 'tablet', id });
    return tabletOf(tablet);
  }
}

/** The units whose tablets may be listed; null for all. */
function unitsInReach(ctx: Context, unitId: string | null): readonly string[] | null {
  if (unitId !== null) {
    ctx.require('tablet:read', { units: [unitId] });
    return [unitId];
  }
  if (ctx.may('tablet:read')) return null;
  const reached = unitsWithin(ctx.signedIn(), 'tablet:read');
  if (reached.length === 0) throw new Refusal('FORBIDDEN', { permission: 'tablet:read' });
  return reached;
}
