import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Who answers for a tablet, from when to when, by which record; the links of one tablet leave no gap (clause 33). */
@Entity('custody')
@Index('ix_custody_open', ['openTabletId'], { unique: true })
@Index('ix_custody_tablet', ['tabletId'])
@Index('ix_custody_holder', ['holderId'])
export class Custody {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_custody' })
  id: string;

  @Column('varchar', { length: 36 })
  tabletId: string;

  /** The tablet's id while this link is open, then null: the database allows one open link per tablet. */
  @Column('varchar', { length: 36, nullable: true })
  openTabletId: string | null;

  /** Person id; null while the unit itself keeps the tablet. */
  @Column('varchar', { length: 36, nullable: true })
  holderId: string | null;

  @Column('varchar', { length: 64 })
  unitId: string;

  @Column('datetime', { precision: 3 })
  startsAt: Date;

  @Column('datetime', { precision: 3, nullable: true })
  endsAt: Date | null;

  /** Number of the handover record (biên bản) that opened the link. */
  @Column('varchar', { length: 64, nullable: true })
  recordNumber: string | null;
}
