/** The subgraphs as they describe themselves, built without a city: for the generated files under `schema/`. */
import { systemClock } from '../shared/clock';
import { createDirectoryRoom } from '../subgraphs/directory';
import { createDocumentsRoom } from '../subgraphs/documents';
import { createIdentityRoom } from '../subgraphs/identity';
import { createMailRoom } from '../subgraphs/mail';
import { createOrganisationRoom } from '../subgraphs/organisation';
import { createProvisioningRoom } from '../subgraphs/provisioning';
import { createTabletsRoom } from '../subgraphs/tablets';

/** Rooms keep what they are given and use it only when they are asked something, so that none of it need be there. */
export function subgraphSources(keysFile: string): readonly { readonly name: string; readonly sdl: string }[] {
  const nothing = {} as never;
  const rooms = [
    createIdentityRoom({
      store: nothing,
      clock: systemClock,
      passwords: nothing,
      standing: nothing,
      locks: nothing,
      logger: nothing,
      settings: { keysFile },
    }),
    createOrganisationRoom({
      store: nothing,
      clock: nothing,
      citizenKey: Buffer.alloc(32),
      log: nothing,
      due: nothing,
      planHash: nothing,
    }),
    createProvisioningRoom({ engine: nothing, store: nothing, clock: nothing, office: nothing }),
    createDirectoryRoom({ reader: nothing, office: nothing }),
    createMailRoom({ reader: nothing }),
    createDocumentsRoom({ reader: nothing }),
    createTabletsRoom({ store: nothing, applications: nothing, accounts: nothing }),
  ];
  return rooms.map(({ subgraph }) => ({ name: subgraph.name, sdl: subgraph.sdl }));
}
