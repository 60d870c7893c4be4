import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * A person whose access must be looked at, and when. The whole memory of the scheduler: what is not here is not due.
 * `generation` grows with every mark, so that a mark made while the person is being worked on is not lost.
 */
@Entity('due_person')
@Index('ix_due_person_due', ['dueAt'])
@Index('ix_due_person_waiting', ['waiting', 'dueAt'])
@Index('ix_due_person_leaving', ['leaving', 'dueAt'])
export class DuePersonRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_due_person' })
  personId: string;

  @Column('datetime', { precision: 3 })
  dueAt: Date;

  /** `mark`: at once, whatever the clock says; `retry`: after a fault; `boundary`: at a day of the person's timeline. */
  @Column('varchar', { length: 16 })
  waiting: string;

  @Column('int')
  generation: number;

  /** Rounds in a row that did not reach what is desired; sets the next wait. */
  @Column('int')
  failures: number;

  /** An account of theirs is to be closed: they have places of their own. Never decides what is done. */
  @Column('boolean', { default: false })
  leaving: boolean;

  @Column('varchar', { length: 16 })
  causeKind: string;

  @Column('varchar', { length: 36, nullable: true })
  causeId: string | null;

  @Column('varchar', { length: 80, nullable: true })
  leaseHolder: string | null;

  @Column('datetime', { precision: 3, nullable: true })
  leaseUntil: Date | null;
}
