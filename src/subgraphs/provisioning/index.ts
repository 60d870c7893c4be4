/** The provisioning room: accounts, plans, operations, targets, drift and policy, over the engine. Owns no table of its own. */
import { ResolverContainer } from '../../shared/container';
import type { Clock } from '../../shared/clock';
import type { Room } from '../../shared/room';
import { buildSubgraph, type Subgraph } from '../../shared/subgraph';
import { PastFacts, policyPast, type Engine } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import type { Store } from '../../store/store';
import type { Context } from '../identity/face';
import { AccountViews } from './account-views';
import { AccountsResolver, PersonAccountsResolver } from './accounts.resolver';
import { NOBODY_BOUND, PlanApprovals, type ActingPeople } from './approvals';
import { Bases } from './basis';
import { BasisResolver } from './basis.resolver';
import { DriftReader } from './drift';
import { HandoverOperationResolver } from './handover-operation.resolver';
import { ExceptionsResolver } from './exceptions.resolver';
import { ExceptionService } from './exceptions-service';
import { HandoverReads } from './handover-reads';
import { HandoverService } from './handover-service';
import { HandoversResolver } from './handovers.resolver';
import { PlanDetail } from './plan-detail';
import {
  BlockedAccountResolver,
  OperationDetailResolver,
  OperationWaitResolver,
  PlanDetailResolver,
  StaleChangeResolver,
} from './plan-detail.resolver';
import { OperationErrorResolver, OperationsResolver, PlansResolver, type FollowArgs } from './plans.resolver';
import { PolicyDiffResolver, PolicyResolver } from './policy.resolver';
import { PolicyService } from './policy-service';
import { PreviewResolver } from './preview.resolver';
import { Reach } from './reach';
import { ProvisioningReads } from './reads';
import { Scopes } from './scope';
import { ProvisioningService } from './service';
import { ScanService } from './scan-service';
import { AccountListResolver, ScansResolver, TargetScanResolver } from './scans.resolver';
import { StaleParts } from './stale';
import { TargetsResolver } from './targets.resolver';
import { operationOf, targetOf } from './translate';
import { Whys } from './why';
import { GrantCauseResolver, WhyResolver } from './why.resolver';

export interface ProvisioningDependencies {
  readonly engine: Engine;
  readonly store: Store;
  readonly clock: Clock;
  readonly office: OfficeReader;
  /** Left out: nobody has a role of the whole city, and different principals are different people. */
  readonly people?: ActingPeople;
}

export function createProvisioningRoom({
  engine,
  store,
  clock,
  office,
  people = NOBODY_BOUND,
}: ProvisioningDependencies): Room {
  const reads = new ProvisioningReads(store, engine, office, clock);
  const reach = new Reach(office, clock);
  const views = new AccountViews(engine, reads);
  const approvals = new PlanApprovals(store, people);
  const scopes = new Scopes(store, engine, office);
  const service = new ProvisioningService(store, engine, scopes, approvals);
  const policies = policyPast(engine.policy);
  const bases = new Bases(office, policies);
  const detail = new PlanDetail(store, engine, office, views, bases, clock);
  const stale = new StaleParts(store, office, bases);
  const whys = new Whys(store, engine, office, new PastFacts(store, engine.locks, policies), bases, clock);
  const plans = new PlansResolver(engine, reads, service, reach, stale, approvals);
  const operations = new OperationsResolver(engine, reads, views, reach, plans);
  const accounts = new AccountsResolver(views, service, new DriftReader(store, engine, office, clock), reach, people);
  const handed = new HandoverReads(store, clock);
  const handovers = new HandoversResolver(handed, new HandoverService(store, engine, office));
  const instances = [
    handovers,
    new HandoverOperationResolver(handed),
    plans,
    operations,
    accounts,
    new OperationErrorResolver(),
    new PersonAccountsResolver(views, reach),
    new TargetsResolver(engine, service),
    new PolicyResolver(engine, new PolicyService(store, engine, office), plans, clock),
    new PolicyDiffResolver(),
    new ExceptionsResolver(new ExceptionService(store, engine, office), reach),
    new PreviewResolver(engine, reach),
    new TargetScanResolver(engine),
    new AccountListResolver(store, engine),
    new ScansResolver(new ScanService(store, engine, scopes), engine),
    new BasisResolver(bases),
    new PlanDetailResolver(detail, stale),
    new OperationDetailResolver(detail, stale),
    new OperationWaitResolver(),
    new BlockedAccountResolver(views),
    new StaleChangeResolver(views),
    new WhyResolver(whys, views, reach),
    new GrantCauseResolver(),
  ];
  const subgraph = buildSubgraph<Context>({
    name: 'provisioning',
    schema: {
      resolvers: [
        HandoversResolver,
        HandoverOperationResolver,
        PlansResolver,
        OperationsResolver,
        AccountsResolver,
        OperationErrorResolver,
        PersonAccountsResolver,
        TargetsResolver,
        PolicyResolver,
        PolicyDiffResolver,
        ExceptionsResolver,
        PreviewResolver,
        TargetScanResolver,
        AccountListResolver,
        ScansResolver,
        BasisResolver,
        PlanDetailResolver,
        OperationDetailResolver,
        OperationWaitResolver,
        BlockedAccountResolver,
        StaleChangeResolver,
        WhyResolver,
        GrantCauseResolver,
      ],
      container: new ResolverContainer(instances),
      pubSub: NO_PUB_SUB,
    },
    references: {
      Person: async (keys) => keys.map(({ id }) => ({ id })),
      Handover: (keys, ctx) => Promise.all(keys.map(({ id }) => handovers.reference(ctx, String(id)))),
      Plan: (keys, ctx) => Promise.all(keys.map(({ id }) => plans.reference(ctx, String(id)))),
      Target: (keys, ctx) =>
        Promise.all(
          keys.map(async ({ id }) => {
            ctx.signedIn();
            const row = ctx.may('policy:read') ? await views.target(ctx, String(id)) : null;
            return row === null ? null : targetOf(row);
          }),
        ),
      Account: (keys, ctx) =>
        Promise.all(
          keys.map(async ({ id }) => {
            const account = await views.byId(ctx, String(id));
            return account !== null && (await seesPerson(ctx, reach, 'account:read', account.person?.id))
              ? account
              : null;
          }),
        ),
      Operation: async (keys, ctx) => {
        const rows = await reads.operationsByIds(keys.map(({ id }) => String(id)));
        return Promise.all(
          keys.map(async ({ id }) => {
            const row = rows.find((one) => one.id === id);
            return row && (await seesPerson(ctx, reach, 'plan:read', row.personId)) ? operationOf(row, 'id') : null;
          }),
        );
      },
    },
  });
  joinFeed(subgraph, operations);
  return { subgraph };
}

/** type-graphql asks for one as soon as there is a subscription; ours have a source of their own. */
const NO_PUB_SUB = {
  publish: (): void => undefined,
  subscribe: (): never => {
    throw new Error('this room publishes through its feed');
  },
};

/** A decorator knows no instance, so the subscription gets its source here. */
function joinFeed(subgraph: Subgraph, operations: OperationsResolver): void {
  const field = subgraph.schema.getSubscriptionType()?.getFields().operations;
  if (field === undefined) throw new Error('the subgraph has no subscription `operations`');
  field.subscribe = (_: unknown, args: unknown, ctx: unknown) => operations.follow(ctx as Context, args as FollowArgs);
}

function seesPerson(
  ctx: Context,
  reach: Reach,
  permission: 'account:read' | 'plan:read',
  personId: string | undefined,
): Promise<boolean> {
  return personId === undefined ? Promise.resolve(ctx.may(permission)) : reach.may(ctx, permission, personId);
}
