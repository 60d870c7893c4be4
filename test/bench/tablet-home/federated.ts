/** The seven subgraphs as far as TabletHome goes, over the rows in memory. */
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { ResolverContainer } from '../../../src/shared/container';
import { connectionType } from '../../../src/shared/pages.graphql';
import { pageOf } from '../../../src/shared/paging';
import { buildSubgraph, type Subgraph, type SubgraphDefinition } from '../../../src/shared/subgraph';
import type { Context } from '../../../src/subgraphs/identity/face';
import * as rows from './rows';
import { Application, Appointment, DirectoryEntry, Mailbox, Post, Tablet, Unit } from './shapes';
import { unitOf } from './unit-loader';

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being.' })
class Person {
  @Field(() => ID, { description: 'Id.' })
  id: string;

  @Field(() => String, { description: 'Name.' })
  fullName: string;
}

/** Each room points to Person by a class of its own, as the rooms of the city do. */
@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being.' })
class PersonWithDirectory {
  @Field(() => ID, { description: 'Id.' })
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being.' })
class PersonWithMailbox {
  @Field(() => ID, { description: 'Id.' })
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being.' })
class PersonWithDocuments {
  @Field(() => ID, { description: 'Id.' })
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being.' })
class PersonWithTablets {
  @Field(() => ID, { description: 'Id.' })
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being.' })
class PersonWithAccounts {
  @Field(() => ID, { description: 'Id.' })
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Unit', { description: 'A body.' })
class UnitStub {
  @Field(() => ID, { description: 'Slug.' })
  id: string;
}

@ObjectType('Document', { description: 'A document on a desk.' })
class Document {
  @Field(() => ID, { description: 'Id.' })
  id: string;

  @Field(() => String, { nullable: true, description: 'Number.' })
  number: string | null;

  @Field(() => String, { description: 'What it is about.' })
  subject: string;

  @Field(() => String, { description: 'Urgency.' })
  urgency: string;

  @Field(() => String, { nullable: true, description: 'Last day.' })
  dueOn: string | null;

  senderId: string;
}

const DocumentConnection = connectionType(() => Document, 'Document');

@Resolver(() => Person)
class OrganisationPerson {
  @Query(() => Person, { description: 'Who is asking.' })
  me(@Ctx() ctx: Context): Person {
    return { ...rows.person, id: ctx.signedIn().id };
  }

  @FieldResolver(() => [Appointment], { description: 'Posts held.' })
  async appointments(): Promise<readonly object[]> {
    return rows.appointments;
  }
}

@Resolver(() => Post)
class OrganisationPost {
  @FieldResolver(() => Unit, { description: 'Its body.' })
  unit(@Root() post: Post, @Ctx() ctx: Context): Promise<Unit> {
    return unitOf(post.unitId, ctx);
  }
}

@Resolver(() => PersonWithDirectory)
class DirectoryPerson {
  @FieldResolver(() => DirectoryEntry, { nullable: true, description: 'Entry.' })
  async directory(): Promise<DirectoryEntry> {
    return { groups: rows.groups };
  }
}

@Resolver(() => PersonWithMailbox)
class MailPerson {
  @FieldResolver(() => Mailbox, { nullable: true, description: 'Mailbox.' })
  async mailbox(): Promise<Mailbox> {
    return rows.mailbox;
  }
}

@Resolver(() => PersonWithDocuments)
class DocumentsPerson {
  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'Documents on the desk.' })
  async documents(
    @Arg('first', () => Int, { nullable: true, description: 'Page size.' }) first?: number,
    @Arg('open', () => Boolean, { nullable: true, description: 'Only open ones.' }) _open?: boolean,
  ): Promise<object> {
    return pageOf(rows.documents, { first: first ?? 50, after: null }, (row) => row.id);
  }
}

@Resolver(() => Document)
class DocumentSender {
  @FieldResolver(() => UnitStub, { nullable: true, description: 'Who sent it.' })
  sender(@Root() document: Document): UnitStub {
    return { id: document.senderId };
  }
}

@Resolver(() => PersonWithTablets)
class TabletsPerson {
  @FieldResolver(() => [Application], { nullable: true, description: 'Folder of software.' })
  async applications(): Promise<readonly Application[]> {
    return rows.applications;
  }

  @FieldResolver(() => [Tablet], { nullable: true, description: 'Tablets held.' })
  async tablets(): Promise<readonly Tablet[]> {
    return rows.tablets;
  }
}

@Resolver(() => PersonWithAccounts)
class ProvisioningPerson {
  @FieldResolver(() => Int, { description: 'Accounts.' })
  accountCount(): number {
    return 3;
  }
}

@Resolver()
class IdentityQueries {
  @Query(() => ID, { description: 'Who is signed in.' })
  signedInAs(@Ctx() ctx: Context): string {
    return ctx.signedIn().id;
  }
}

const byId = async (keys: readonly Readonly<Record<string, unknown>>[]): Promise<readonly object[]> =>
  keys.map(({ id }) => ({ id }));

export function federatedSubgraphs(): readonly Subgraph[] {
  return [
    room('identity', [new IdentityQueries()], [], {}),
    room('organisation', [new OrganisationPerson(), new OrganisationPost()], [], {
      Person: async (keys) => keys.map(() => rows.person),
      Unit: async (keys, ctx) => Promise.all(keys.map(({ id }) => unitOf(String(id), ctx))),
    }),
    room('provisioning', [new ProvisioningPerson()], [PersonWithAccounts], { Person: byId }),
    room('directory', [new DirectoryPerson()], [PersonWithDirectory], { Person: byId }),
    room('mail', [new MailPerson()], [PersonWithMailbox], { Person: byId }),
    room('documents', [new DocumentsPerson(), new DocumentSender()], [PersonWithDocuments], { Person: byId }),
    room('tablets', [new TabletsPerson()], [PersonWithTablets], { Person: byId }),
  ];
}

function room(
  name: string,
  resolvers: readonly object[],
  orphans: readonly (new () => object)[],
  references: SubgraphDefinition<Context>['references'],
): Subgraph {
  return buildSubgraph<Context>({
    name,
    schema: {
      resolvers: resolvers.map((one) => one.constructor as new () => object) as never,
      container: new ResolverContainer(resolvers),
      orphanedTypes: [...orphans],
      skipCheck: true,
    },
    references,
  });
}
