import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type TabletStatus = 'in-stock' | 'issued';

/** One device, an asset of the city on the books of one unit (clauses 23–26). */
@Entity('tablet')
@Index('ix_tablet_serial', ['serial'], { unique: true })
@Index('ix_tablet_unit', ['unitId', 'status'])
export class Tablet {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_tablet' })
  id: string;

  /** In upper case, so that every database tells the same serials apart. */
  @Column('varchar', { length: 64 })
  serial: string;

  @Column('varchar', { length: 120 })
  model: string;

  @Column('varchar', { length: 16 })
  status: TabletStatus;

  @Column('varchar', { length: 64 })
  unitId: string;

  @Column('datetime', { precision: 3 })
  receivedAt: Date;
}
