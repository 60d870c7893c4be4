/** What is held about a person, in the API. */
import { Field, ID, ObjectType } from 'type-graphql';
import { InstantScalar, JsonScalar } from '../../shared/scalars';

@ObjectType('HeldSection', { description: 'What one table holds about a person.' })
export class HeldSectionType {
  @Field(() => String, { description: 'Name of the table.' })
  name: string;

  @Field(() => String, { description: 'What it is for, in the language asked for.' })
  about: string;

  @Field(() => JsonScalar, { description: 'Its rows, without secrets and without what names other people.' })
  rows: unknown;

  @Field(() => Boolean, { description: 'False when there are more rows than one export takes.' })
  complete: boolean;
}

@ObjectType('PersonExport', { description: 'Everything held about a person, for that person (Law 91/2025/QH15).' })
export class PersonExport {
  @Field(() => ID, { description: 'The person.' })
  personId: string;

  @Field(() => InstantScalar, { description: 'When it was read.' })
  exportedAt: Date;

  @Field(() => [HeldSectionType], { description: 'By table; tables that hold nothing are left out.' })
  sections: HeldSectionType[];
}

@ObjectType('PersonErasure', { description: 'What was erased of a person whose time is over.' })
export class PersonErasure {
  @Field(() => ID, { description: 'The person: the id stays, with what the law has kept.' })
  personId: string;

  @Field(() => Number, { description: 'Rows that lost what told of the person, those of the audit record included.' })
  rows: number;
}
