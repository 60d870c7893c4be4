/** Types without a reference to another room: the same classes stand in the seven subgraphs and in the merged schema. */
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum Mode {
  OFFICIAL = 'OFFICIAL',
  ACTING = 'ACTING',
}
registerEnumType(Mode, { name: 'AppointmentMode', description: 'How a post is held.' });

@Directive('@key(fields: "id")')
@ObjectType('Unit', { description: 'A body.' })
export class Unit {
  @Field(() => ID, { description: 'Slug.' })
  id: string;

  @Field(() => String, { description: 'Name.' })
  name: string;
}

@ObjectType('Post', { description: 'A post.' })
export class Post {
  @Field(() => ID, { description: 'Unit and position.' })
  id: string;

  @Field(() => String, { description: 'Title.' })
  title: string;

  unitId: string;
}

@ObjectType('Appointment', { description: 'A post that is held.' })
export class Appointment {
  @Field(() => Boolean, { description: 'The main one of several.' })
  primary: boolean;

  @Field(() => Mode, { description: 'How it is held.' })
  mode: Mode;

  @Field(() => Post, { description: 'The post.' })
  post: Post;
}

@ObjectType('DirectoryEntry', { description: 'An entry of the directory.' })
export class DirectoryEntry {
  @Field(() => [String], { description: 'Groups.' })
  groups: readonly string[];
}

@ObjectType('Mailbox', { description: 'A mailbox.' })
export class Mailbox {
  @Field(() => Int, { description: 'Messages not read.' })
  unread: number;

  @Field(() => Float, { description: 'Room that is taken.' })
  quotaUsedMiB: number;

  @Field(() => Float, { nullable: true, description: 'Room there is.' })
  quotaMiB: number | null;
}

@ObjectType('Application', { description: 'An application on a tablet.' })
export class Application {
  @Field(() => String, { description: 'Name.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Address.' })
  url: string | null;

  @Field(() => String, { description: 'READY, or why not.' })
  status: string;
}

@ObjectType('Tablet', { description: 'A tablet.' })
export class Tablet {
  @Field(() => String, { description: 'Serial number.' })
  serial: string;

  @Field(() => String, { description: 'Where it stands.' })
  status: string;
}
