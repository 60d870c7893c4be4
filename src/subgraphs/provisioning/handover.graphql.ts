/** Handovers as the API shows them: the minutes, as data. */
import { ArgsType, Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs, connectionType } from '../../shared/pages.graphql';
import { DayScalar, InstantScalar } from '../../shared/scalars';
import { AppointmentStub, DecisionStub, PersonStub, PostStub, UnitStub } from './stubs.graphql';

export enum HandoverStatus {
  OPEN = 'OPEN',
  OVERDUE = 'OVERDUE',
  DONE = 'DONE',
}

registerEnumType(HandoverStatus, {
  name: 'HandoverStatus',
  description: 'How far a handover has come.',
  valuesConfig: {
    OPEN: { description: 'Something is still with the leaver, or nobody is there to receive it.' },
    OVERDUE: { description: 'The same, and the day on which it was due has passed.' },
    DONE: { description: 'Everything has been handed over.' },
  },
});

export enum HandoverReverseStatus {
  PROPOSED = 'PROPOSED',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  DONE = 'DONE',
}

registerEnumType(HandoverReverseStatus, {
  name: 'HandoverReverseStatus',
  description: 'The way back after the leave was annulled.',
  valuesConfig: {
    PROPOSED: { description: 'Nothing has moved; accept or decline it.' },
    ACCEPTED: { description: 'It is on its way; the keeper answers for it until it has arrived.' },
    DECLINED: { description: 'It stays with the keeper.' },
    DONE: { description: 'Everything is back.' },
  },
});

export enum HandoverItemKind {
  DOCUMENT = 'DOCUMENT',
  ROLE_MAILBOX = 'ROLE_MAILBOX',
  DELEGATION = 'DELEGATION',
  TABLET = 'TABLET',
}

registerEnumType(HandoverItemKind, {
  name: 'HandoverItemKind',
  description: 'What was held.',
  valuesConfig: {
    DOCUMENT: { description: 'A paper that was pending: incoming, a task, a draft.' },
    ROLE_MAILBOX: { description: 'The mailbox of the post.' },
    DELEGATION: { description: 'A delegation by the leaver; it ended with the post.' },
    TABLET: { description: 'A device that the leaver held.' },
  },
});

export enum HandoverItemStatus {
  OPEN = 'OPEN',
  HANDED_OVER = 'HANDED_OVER',
  PASSED_ON = 'PASSED_ON',
  RETURNED = 'RETURNED',
  ENDED = 'ENDED',
  PROPOSED = 'PROPOSED',
  DECLINED = 'DECLINED',
}

registerEnumType(HandoverItemStatus, {
  name: 'HandoverItemStatus',
  description: 'Where a thing is.',
  valuesConfig: {
    OPEN: { description: 'Still with the leaver.' },
    HANDED_OVER: { description: 'With the one who received it.' },
    PASSED_ON: { description: 'Was with the one who received it, and went on to the next.' },
    RETURNED: { description: 'Went back: a draft to whoever drafted it, a tablet to its unit.' },
    ENDED: { description: 'Ended with the post.' },
    PROPOSED: { description: 'The leave was annulled: giving it back is proposed, and nothing has moved.' },
    DECLINED: { description: 'Giving it back was proposed and declined; it stays where it is.' },
  },
});

@ObjectType('HandoverItem', { description: 'One line of the minutes: what, from whom, to whom, when.' })
export class HandoverItemType {
  @Field(() => ID, { description: 'Id of the line.' })
  id: string;

  @Field(() => HandoverItemKind, { description: 'What it is.' })
  kind: HandoverItemKind;

  @Field(() => String, { description: 'Its id in its own system.' })
  ref: string;

  @Field(() => String, {
    description: 'Type and number of a paper, name of a mailbox, serial of a device; never a subject.',
  })
  label: string;

  @Field(() => DayScalar, { nullable: true, description: 'When it is due; handing over moves no deadline.' })
  dueOn: string | null;

  @Field(() => PersonStub, { nullable: true, description: 'From whom.' })
  from: PersonStub | null;

  @Field(() => PersonStub, { nullable: true, description: 'To whom; null for a unit.' })
  to: PersonStub | null;

  @Field(() => UnitStub, { nullable: true, description: 'The unit of who received it, or the unit itself.' })
  toUnit: UnitStub | null;

  @Field(() => HandoverItemStatus, { description: 'Where it is.' })
  status: HandoverItemStatus;

  @Field(() => InstantScalar, { description: 'Since when.' })
  at: Date;
}

export const HandoverItemConnection = connectionType(() => HandoverItemType, 'HandoverItem');

@Directive('@key(fields: "id")')
@ObjectType('Handover', { description: 'What one ended appointment left behind, and who has it now.' })
export class HandoverType {
  @Field(() => ID, { description: 'Id of the handover.' })
  id: string;

  @Field(() => PersonStub, { nullable: true, description: 'Who left.' })
  person: PersonStub | null;

  @Field(() => AppointmentStub, { nullable: true, description: 'The appointment that ended.' })
  appointment: AppointmentStub | null;

  @Field(() => PostStub, { nullable: true, description: 'The post that was left.' })
  post: PostStub | null;

  @Field(() => UnitStub, { nullable: true, description: 'Its unit.' })
  unit: UnitStub | null;

  @Field(() => DecisionStub, { nullable: true, description: 'The decision that ended it.' })
  decision: DecisionStub | null;

  @Field(() => PersonStub, {
    nullable: true,
    description: 'Who has it now; null while it waits in the queue of the unit’s records clerks for somebody to come.',
  })
  receiver: PersonStub | null;

  @Field(() => UnitStub, { nullable: true, description: 'The unit of the receiver, or whose queue it is.' })
  receiverUnit: UnitStub | null;

  @Field(() => String, {
    description:
      'Why it is this receiver: `holder`, `named`, `appointed`, `acting`, `inCharge`, `head`, `headAbove`, `clerk`, `queue`.',
  })
  because: string;

  @Field(() => InstantScalar, { description: 'When the present receiver took over.' })
  receivedAt: Date;

  @Field(() => InstantScalar, { description: 'The instant at which the appointment ended.' })
  openedAt: Date;

  @Field(() => DayScalar, { description: 'By which day everything should be handed over.' })
  dueOn: string;

  @Field(() => InstantScalar, { nullable: true, description: 'When everything had been handed over.' })
  closedAt: Date | null;

  @Field(() => InstantScalar, { nullable: true, description: 'When the end of the appointment turned out annulled.' })
  annulledAt: Date | null;

  @Field(() => HandoverReverseStatus, {
    nullable: true,
    description: 'The way back after the leave was annulled; null where there is nothing to give back.',
  })
  reverse: HandoverReverseStatus | null;

  @Field(() => InstantScalar, { nullable: true, description: 'Since when the way back stands there.' })
  reverseAt: Date | null;

  @Field(() => HandoverStatus, { description: 'How far it has come.' })
  status: HandoverStatus;
}

export const HandoverConnection = connectionType(() => HandoverType, 'Handover');

@ArgsType()
export class ReceivedHandoversArgs extends PageArgs {
  @Field(() => HandoverStatus, { nullable: true, description: 'Only in this status.' })
  status?: HandoverStatus | null;
}

@ArgsType()
export class HandoversArgs extends PageArgs {
  @Field(() => ID, { description: 'Of this unit and the units below it.' })
  unitId: string;

  @Field(() => HandoverStatus, { nullable: true, description: 'Only in this status.' })
  status?: HandoverStatus | null;
}
