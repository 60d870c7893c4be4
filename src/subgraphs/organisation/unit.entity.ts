import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A unit as known now. Its place in the tree never changes, so that its path can be stored. */
@Entity('unit')
@Index('ix_unit_parent', ['parentId'])
export class UnitRow {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_unit' })
  id: string;

  @Column('varchar', { length: 64, nullable: true })
  code: string | null;

  @Column('varchar', { length: 200 })
  name: string;

  @Column('varchar', { length: 200, nullable: true })
  nameEn: string | null;

  @Column('varchar', { length: 255 })
  searchKey: string;

  @Column('varchar', { length: 32 })
  kind: string;

  @Column('varchar', { length: 64, nullable: true })
  parentId: string | null;

  /** `/root/…/id/` */
  @Column('varchar', { length: 700 })
  path: string;

  @Column('varchar', { length: 10 })
  startsOn: string;

  @Column('varchar', { length: 10, nullable: true })
  endsOn: string | null;

  /** True when the decision that established it was annulled: it never was. */
  @Column('boolean')
  annulled: boolean;
}
