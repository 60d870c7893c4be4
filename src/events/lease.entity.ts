import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who may do a job that only one may do at a time; the fence grows with every change of hands. */
@Entity('lease')
export class Lease {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_lease' })
  name: string;

  @Column('varchar', { length: 36 })
  holder: string;

  @Column('datetime', { precision: 3 })
  until: Date;

  @Column('integer')
  fence: number;
}
