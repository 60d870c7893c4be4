import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One change of one account, and how far it has come. Statuses are those of the API. */
@Entity('operation')
@Index('ix_operation_plan', ['planId', 'ordinal'])
@Index('ix_operation_person', ['personId', 'status'])
@Index('ix_operation_target', ['targetId', 'status'])
export class OperationRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_operation' })
  id: string;

  @Column('varchar', { length: 36 })
  planId: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('varchar', { length: 96 })
  targetId: string;

  /** Its place in the plan. */
  @Column('int')
  ordinal: number;

  @Column('varchar', { length: 16 })
  kind: string;

  @Column('varchar', { length: 64 })
  reason: string;

  /** The planned operation, JSON: what is applied is exactly this. */
  @Column('text')
  planned: string;

  @Column('varchar', { length: 191 })
  accountName: string;

  /** Null until an account has been created. */
  @Column('varchar', { length: 191, nullable: true })
  nativeId: string | null;

  @Column('varchar', { length: 24 })
  status: string;

  @Column('int')
  attempts: number;

  @Column('varchar', { length: 32, nullable: true })
  lastErrorCode: string | null;

  @Column('varchar', { length: 500, nullable: true })
  lastErrorMessage: string | null;

  @Column('datetime', { precision: 3, nullable: true })
  retryAt: Date | null;

  @Column('datetime', { precision: 3, nullable: true })
  startedAt: Date | null;

  @Column('datetime', { precision: 3, nullable: true })
  finishedAt: Date | null;
}
