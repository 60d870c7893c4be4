import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One try of an operation: the intent is committed before the call, the outcome after it. */
@Entity('attempt')
@Index('ix_attempt_operation', ['operationId', 'number'], { unique: true })
@Index('ix_attempt_person', ['personId', 'intentAt'])
export class AttemptRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_attempt' })
  id: string;

  @Column('varchar', { length: 36 })
  operationId: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('int')
  number: number;

  @Column('datetime', { precision: 3 })
  intentAt: Date;

  /** Null while under way, and for ever after a crash in between. */
  @Column('datetime', { precision: 3, nullable: true })
  outcomeAt: Date | null;

  /** done, failed, unknown. */
  @Column('varchar', { length: 16, nullable: true })
  outcome: string | null;

  @Column('varchar', { length: 32, nullable: true })
  errorCode: string | null;
}
