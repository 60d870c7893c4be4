/** Accounts: on their person, by themselves, and where they have drifted. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, pageRequest } from '../../shared/pages.graphql';
import type { Connection } from '../../shared/paging';
import { InstantScalar } from '../../shared/scalars';
import { Refusal } from '../../errors/refusal';
import type { Context } from '../identity/face';
import { refuseOwn } from '../identity/face-delegation';
import {
  AccountType,
  ConditionType,
  DesiredAccountType,
  DriftConnection,
  GrantType,
  TargetType,
  type DriftType,
} from './account.graphql';
import type { AccountViews } from './account-views';
import type { ActingPeople } from './approvals';
import type { DriftReader } from './drift';
import type { Reach } from './reach';
import type { ProvisioningService } from './service';
import { PersonStub } from './stubs.graphql';
import { desiredOf, grantOf, targetOf } from './translate';

@Resolver(() => PersonStub)
export class PersonAccountsResolver {
  constructor(
    private readonly views: AccountViews,
    private readonly reach: Reach,
  ) {}

  @FieldResolver(() => [AccountType], {
    nullable: true,
    description: 'The person’s accounts at all targets, those that are wanted and not there yet included.',
  })
  async accounts(@Root() person: PersonStub, @Ctx() ctx: Context): Promise<AccountType[]> {
    await this.reach.require(ctx, 'account:read', person.id);
    return this.views.ofPerson(ctx, person.id);
  }
}

@Resolver(() => AccountType)
export class AccountsResolver {
  constructor(
    private readonly views: AccountViews,
    private readonly service: ProvisioningService,
    private readonly drifts: DriftReader,
    private readonly reach: Reach,
    private readonly people: ActingPeople,
  ) {}

  @FieldResolver(() => TargetType, { description: 'Where it is.' })
  async target(@Root() account: AccountType, @Ctx() ctx: Context): Promise<TargetType> {
    return targetOf(await this.views.targetNamed(ctx, account.targetId));
  }

  @FieldResolver(() => [GrantType], {
    description: 'Entitlements that the target last told of, each with what justifies it.',
  })
  async grants(@Root() account: AccountType, @Ctx() ctx: Context): Promise<GrantType[]> {
    const wanted = await this.views.desired(ctx, account);
    return account.observedGrants.map((grant) => grantOf(grant, wanted?.grants ?? []));
  }

  @FieldResolver(() => DesiredAccountType, {
    nullable: true,
    description: 'What the policy wants of it; null when nothing justifies it.',
  })
  async desired(@Root() account: AccountType, @Ctx() ctx: Context): Promise<DesiredAccountType | null> {
    const wanted = await this.views.desired(ctx, account);
    return wanted === null ? null : desiredOf(wanted);
  }

  @FieldResolver(() => [ConditionType], { description: 'What a person may want to look at; empty when all is well.' })
  conditions(@Root() account: AccountType, @Ctx() ctx: Context): Promise<ConditionType[]> {
    return this.views.conditions(ctx, account);
  }

  @Query(() => DriftConnection, {
    description: 'Accounts that differ from what is wanted although nothing is under way.',
  })
  async drift(
    @Arg('targetId', () => ID, {
      nullable: true,
      description: 'Only at this target; the name of a system stands for all of its instances.',
    })
    targetId: string | null | undefined,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Promise<Connection<DriftType>> {
    ctx.require('account:read');
    return this.drifts.page(targetId ?? null, pageRequest(args));
  }

  @Mutation(() => AccountType, {
    description: 'Says whose an account is that we did not create; from then on it is written like our own.',
  })
  async linkAccount(
    @Arg('targetId', () => ID, { description: 'The target.' }) targetId: string,
    @Arg('nativeId', () => String, { description: 'The target’s own id of the account.' }) nativeId: string,
    @Arg('personId', () => ID, { description: 'Whose it is.' }) personId: string,
    @Ctx() ctx: Context,
  ): Promise<AccountType> {
    await this.reach.require(ctx, 'account:link', personId);
    refuseOwn(ctx, personId);
    return this.shown(ctx, await this.service.linkAccount(ctx, targetId, nativeId, personId));
  }

  @Mutation(() => AccountType, {
    description: 'An account is nobody’s any more and is no longer written; at the target it stays as it is.',
  })
  async unlinkAccount(
    @Arg('accountId', () => ID, { description: 'The account.' }) accountId: string,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<AccountType> {
    ctx.require('account:link');
    return this.shown(ctx, await this.service.unlinkAccount(ctx, accountId, reason));
  }

  @Mutation(() => PersonStub, {
    description:
      'Stops a person’s access at once, without a decision: loss, leak, alarm. Sessions end too when no target is named.',
  })
  async lockAccess(
    @Arg('personId', () => ID, { description: 'Whose access.' }) personId: string,
    @Arg('targetId', () => ID, { nullable: true, description: 'Only at this target; everywhere when left out.' })
    targetId: string | null | undefined,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Arg('endsAt', () => InstantScalar, { nullable: true, description: 'When it ends by itself; never when left out.' })
    endsAt: Date | null | undefined,
    @Ctx() ctx: Context,
  ): Promise<PersonStub> {
    await this.requireLocking(ctx, personId);
    await this.service.lockAccess(ctx, personId, targetId ?? null, reason, endsAt ?? null);
    return { id: personId };
  }

  @Mutation(() => PersonStub, { description: 'Ends the locks of a person’s access, everywhere or at one target.' })
  async unlockAccess(
    @Arg('personId', () => ID, { description: 'Whose access.' }) personId: string,
    @Arg('targetId', () => ID, {
      nullable: true,
      description: 'Locks of this target; those of everything when left out.',
    })
    targetId: string | null | undefined,
    @Arg('reason', () => String, { description: 'Why; kept in the audit record.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<PersonStub> {
    await this.requireLocking(ctx, personId);
    refuseOwn(ctx, personId);
    await this.service.unlockAccess(ctx, personId, targetId ?? null, reason);
    return { id: personId };
  }

  /** Whoever has a role of the whole city is stopped, and let in again, by an administrator of it only. */
  private async requireLocking(ctx: Context, personId: string): Promise<void> {
    await this.reach.requireEverywhere(ctx, 'access:lock', personId);
    if ((await this.people.isBound(personId)) && !ctx.may('access:lock'))
      throw new Refusal('FORBIDDEN', { permission: 'access:lock' });
  }

  private async shown(ctx: Context, accountId: string): Promise<AccountType> {
    const account = await this.views.byId(ctx, accountId);
    if (account === null) throw new Refusal('NOT_FOUND', { kind: 'account', id: accountId });
    return account;
  }
}
