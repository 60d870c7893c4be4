/** The shapes that this room adds to the API. */
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { InstantScalar } from '../../shared/scalars';

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A human being who may hold office.' })
export class PersonStub {
  @Field(() => ID, { description: 'Immutable id of the person.' })
  id: string;
}

@ObjectType('DirectoryEntry', { description: 'A person’s entry in the city’s directory, as it is now.' })
export class DirectoryEntryType {
  @Field(() => String, { description: 'Distinguished name (RFC 4514).' })
  dn: string;

  @Field(() => [String], { description: 'Names of the groups that the entry is in.' })
  groups: readonly string[];

  @Field(() => Boolean, { description: 'True when the directory lets nobody sign in with it.' })
  locked: boolean;

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'When the password expires; null when it does not, or none was set.',
  })
  passwordExpiresAt: Date | null;
}
