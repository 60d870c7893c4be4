import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A post as known now. */
@Entity('post')
@Index('ix_post_unit', ['unitId'])
export class PostRow {
  @PrimaryColumn('varchar', { length: 128, primaryKeyConstraintName: 'pk_post' })
  id: string;

  @Column('varchar', { length: 64 })
  unitId: string;

  @Column('varchar', { length: 64 })
  positionId: string;

  @Column('varchar', { length: 200, nullable: true })
  title: string | null;

  @Column('int', { nullable: true })
  seats: number | null;

  @Column('varchar', { length: 10 })
  startsOn: string;

  @Column('varchar', { length: 10, nullable: true })
  endsOn: string | null;

  /** True when the decision that opened it was annulled. */
  @Column('boolean')
  annulled: boolean;
}
