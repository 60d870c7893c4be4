import { Entity, PrimaryColumn } from 'typeorm';

/** A person whom a decision concerns. */
@Entity('decision_person')
export class DecisionPerson {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_decision_person' })
  decisionId: string;

  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_decision_person' })
  personId: string;
}
