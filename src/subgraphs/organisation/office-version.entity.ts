import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row that every recording counts up first: decisions queue behind it, so that two cannot take one seat. */
@Entity('office_version')
export class OfficeVersion {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_office_version' })
  id: string;

  @Column('int')
  version: number;
}
