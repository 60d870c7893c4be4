import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A target that is read and never written until a person ends that; `*` stands for every target of the city. */
@Entity('observe_only')
export class ObserveOnlyRow {
  @PrimaryColumn('varchar', { length: 96, primaryKeyConstraintName: 'pk_observe_only' })
  targetId: string;

  @Column('datetime', { precision: 3 })
  since: Date;

  @Column('varchar', { length: 500 })
  reason: string;

  /** Set where the city as a whole only observes and this target alone is written again. */
  @Column('datetime', { precision: 3, nullable: true })
  endedAt: Date | null;
}
