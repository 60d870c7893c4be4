import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A dated grant beyond the policy, with its reason and who approved it (clauses 41, 47). */
@Entity('grant_exception')
@Index('ix_grant_exception_person', ['personId'])
export class GrantExceptionRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_grant_exception' })
  id: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('varchar', { length: 96 })
  targetId: string;

  @Column('varchar', { length: 32 })
  grantKind: string;

  @Column('varchar', { length: 191 })
  grantValue: string;

  @Column('varchar', { length: 500 })
  reason: string;

  @Column('varchar', { length: 36, nullable: true })
  approvedById: string | null;

  @Column('varchar', { length: 10 })
  startsOn: string;

  /** The first day without it; brought forward when it was ended before its time. */
  @Column('varchar', { length: 10, nullable: true })
  endsOn: string | null;

  @Column('datetime', { precision: 3, nullable: true })
  createdAt: Date | null;

  /** When a person ended it before its time; null while nobody did. */
  @Column('datetime', { precision: 3, nullable: true })
  endedAt: Date | null;

  @Column('varchar', { length: 500, nullable: true })
  endReason: string | null;
}
