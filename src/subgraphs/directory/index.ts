/** The directory room: live reads of persons' entries. Owns no table. */
import { ResolverContainer } from '../../shared/container';
import type { Room } from '../../shared/room';
import { buildSubgraph } from '../../shared/subgraph';
import type { Context } from '../identity/face';
import { PersonStub } from './directory.graphql';
import type { DirectoryReader, ServedUnits } from './ports';
import { PersonDirectoryResolver } from './resolvers';

export type { DirectoryEntry, DirectoryReader, ServedUnits } from './ports';

export function createDirectoryRoom({
  reader,
  office,
}: {
  readonly reader: DirectoryReader;
  readonly office: ServedUnits;
}): Room {
  const subgraph = buildSubgraph<Context>({
    name: 'directory',
    // Nothing in this room leads to Person, and without a query of its own type-graphql's check would object.
    schema: {
      resolvers: [PersonDirectoryResolver],
      orphanedTypes: [PersonStub],
      container: new ResolverContainer([new PersonDirectoryResolver(reader, office)]),
      skipCheck: true,
    },
    references: { Person: async (keys) => keys.map(({ id }) => ({ id })) },
  });
  return { subgraph };
}
