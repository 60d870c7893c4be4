import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A title of the catalogue. */
@Entity('position')
export class PositionRow {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_position' })
  id: string;

  @Column('varchar', { length: 200 })
  titleVi: string;

  @Column('varchar', { length: 200 })
  titleEn: string;

  /** 1 is highest. */
  @Column('int')
  rank: number;

  /** May be issued a tablet (Điều 2). */
  @Column('boolean')
  covered: boolean;

  @Column('varchar', { length: 32 })
  managementRole: string;

  /** Seats of a post unless it says otherwise; null for no limit. */
  @Column('int', { nullable: true })
  seats: number | null;

  @Column('varchar', { length: 32, nullable: true })
  scope: string | null;
}
