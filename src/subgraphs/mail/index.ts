/** The mail room: live reads of persons' mailboxes. Owns no table. */
import { ResolverContainer } from '../../shared/container';
import type { Room } from '../../shared/room';
import { buildSubgraph } from '../../shared/subgraph';
import type { Context } from '../identity/face';
import { PersonStub } from './mailbox.graphql';
import type { MailboxReader } from './ports';
import { PersonMailboxResolver } from './resolvers';

export type { MailboxFacts, MailboxReader } from './ports';

export function createMailRoom({ reader }: { readonly reader: MailboxReader }): Room {
  const subgraph = buildSubgraph<Context>({
    name: 'mail',
    // Nothing in this room leads to Person, and without a query of its own type-graphql's check would object.
    schema: {
      resolvers: [PersonMailboxResolver],
      orphanedTypes: [PersonStub],
      container: new ResolverContainer([new PersonMailboxResolver(reader)]),
      skipCheck: true,
    },
    references: { Person: async (keys) => keys.map(({ id }) => ({ id })) },
  });
  return { subgraph };
}
