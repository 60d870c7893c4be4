/** What a reader of a plan wants to know of one operation: what changes, what it means, what it waits for. */
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, JsonScalar } from '../../shared/scalars';
import { PersonStub } from './stubs.graphql';

export enum OperationEffectType {
  GAIN = 'GAIN',
  LOSS = 'LOSS',
  MOVE = 'MOVE',
  NONE = 'NONE',
}

registerEnumType(OperationEffectType, {
  name: 'OperationEffect',
  description: 'What an operation or a grant means to the person whose account it is.',
  valuesConfig: {
    GAIN: { description: 'Access that the person did not have.' },
    LOSS: { description: 'Access that goes and is not made good: what the plan’s `netLoss` counts.' },
    MOVE: { description: 'Access that goes here and comes elsewhere in the same plan, or passes to another person.' },
    NONE: { description: 'Nobody’s access changes.' },
  },
});

export enum WaitKind {
  APPROVAL = 'APPROVAL',
  EFFECTIVE_DAY = 'EFFECTIVE_DAY',
  CREATE_AFTER = 'CREATE_AFTER',
  LINKING = 'LINKING',
  TARGET_PAUSED = 'TARGET_PAUSED',
  TARGET_DOWN = 'TARGET_DOWN',
  RETRY = 'RETRY',
  PERSON = 'PERSON',
}

registerEnumType(WaitKind, {
  name: 'WaitKind',
  description: 'What an operation waits for.',
  valuesConfig: {
    APPROVAL: { description: 'A city administrator approves the plan.' },
    EFFECTIVE_DAY: { description: 'The day on which the decision takes effect.' },
    CREATE_AFTER: { description: 'The account at another target is opened first.' },
    LINKING: { description: 'Somebody says whose the account of that name is.' },
    TARGET_PAUSED: { description: 'Somebody resumes the target.' },
    TARGET_DOWN: { description: 'The target answers again.' },
    RETRY: { description: 'The time of the next try.' },
    PERSON: { description: 'A person carries it out and confirms it.' },
  },
});

@ObjectType('AttributeChange', { description: 'One value of an account that changes.' })
export class AttributeChangeType {
  @Field(() => String, { description: '`name`, `status`, or the name of the attribute.' })
  name: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Before; null for none.' })
  before: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'After; null for none.' })
  after: unknown;
}

@ObjectType('GrantChange', { description: 'One grant that comes or goes.' })
export class GrantChangeType {
  @Field(() => String, { description: '`group`, `role`, `right`, `roleMailbox` …' })
  kind: string;

  @Field(() => String, { description: 'Its name at the target.' })
  value: string;

  @Field(() => Boolean, { description: 'True when it comes, false when it goes.' })
  added: boolean;

  @Field(() => OperationEffectType, { description: 'Whether it is gained, lost, or moved.' })
  effect: OperationEffectType;

  @Field(() => PersonStub, {
    nullable: true,
    description: 'Of a grant that passes from one person to another in this plan: the other one.',
  })
  otherPerson: PersonStub | null;
}

@ObjectType('OperationWait', { description: 'Something that an operation waits for.' })
export class OperationWaitType {
  @Field(() => WaitKind, { description: 'What for.' })
  kind: WaitKind;

  @Field(() => ID, { nullable: true, description: 'The plan to be approved, or the target that is waited for.' })
  on: string | null;

  @Field(() => InstantScalar, { nullable: true, description: 'Until when, where that is known.' })
  until: Date | null;

  /** The reason that a person gave, where one did. */
  detail: string | null;
}

@ObjectType('BlockedAccount', { description: 'An account that is wanted and not written; somebody must act first.' })
export class BlockedAccountType {
  @Field(() => PersonStub, { description: 'For whom it is wanted.' })
  person: PersonStub;

  targetId: string;

  @Field(() => String, { description: 'Its login name.' })
  accountName: string;

  @Field(() => String, {
    description:
      '`unlinked` – an account of that name is not ours; `disputed` – several claims; `protected` – a system’s name; `waitsForBlocked` – it comes after one of these.',
  })
  because: string;
}

@ObjectType('StaleChange', { description: 'One thing that is wanted otherwise than it was approved.' })
export class StaleChangeType {
  targetId: string;

  @Field(() => String, {
    description: 'An attribute, `group:leaders` for a grant, or `account` for the account itself.',
  })
  name: string;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'As it was planned; null for left alone. Of a grant `add` or `remove`, of the account the kind of operation.',
  })
  approved: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'As it is wanted now.' })
  now: unknown;
}
