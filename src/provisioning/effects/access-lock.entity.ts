import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A dated stop of access without a decision: loss, leak, alarm. Of one target, or of everything (null). */
@Entity('access_lock')
@Index('ix_access_lock_person', ['personId'])
export class AccessLockRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_access_lock' })
  id: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('varchar', { length: 96, nullable: true })
  targetId: string | null;

  @Column('varchar', { length: 500 })
  reason: string;

  @Column('datetime', { precision: 3 })
  startsAt: Date;

  @Column('datetime', { precision: 3, nullable: true })
  endsAt: Date | null;

  /** Set when somebody ended it before its time; from then on it no longer holds. */
  @Column('datetime', { precision: 3, nullable: true })
  liftedAt: Date | null;
}
