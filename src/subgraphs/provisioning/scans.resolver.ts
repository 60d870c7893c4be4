/** Whole targets: what their last scan found, every account by situation, and whether they are written at all. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { MoreThan } from 'typeorm';
import { ShadowRow, situationsOf, type Engine, type TargetScanRow } from '../../provisioning/effects';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import { connection, decodeCursor, type Connection } from '../../shared/paging';
import type { Store } from '../../store/store';
import type { Context } from '../identity/face';
import { AccountConnection, TargetType, type AccountType } from './account.graphql';
import { ScanStatus, ScanType } from './scan.graphql';
import type { ScanService } from './scan-service';
import { accountOf, targetOf } from './translate';

@Resolver(() => TargetType)
export class TargetScanResolver {
  constructor(private readonly engine: Engine) {}

  @FieldResolver(() => ScanType, {
    nullable: true,
    description: 'The scan under way, else the last one; null when all of its accounts were never read.',
  })
  async scan(@Root() target: TargetType, @Ctx() ctx: Context): Promise<ScanType | null> {
    ctx.require('account:read');
    const row = (await this.engine.scans.latest([target.id])).get(target.id);
    return row === undefined ? null : scanOf(row, await this.engine.scans.pending(target.id));
  }
}

@Resolver()
export class AccountListResolver {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
  ) {}

  @Query(() => AccountConnection, {
    description: 'Every account known at a target, in the order in which it became known; those of nobody included.',
  })
  async accounts(
    @Arg('targetId', () => ID, { description: 'The target.' }) targetId: string,
    @Arg('situation', () => String, {
      nullable: true,
      description: 'Only those: `linked`, `unlinked`, `unmatched`, `disputed`, `protected`, `gone`.',
    })
    situation: string | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<AccountType>> {
    ctx.require('account:read');
    await this.engine.targets.require(targetId);
    const page = pageRequest(args);
    const where = { targetId, ...(situation ? { situation } : {}) };
    const after = page.after === null ? {} : { id: MoreThan(decodeCursor(page.after)) };
    const [rows, total] = await Promise.all([
      this.store.read.find(ShadowRow, {
        where: { ...where, ...after },
        order: { id: 'ASC' },
        take: page.first + 1,
      }),
      this.store.read.countBy(ShadowRow, where),
    ]);
    return connection(rows.map(accountOf), page, total, (account) => account.id);
  }
}

@Resolver()
export class ScansResolver {
  constructor(
    private readonly service: ScanService,
    private readonly engine: Engine,
  ) {}

  @Query(() => TargetType, {
    nullable: true,
    description: 'One target, whose unit may have ended; null when there is none and never was.',
  })
  async target(
    @Arg('id', () => ID, { description: 'The target.' }) id: string,
    @Ctx() ctx: Context,
  ): Promise<TargetType | null> {
    ctx.require('policy:read');
    const found = await this.engine.targets.find(id);
    return found === null ? null : targetOf(found);
  }

  @Mutation(() => TargetType, {
    description:
      'Reads all accounts of a target, page by page; answers at once, and `Target.scan` tells how far it is.',
  })
  async scanTarget(
    @Arg('targetId', () => ID, { description: 'The target.' }) targetId: string,
    @Ctx() ctx: Context,
  ): Promise<TargetType> {
    ctx.require('reconcile');
    await this.service.scan(ctx, targetId);
    return targetOf(await this.engine.targets.require(targetId));
  }

  @Mutation(() => [TargetType], {
    description: 'From now on a target, or every one, is read and compared and not written until a person ends that.',
  })
  async observeOnly(
    @Arg('targetId', () => ID, { nullable: true, description: 'The target; every one when left out.' })
    targetId: string | null | undefined,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<TargetType[]> {
    ctx.require('target:manage');
    await this.service.observeOnly(ctx, targetId ?? null, reason);
    return this.shown(targetId ?? null);
  }

  @Mutation(() => [TargetType], {
    description: 'A target, or every one, is written again; what that does goes through the brake as one plan.',
  })
  async endObserveOnly(
    @Arg('targetId', () => ID, { nullable: true, description: 'The target; every one when left out.' })
    targetId: string | null | undefined,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<TargetType[]> {
    ctx.require('target:manage');
    await this.service.endObserveOnly(ctx, targetId ?? null, reason);
    return this.shown(targetId ?? null);
  }

  private async shown(targetId: string | null): Promise<TargetType[]> {
    const { targets } = this.engine;
    return (targetId === null ? await targets.list() : [await targets.require(targetId)]).map(targetOf);
  }
}

function scanOf(row: TargetScanRow, pending: number): ScanType {
  const situations = Object.entries(situationsOf(row)).map(([situation, count]) => ({ situation, count }));
  return {
    id: row.id,
    status: ScanStatus[row.status.toUpperCase() as keyof typeof ScanStatus],
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
    complete: row.status === 'complete',
    seen: row.seen,
    situations: pending > 0 ? [...situations, { situation: 'pending', count: pending }] : situations,
    drifted: row.drifted,
    missing: row.missing,
    errorCode: row.errorCode,
    errorMessage: row.errorMessage,
  };
}
