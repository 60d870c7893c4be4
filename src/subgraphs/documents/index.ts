/** The documents room: live reads of the units' document-management systems. Owns no table. */
import { ResolverContainer } from '../../shared/container';
import type { Room } from '../../shared/room';
import { buildSubgraph } from '../../shared/subgraph';
import type { Context } from '../identity/face';
import type { DocumentReader } from './ports';
import { PersonStub } from './document.graphql';
import { PersonDocumentsResolver } from './resolvers';

export { createInbox } from './inbox';
export type { Desk } from './inbox';
export type { DocumentReader } from './ports';

export function createDocumentsRoom({ reader }: { readonly reader: DocumentReader }): Room {
  const resolver = new PersonDocumentsResolver(reader);
  const subgraph = buildSubgraph<Context>({
    name: 'documents',
    // A room of fields on other rooms' types has no query of its own: nothing leads to Person, and type-graphql's
    // own check would object.
    schema: {
      resolvers: [PersonDocumentsResolver],
      orphanedTypes: [PersonStub],
      container: new ResolverContainer([resolver]),
      skipCheck: true,
    },
    references: { Person: async (keys) => keys.map(({ id }) => ({ id })) },
  });
  return { subgraph };
}
