/** What a reading of all accounts of a target found. */
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar } from '../../shared/scalars';

export enum ScanStatus {
  RUNNING = 'RUNNING',
  COMPLETE = 'COMPLETE',
  INCOMPLETE = 'INCOMPLETE',
}

registerEnumType(ScanStatus, {
  name: 'ScanStatus',
  description: 'How far a scan has come.',
  valuesConfig: {
    RUNNING: { description: 'Pages are being read.' },
    COMPLETE: { description: 'Read to the end; what was missing was asked for once more.' },
    INCOMPLETE: { description: 'Not read to the end, or not to be believed: nothing was called gone.' },
  },
});

@ObjectType('SituationCount', { description: 'How many accounts are in a situation.' })
export class SituationCountType {
  @Field(() => String, {
    description:
      '`linked`, `unlinked`, `unmatched`, `disputed`, `protected`, `gone`; `pending` – wanted and on its way.',
  })
  situation: string;

  @Field(() => Int, { description: 'How many.' })
  count: number;
}

@ObjectType('Scan', { description: 'One reading of all accounts of a target.' })
export class ScanType {
  @Field(() => ID, { description: 'Its id; the plans that follow from it have the cause `scan:ID`.' })
  id: string;

  @Field(() => ScanStatus, { description: 'How far it has come.' })
  status: ScanStatus;

  @Field(() => InstantScalar, { description: 'When it began.' })
  startedAt: Date;

  @Field(() => InstantScalar, { nullable: true, description: 'When it ended; null while it runs.' })
  finishedAt: Date | null;

  @Field(() => Boolean, { description: 'True once it was read to its end: only then does it say what is missing.' })
  complete: boolean;

  @Field(() => Int, { description: 'Accounts read so far.' })
  seen: number;

  @Field(() => [SituationCountType], { description: 'Accounts read so far by situation.' })
  situations: SituationCountType[];

  @Field(() => Int, { description: 'Linked accounts that differ from what is wanted.' })
  drifted: number;

  @Field(() => Int, { description: 'Accounts that were known and not shown, when it was complete.' })
  missing: number;

  @Field(() => String, { nullable: true, description: 'Why it is incomplete: stable word.' })
  errorCode: string | null;

  @Field(() => String, { nullable: true, description: 'The same in a sentence.' })
  errorMessage: string | null;
}
