/** Role changes: a page to catch up, a stream to follow. */
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import type { Connection, PageRequest } from '../../shared/paging';
import type { Context } from '../identity/face';
import type { RoleChangeKind } from './office/role-changes';
import { LanguageType } from './organisation.graphql';
import type { OfficeSnapshots } from './office-snapshots';
import type { PlacedChange, RoleChangeFeed, RoleChangeFilter } from './role-change-feed';
import {
  OfficeSnapshotType,
  PostSnapshotType,
  RoleChangeConnection,
  RoleChangeKindType,
  RoleChangeType,
  UnitSnapshotType,
  officeHolderOf,
  roleChangeOf,
} from './role-change.graphql';

@ArgsType()
class RoleChangesArgs extends PageArgs {
  @Field(() => [ID], { nullable: true, description: 'Only in these units and below them.' })
  unitIds?: string[] | null;

  @Field(() => [RoleChangeKindType], { nullable: true, description: 'Only of these kinds.' })
  kinds?: RoleChangeKindType[] | null;
}

@ArgsType()
class SnapshotArgs extends PageArgs {
  @Field(() => [ID], { nullable: true, description: 'Only in these units and below them.' })
  unitIds?: string[] | null;
}

@ArgsType()
class FollowArgs {
  @Field(() => String, { nullable: true, description: 'From this cursor; from now when left out.' })
  after?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Only in these units and below them.' })
  unitIds?: string[] | null;

  @Field(() => [RoleChangeKindType], { nullable: true, description: 'Only of these kinds.' })
  kinds?: RoleChangeKindType[] | null;
}

/** type-graphql subscribes before it has an instance, so the class is made around the feed. */
export function roleChangesResolver(feed: RoleChangeFeed, snapshots: OfficeSnapshots): { new (): object } {
  @Resolver(() => RoleChangeType)
  class RoleChangesResolver {
    @Query(() => RoleChangeConnection, {
      description:
        'Role changes in the order of the log; `endCursor` is where the subscription goes on, before the oldest that is kept with `first: 0`. `totalCount` counts the whole log.',
    })
    async roleChanges(
      @Args(() => RoleChangesArgs) args: RoleChangesArgs,
      @Ctx() ctx: Context,
    ): Promise<Connection<RoleChangeType>> {
      authorise(ctx, args.unitIds);
      const page = await feed.page(logPageRequest(args), filterOf(args));
      const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: roleChangeOf(node.change, node.cursor) }));
      return { ...page, edges };
    }

    @Query(() => OfficeSnapshotType, {
      description: 'Who holds office now, with the cursor that belongs to it: where a subscriber begins.',
    })
    async officeSnapshot(
      @Args(() => SnapshotArgs) args: SnapshotArgs,
      @Ctx() ctx: Context,
    ): Promise<OfficeSnapshotType> {
      authorise(ctx, args.unitIds);
      const { cursor, holders } = await snapshots.page(pageRequest(args), args.unitIds ?? null);
      const edges = holders.edges.map((edge) => ({ cursor: edge.cursor, node: officeHolderOf(edge.node) }));
      return { cursor, holders: { ...holders, edges } };
    }

    @Subscription(() => RoleChangeType, {
      name: 'roleChanges',
      description: 'Role changes from a cursor, then live; no gap and no repeat.',
      subscribe: ({ args, context }: { args: Partial<FollowArgs>; context: Context }) => {
        authorise(context, args.unitIds);
        return feed.follow(args.after ?? null, filterOf(args), context.signal);
      },
    })
    followRoleChanges(@Root() placed: PlacedChange, @Args(() => FollowArgs) args: FollowArgs): RoleChangeType {
      void args;
      return roleChangeOf(placed.change, placed.cursor);
    }
  }
  return RoleChangesResolver;
}

@Resolver(() => PostSnapshotType)
export class PostSnapshotResolver {
  @FieldResolver(() => String, { description: 'Its title.' })
  title(
    @Root() post: PostSnapshotType,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'In which language.' })
    lang: LanguageType,
  ): string {
    return lang === LanguageType.EN ? post.titles.titleEn : post.titles.titleVi;
  }
}

@Resolver(() => UnitSnapshotType)
export class UnitSnapshotResolver {
  @FieldResolver(() => String, { description: 'Its name.' })
  name(
    @Root() unit: UnitSnapshotType,
    @Arg('lang', () => LanguageType, { defaultValue: LanguageType.VI, description: 'In which language.' })
    lang: LanguageType,
  ): string {
    return lang === LanguageType.EN ? unit.names.nameEn : unit.names.nameVi;
  }
}

/** A page of none is a place in the log, too. */
function logPageRequest(args: PageArgs): PageRequest {
  return args.first === 0 ? { first: 0, after: args.after ?? null } : pageRequest(args);
}

function authorise(ctx: Context, unitIds: readonly string[] | null | undefined): void {
  ctx.require('role-changes:read', unitIds ? { units: unitIds } : {});
}

function filterOf(args: {
  readonly unitIds?: readonly string[] | null;
  readonly kinds?: readonly RoleChangeKindType[] | null;
}): RoleChangeFilter {
  return { unitIds: args.unitIds ?? null, kinds: (args.kinds ?? null) as readonly RoleChangeKind[] | null };
}
