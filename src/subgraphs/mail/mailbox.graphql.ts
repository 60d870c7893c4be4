/** The shapes that this room adds to the API. */
import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being who may hold office.' })
export class PersonStub {
  @Field(() => ID, { description: 'Immutable id of the person.' })
  id: string;
}

@ObjectType('Mailbox', { description: 'A person’s mailbox at the city’s mail system, as it is now.' })
export class MailboxType {
  @Field(() => String, { description: 'The main address.' })
  address: string;

  @Field(() => [String], { description: 'Other addresses at which mail arrives, one for each unit served in.' })
  aliases: readonly string[];

  @Field(() => Int, { description: 'Messages in the inbox that were not read yet.' })
  unread: number;

  @Field(() => Float, { description: 'Space in use, in MiB.' })
  quotaUsedMiB: number;

  @Field(() => Float, { nullable: true, description: 'Space allowed, in MiB; null without a limit.' })
  quotaMiB: number | null;
}
