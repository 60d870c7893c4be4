import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One thing that a decision said; see office/facts.ts. Never changed but for `knownUntil`, which an annulment sets. */
@Entity('office_fact')
@Index('ix_office_fact_decision', ['decisionId'])
@Index('ix_office_fact_subject', ['subjectId', 'kind'])
@Index('ix_office_fact_person', ['personId'])
@Index('ix_office_fact_appointment', ['appointmentId'])
@Index('ix_office_fact_post', ['postId'])
@Index('ix_office_fact_unit', ['unitId', 'kind'])
export class OfficeFact {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_office_fact' })
  id: string;

  @Column('varchar', { length: 36, nullable: true })
  decisionId: string | null;

  @Column('int')
  line: number;

  @Column('varchar', { length: 32 })
  kind: string;

  @Column('varchar', { length: 128 })
  subjectId: string;

  @Column('varchar', { length: 36, nullable: true })
  personId: string | null;

  @Column('varchar', { length: 36, nullable: true })
  appointmentId: string | null;

  @Column('varchar', { length: 128, nullable: true })
  postId: string | null;

  @Column('varchar', { length: 64, nullable: true })
  unitId: string | null;

  @Column('varchar', { length: 10 })
  onDay: string;

  @Column('int')
  rank: number;

  /** JSON of the kind's body. */
  @Column('text')
  body: string;

  @Column('datetime', { precision: 3 })
  knownFrom: Date;

  @Column('datetime', { precision: 3, nullable: true })
  knownUntil: Date | null;
}
