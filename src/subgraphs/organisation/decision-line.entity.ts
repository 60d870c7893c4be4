import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One line of a decision, in words as they were when it was recorded. */
@Entity('decision_line')
export class DecisionLineRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_decision_line' })
  decisionId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_decision_line' })
  index: number;

  @Column('varchar', { length: 16 })
  kind: string;

  @Column('varchar', { length: 36, nullable: true })
  personId: string | null;

  @Column('varchar', { length: 36, nullable: true })
  appointmentId: string | null;

  @Column('varchar', { length: 36, nullable: true })
  delegationId: string | null;

  @Column('text')
  textVi: string;

  @Column('text')
  textEn: string;
}
