/** The tablets room: devices, who answers for them, and the applications on them. */
import { ResolverContainer } from '../../shared/container';
import type { Room, RoomEntities } from '../../shared/room';
import { buildSubgraph } from '../../shared/subgraph';
import type { Store } from '../../store/store';
import type { Context } from '../identity/face';
import { Custody } from './custody.entity';
import type { ApplicationSettings } from './eligibility';
import { TabletLoaders } from './loaders';
import { NextHolders } from './next-holders';
import { PersonTabletsResolver } from './person.resolver';
import { NO_HANDOVERS, type AccountStatusReader, type TabletHandovers, type UnitsExist } from './ports';
import { TabletRegistry } from './registry';
import { TabletService } from './service';
import { Tablet } from './tablet.entity';
import { TabletsResolver } from './tablets.resolver';
import { tabletOf } from './translate';

export type { AccountState, AccountStatus, ApplicationSettings } from './eligibility';
export type { AccountStatusReader, TabletHandovers, UnitsExist } from './ports';

export const TABLETS_ENTITIES: RoomEntities = [Tablet, Custody];

export interface TabletsDependencies {
  readonly store: Store;
  readonly applications: ApplicationSettings;
  readonly accounts: AccountStatusReader;
  /** Left out, any well-formed unit id is taken for a unit. */
  readonly unitsExist?: UnitsExist;
  /** Left out, no leaver is waited for and no successor proposed. */
  readonly handovers?: TabletHandovers;
}

export interface TabletsRoom extends Room {
  /** Which devices these persons hold now, for whoever minutes what a leaver left. */
  readonly holdings: {
    heldBy(
      personIds: readonly string[],
    ): Promise<readonly { id: string; serial: string; unitId: string; holderId: string }[]>;
    /** One device and who holds it; null for the unit itself. */
    find(tabletId: string): Promise<{ id: string; serial: string; unitId: string; holderId: string | null } | null>;
  };
}

export function createTabletsRoom(dependencies: TabletsDependencies): TabletsRoom {
  const {
    store,
    applications,
    accounts,
    unitsExist = async (ids) => new Set(ids),
    handovers = NO_HANDOVERS,
  } = dependencies;
  const registry = new TabletRegistry(store, handovers);
  const nextHolders = new NextHolders(registry, handovers);
  const loaders = new TabletLoaders(registry, accounts, nextHolders);
  const service = new TabletService(store, applications, accounts, unitsExist, registry, handovers, nextHolders);
  const tablets = new TabletsResolver(registry, loaders, service, applications);
  const people = new PersonTabletsResolver(loaders, applications);
  const subgraph = buildSubgraph<Context>({
    name: 'tablets',
    schema: {
      resolvers: [TabletsResolver, PersonTabletsResolver],
      container: new ResolverContainer([tablets, people]),
    },
    references: {
      Person: async (keys) => keys.map(({ id }) => ({ id })),
      Tablet: (keys, ctx) =>
        Promise.all(
          keys.map(async ({ id }) => {
            const tablet = await loaders.tablet(ctx, String(id));
            return tablet !== null && (await loaders.sees(ctx, tablet)) ? tabletOf(tablet) : null;
          }),
        ),
    },
  });
  return {
    subgraph,
    holdings: {
      async heldBy(personIds) {
        const held = await registry.heldBy(personIds);
        return personIds.flatMap((holderId, index) =>
          (held[index] ?? []).map(({ id, serial, unitId }) => ({ id, serial, unitId, holderId })),
        );
      },
      async find(tabletId) {
        const tablet = await registry.find(tabletId);
        return tablet && { ...tablet, holderId: await registry.holderOf(tabletId) };
      },
    },
  };
}
