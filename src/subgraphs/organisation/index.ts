/** The organisation room: units, posts, people, decisions, appointments, and the stream of role changes. */
import type { LiveLog } from '../../events';
import type { DueMarker, OfficeReader } from '../../provisioning/office-reader';
import type { Clock } from '../../shared/clock';
import { ResolverContainer } from '../../shared/container';
import type { Room } from '../../shared/room';
import { buildSubgraph, type ReferenceResolver } from '../../shared/subgraph';
import type { Store } from '../../store/store';
import type { Context } from '../identity/face';
import { announceDue, nextAnnouncementAt } from './announcements';
import { Catalogue } from './catalogue';
import { Decisions } from './decisions';
import { DecisionLineResolver, DecisionResolver } from './decisions.resolver';
import { Loaders } from './loaders';
import { OfficeSnapshots } from './office-snapshots';
import { People } from './people';
import { AppointmentResolver, DelegationResolver, PersonResolver } from './people.resolver';
import type { PlanHashReader } from './ports';
import { Queries } from './queries';
import { StoredOffice } from './reader';
import { RoleChangeFeed } from './role-change-feed';
import { PostSnapshotResolver, UnitSnapshotResolver, roleChangesResolver } from './role-changes.resolver';
import { StoredStanding, type StandingReader } from './standing-reader';
import { PositionResolver, PostResolver, SuccessionResolver, UnitResolver } from './units.resolver';
import { UnitsInForce } from './units-in-force';

export { ORGANISATION_ENTITIES } from './organisation-entities';
export type { PlanHashReader } from './ports';
export type { StandingReader } from './standing-reader';

export interface OrganisationNeeds {
  readonly store: Store;
  readonly clock: Clock;
  /** Told, inside the recording transaction, whose access may have changed. */
  readonly due: DueMarker;
  /** Asked only when an input carries `previewHash`. */
  readonly planHash: PlanHashReader;
  /** At least 16 bytes; encrypts and matches citizen numbers. */
  readonly citizenKey: Buffer;
  /** Orders the log, and wakes subscriptions when it has grown; the relay is one. */
  readonly log: LiveLog;
}

export interface Announcements {
  /** Moves role changes whose instant has come into the log; returns how many. */
  announceDue(now: Date): Promise<number>;
  /** When the next one is due; null when none waits. */
  nextDueAt(): Promise<Date | null>;
}

export interface OrganisationRoom extends Room {
  readonly office: OfficeReader;
  readonly standing: StandingReader;
  readonly announcements: Announcements;
  readonly units: UnitsInForce;
}

export function createOrganisationRoom(needs: OrganisationNeeds): OrganisationRoom {
  const { store, clock } = needs;
  const loaders = new Loaders(store);
  const queries = new Queries(store);
  const catalogue = new Catalogue(store);
  const decisions = new Decisions(needs);
  const feed = new RoleChangeFeed(store, needs.log);
  const RoleChangesResolver = roleChangesResolver(feed, new OfficeSnapshots(store, clock, needs.log, feed.reader));
  const resolvers: object[] = [
    new UnitResolver(loaders, queries, clock),
    new SuccessionResolver(loaders),
    new PositionResolver(catalogue),
    new PostResolver(loaders, clock),
    new PersonResolver(new People(store, needs.citizenKey), loaders, queries, clock),
    new AppointmentResolver(loaders, queries, clock),
    new DelegationResolver(loaders),
    new DecisionResolver(decisions, loaders, queries),
    new DecisionLineResolver(loaders),
    new RoleChangesResolver(),
    new PostSnapshotResolver(),
    new UnitSnapshotResolver(),
  ];
  const subgraph = buildSubgraph<Context>({
    name: 'organisation',
    schema: {
      resolvers: [
        UnitResolver,
        SuccessionResolver,
        PositionResolver,
        PostResolver,
        PersonResolver,
        AppointmentResolver,
        DelegationResolver,
        DecisionResolver,
        DecisionLineResolver,
        RoleChangesResolver,
        PostSnapshotResolver,
        UnitSnapshotResolver,
      ],
      container: new ResolverContainer(resolvers),
      // Asked for wherever there is a subscription; ours reads the log itself and never publishes.
      pubSub: { publish: () => undefined, subscribe: () => neverPublished() },
    },
    references: {
      Unit: byId((ctx, id) => loaders.unit(ctx, id)),
      Post: byId((ctx, id) => loaders.post(ctx, id)),
      Person: byId((ctx, id) => loaders.person(ctx, id)),
      Appointment: byId((ctx, id) => loaders.appointment(ctx, id)),
      Decision: byId((ctx, id) => loaders.decision(ctx, id)),
    },
  });
  return {
    subgraph,
    office: new StoredOffice(store, clock),
    standing: new StoredStanding(store),
    announcements: { announceDue: (now) => announceDue(store, now), nextDueAt: () => nextAnnouncementAt(store) },
    units: new UnitsInForce(store, clock),
  };
}

async function* neverPublished(): AsyncGenerator<never> {}

/** Signed-in principals may follow references; what led to them has been authorised where it is. */
function byId(load: (ctx: Context, id: string) => Promise<object | null>): ReferenceResolver<Context> {
  return (keys, ctx) => {
    ctx.signedIn();
    return Promise.all(keys.map((key) => load(ctx, String(key['id']))));
  };
}
