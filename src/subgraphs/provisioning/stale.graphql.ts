/** A part of a plan that was not done as it stood, because something changed since. */
import { Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '../../shared/pages.graphql';
import { InstantScalar } from '../../shared/scalars';
import { BasisType } from './basis.graphql';
import { StaleChangeType } from './operation-detail.graphql';
import { PersonStub } from './stubs.graphql';

@ObjectType('StalePart', {
  description: 'The part of a plan for one person that was refused when its turn came: what is wanted had changed.',
})
export class StalePartType {
  @Field(() => PersonStub, { description: 'Whose part it is.' })
  person: PersonStub;

  @Field(() => InstantScalar, { description: 'When it was found to be stale.' })
  at: Date;

  @Field(() => [StaleChangeType], { description: 'What differs; empty when only the way to it does.' })
  changes: StaleChangeType[];

  @Field(() => [BasisType], {
    description: 'Decisions about the person that were recorded in between; empty when no decision moved the facts.',
  })
  decisions: BasisType[];

  @Field(() => String, {
    nullable: true,
    description: 'What made the engine look again: `decision:ID`, `policy`, `scan`, `lock`, `boundary`, `link`.',
  })
  cause: string | null;

  @Field(() => ID, { nullable: true, description: 'The plan that stands in its place; null when nothing is wanted.' })
  replacedById: string | null;

  /** Numbers of the decisions, for whoever is told in words. */
  numbers: readonly string[];
}

export const StalePartConnection = connectionType(() => StalePartType, 'StalePart');
