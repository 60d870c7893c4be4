import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One unit goes over into another on a day. */
@Entity('succession')
@Index('ix_succession_successor', ['successorId'])
export class SuccessionRow {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_succession' })
  predecessorId: string;

  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_succession' })
  successorId: string;

  @Column('varchar', { length: 10 })
  onDay: string;

  @Column('varchar', { length: 36 })
  decisionId: string;
}
