/** The same API without federation: one schema, one execution by graphql-js, the same library and the same rows. */
import type { GraphQLSchema } from 'graphql';
import {
  Arg,
  buildSchemaSync,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { ResolverContainer } from '../../../src/shared/container';
import { connectionType } from '../../../src/shared/pages.graphql';
import { pageOf } from '../../../src/shared/paging';
import type { Context } from '../../../src/subgraphs/identity/face';
import * as rows from './rows';
import { Application, Appointment, DirectoryEntry, Mailbox, Post, Tablet, Unit } from './shapes';
import { unitOf } from './unit-loader';

@ObjectType('Person', { description: 'A human being.' })
class Person {
  @Field(() => ID, { description: 'Id.' })
  id: string;

  @Field(() => String, { description: 'Name.' })
  fullName: string;
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
class MergedPerson {
  @Query(() => Person, { description: 'Who is asking.' })
  me(@Ctx() ctx: Context): Person {
    return { ...rows.person, id: ctx.signedIn().id };
  }

  @FieldResolver(() => [Appointment], { description: 'Posts held.' })
  async appointments(): Promise<readonly object[]> {
    return rows.appointments;
  }

  @FieldResolver(() => DirectoryEntry, { nullable: true, description: 'Entry.' })
  async directory(): Promise<DirectoryEntry> {
    return { groups: rows.groups };
  }

  @FieldResolver(() => Mailbox, { nullable: true, description: 'Mailbox.' })
  async mailbox(): Promise<Mailbox> {
    return rows.mailbox;
  }

  @FieldResolver(() => DocumentConnection, { nullable: true, description: 'Documents on the desk.' })
  async documents(
    @Arg('first', () => Int, { nullable: true, description: 'Page size.' }) first?: number,
    @Arg('open', () => Boolean, { nullable: true, description: 'Only open ones.' }) _open?: boolean,
  ): Promise<object> {
    return pageOf(rows.documents, { first: first ?? 50, after: null }, (row) => row.id);
  }

  @FieldResolver(() => [Application], { nullable: true, description: 'Folder of software.' })
  async applications(): Promise<readonly Application[]> {
    return rows.applications;
  }

  @FieldResolver(() => [Tablet], { nullable: true, description: 'Tablets held.' })
  async tablets(): Promise<readonly Tablet[]> {
    return rows.tablets;
  }
}

@Resolver(() => Post)
class MergedPost {
  @FieldResolver(() => Unit, { description: 'Its body.' })
  unit(@Root() post: Post, @Ctx() ctx: Context): Promise<Unit> {
    return unitOf(post.unitId, ctx);
  }
}

@Resolver(() => Document)
class MergedDocument {
  @FieldResolver(() => Unit, { nullable: true, description: 'Who sent it.' })
  sender(@Root() document: Document, @Ctx() ctx: Context): Promise<Unit> {
    return unitOf(document.senderId, ctx);
  }
}

export function mergedSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [MergedPerson, MergedPost, MergedDocument],
    container: new ResolverContainer([new MergedPerson(), new MergedPost(), new MergedDocument()]),
    orphanedTypes: [],
    validate: false,
  });
}
