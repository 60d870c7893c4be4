/** Why a person has something at a target, or has it no more. */
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DayScalar, InstantScalar } from '../../shared/scalars';
import type { WhyCause } from '../../provisioning/core';
import { BasisType } from './basis.graphql';
import { OperationType } from './plan.graphql';
import { PersonStub } from './stubs.graphql';

export enum GrantAnswer {
  GRANTED = 'GRANTED',
  PAUSED = 'PAUSED',
  NOT_GRANTED = 'NOT_GRANTED',
}

registerEnumType(GrantAnswer, {
  name: 'GrantAnswer',
  description: 'Whether a person has something at a target.',
  valuesConfig: {
    GRANTED: { description: 'Something in force gives it.' },
    PAUSED: { description: 'It is given, and the account is closed for now: suspended, seconded away or locked.' },
    NOT_GRANTED: { description: 'Nothing in force gives it.' },
  },
});

@ObjectType('GrantCause', { description: 'A fact or a change of policy that made something come, go or stand still.' })
export class GrantCauseType {
  @Field(() => String, {
    description:
      'Stable word: `began`, `ended`, `endsByItself`, `endedEarly` (an exception), `suspended`, `seconded`, `locked` (and each with `Over`), `delegatorLeft`, `policyChanged`, `released`, `notYet`, `notInPolicy`, `noOffice`.',
  })
  word: string;

  @Field(() => BasisType, { description: 'The line of a decision and of the policy that it rests on.' })
  basis: BasisType;

  @Field(() => String, {
    nullable: true,
    description: 'A day, or the reason given for a lock, for an exception or for its early end.',
  })
  detail: string | null;

  cause: WhyCause;
}

@ObjectType('GrantTurn', { description: 'One change of the answer, on the day on which it holds.' })
export class GrantTurnType {
  @Field(() => InstantScalar, { description: 'The instant from which it holds.' })
  at: Date;

  @Field(() => DayScalar, { description: 'The day in Hanoi.' })
  on: string;

  @Field(() => GrantAnswer, { description: 'The answer before.' })
  from: GrantAnswer;

  @Field(() => GrantAnswer, { description: 'The answer from then on.' })
  to: GrantAnswer;

  @Field(() => [GrantCauseType], { description: 'What made it so.' })
  causes: GrantCauseType[];

  @Field(() => [OperationType], {
    description:
      'The operations that carried it out, with their plans; at most three. Empty while none has been planned.',
  })
  operations: OperationType[];
}

@ObjectType('GrantLesson', {
  description: 'A decision that changed what was known of the day asked about: recorded late, annulled, corrected.',
})
export class GrantLessonType {
  @Field(() => InstantScalar, { description: 'When it was recorded.' })
  recordedAt: Date;

  @Field(() => BasisType, { description: 'The decision.' })
  basis: BasisType;

  @Field(() => GrantAnswer, { description: 'The answer as known before.' })
  from: GrantAnswer;

  @Field(() => GrantAnswer, { description: 'The answer as known from then on.' })
  to: GrantAnswer;

  @Field(() => [OperationType], { description: 'The operations that carried it out, with their plans; at most three.' })
  operations: OperationType[];
}

@ObjectType('GrantExplanation', { description: 'Why a person has something at a target on a day, or does not.' })
export class GrantExplanationType {
  @Field(() => PersonStub, { description: 'Whom it is about.' })
  person: PersonStub;

  targetId: string;

  @Field(() => String, { nullable: true, description: 'Kind of the grant; null for the account itself.' })
  kind: string | null;

  @Field(() => String, { nullable: true, description: 'The grant’s name at the target; null for the account itself.' })
  value: string | null;

  @Field(() => DayScalar, { description: 'The day asked about.' })
  on: string;

  @Field(() => InstantScalar, { description: 'The instant asked about in that day: now for today, else its end.' })
  at: Date;

  @Field(() => InstantScalar, { description: 'As it was known at this instant.' })
  knownAt: Date;

  @Field(() => GrantAnswer, { description: 'Whether the person has it.' })
  answer: GrantAnswer;

  @Field(() => ID, { description: 'Version of the policy by which it is answered: the one in force then.' })
  policyVersion: string;

  @Field(() => [BasisType], { description: 'What gives it; empty when nothing does.' })
  justifications: BasisType[];

  @Field(() => [GrantCauseType], { description: 'What stands in the way; empty when it is granted.' })
  hindrances: GrantCauseType[];

  @Field(() => [GrantTurnType], { description: 'When it came and went up to that day, the latest first; at most 50.' })
  turns: GrantTurnType[];
}
