/** Exceptions: dated grants beyond the policy. */
import { Field, ID, ObjectType } from 'type-graphql';
import { DayScalar, InstantScalar } from '../../shared/scalars';
import { PersonStub } from './stubs.graphql';

@ObjectType('GrantException', {
  description:
    'A dated grant beyond the policy, with its reason and who approved it (clauses 41, 47). It ends by itself.',
})
export class GrantExceptionType {
  @Field(() => ID, { description: 'Its id; a grant that it gives is justified by `exception:ID`.' })
  id: string;

  @Field(() => PersonStub, { description: 'Who has it.' })
  person: PersonStub;

  @Field(() => ID, { description: 'The target.' })
  targetId: string;

  @Field(() => String, { description: 'Kind of the grant: `group`, `role`, `field`, `roleMailbox`.' })
  kind: string;

  @Field(() => String, { description: 'Which group, role, field or mailbox.' })
  value: string;

  @Field(() => String, { description: 'Why it was granted.' })
  reason: string;

  @Field(() => PersonStub, { nullable: true, description: 'Who approved it; null for a service client.' })
  approvedBy: PersonStub | null;

  @Field(() => DayScalar, { description: 'First day with it.' })
  startsOn: string;

  @Field(() => DayScalar, { nullable: true, description: 'First day without it.' })
  endsOn: string | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When a person ended it before its time.' })
  endedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was ended before its time.' })
  endReason: string | null;
}
