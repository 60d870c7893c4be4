import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** PROPOSED – nothing has moved; ACCEPTED – to be moved; DECLINED – stays with the keeper; DONE – everything is back. */
export type ReverseStatus = 'PROPOSED' | 'ACCEPTED' | 'DECLINED' | 'DONE';

/** What one ended appointment left behind, and who has it now. One row for each appointment, opened once. */
@Entity('handover')
@Index('ix_handover_appointment', ['appointmentId'], { unique: true })
@Index('ix_handover_person', ['personId'])
@Index('ix_handover_post', ['postId', 'releasedAt'])
@Index('ix_handover_receiver', ['receiverId', 'releasedAt'])
@Index('ix_handover_named', ['namedId', 'releasedAt'])
@Index('ix_handover_unit', ['unitId', 'closedAt', 'dueOn'])
export class HandoverRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_handover' })
  id: string;

  @Column('varchar', { length: 36 })
  appointmentId: string;

  /** The leaver. */
  @Column('varchar', { length: 36 })
  personId: string;

  @Column('varchar', { length: 191 })
  postId: string;

  @Column('varchar', { length: 64 })
  unitId: string;

  /** Units whose heads and clerks may come to keep it: `/so-tttt/ubnd-tp/`. */
  @Column('varchar', { length: 1024 })
  unitPath: string;

  /** The post as it was when it was left, JSON. */
  @Column('text')
  post: string;

  /** Under which things lie at systems that address a post. */
  @Column('varchar', { length: 191 })
  keyName: string;

  @Column('varchar', { length: 36, nullable: true })
  decisionId: string | null;

  @Column('int', { nullable: true })
  line: number | null;

  /** First day out of the post. */
  @Column('varchar', { length: 10 })
  endedOn: string;

  /** The effective instant. */
  @Column('datetime', { precision: 3 })
  openedAt: Date;

  @Column('varchar', { length: 10 })
  dueOn: string;

  /** The successor that the decision named. */
  @Column('varchar', { length: 36, nullable: true })
  namedId: string | null;

  /** Null while nobody is there to receive it: then it waits in the queue of the unit's records clerks. */
  @Column('varchar', { length: 36, nullable: true })
  receiverId: string | null;

  @Column('varchar', { length: 64 })
  receiverUnitId: string;

  @Column('varchar', { length: 16 })
  because: string;

  /** When the present receiver took over. */
  @Column('datetime', { precision: 3 })
  receivedAt: Date;

  /** Keys that the receiver carries beyond the own posts, JSON. */
  @Column('text')
  carries: string;

  /** Nobody holds the post. */
  @Column('boolean')
  vacant: boolean;

  /** The post itself is closed. */
  @Column('boolean')
  closed: boolean;

  /** How many papers lay under the key when they were handed over. */
  @Column('int')
  heldItems: number;

  /** When the papers of the leaver's account had gone over. */
  @Column('datetime', { precision: 3, nullable: true })
  transferredAt: Date | null;

  /** When nobody had to carry anything for it any more. */
  @Column('datetime', { precision: 3, nullable: true })
  releasedAt: Date | null;

  /** When everything had been handed over. */
  @Column('datetime', { precision: 3, nullable: true })
  closedAt: Date | null;

  /** When it turned out that the post had not been left after all. */
  @Column('datetime', { precision: 3, nullable: true })
  annulledAt: Date | null;

  /** The way back after that; null where there is nothing to give back. */
  @Column('varchar', { length: 16, nullable: true })
  reverse: ReverseStatus | null;

  /** Since when the way back stands there. */
  @Column('datetime', { precision: 3, nullable: true })
  reverseAt: Date | null;
}
