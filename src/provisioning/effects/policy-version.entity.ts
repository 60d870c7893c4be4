import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A text of the policy, or of a unit's extension of it, as somebody put it forward; immutable but for how it went. */
@Entity('policy_version')
@Index('ix_policy_version_status', ['status'])
export class PolicyVersionRow {
  /** Also the id of the plan of what it changes. */
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_policy_version' })
  id: string;

  /** Whose extension it is; null for the city's policy. */
  @Column('varchar', { length: 64, nullable: true })
  unitId: string | null;

  /** Hash of the content of the whole policy with it. */
  @Column('varchar', { length: 64 })
  version: string;

  @Column('text')
  text: string;

  /** waiting – for approval of its plan; applied – in force from `appliedAt` until the next; rejected; replaced – before it was applied. */
  @Column('varchar', { length: 16 })
  status: string;

  /** Null for the file that a city was first started with. */
  @Column('varchar', { length: 36, nullable: true })
  recordedById: string | null;

  @Column('datetime', { precision: 3 })
  recordedAt: Date;

  @Column('datetime', { precision: 3, nullable: true })
  appliedAt: Date | null;
}
