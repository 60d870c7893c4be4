import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What remains of a deleted account, so that its name never goes to another person. */
@Entity('tombstone')
@Index('ix_tombstone_name', ['targetId', 'name'], { unique: true })
export class TombstoneRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_tombstone' })
  id: string;

  @Column('varchar', { length: 96 })
  targetId: string;

  @Column('varchar', { length: 191 })
  name: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('datetime', { precision: 3 })
  deletedAt: Date;
}
