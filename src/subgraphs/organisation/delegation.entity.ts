import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A delegation as known now; rewritten from the facts whenever either side changes. */
@Entity('delegation')
@Index('ix_delegation_from', ['fromPersonId'])
@Index('ix_delegation_to', ['toPersonId'])
export class DelegationRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_delegation' })
  id: string;

  @Column('varchar', { length: 36 })
  fromAppointmentId: string;

  @Column('varchar', { length: 36 })
  fromPersonId: string;

  @Column('varchar', { length: 36 })
  toPersonId: string;

  @Column('varchar', { length: 200 })
  scope: string;

  /** JSON list of texts. */
  @Column('text')
  fields: string;

  @Column('varchar', { length: 10 })
  startsOn: string;

  @Column('varchar', { length: 10, nullable: true })
  endsOn: string | null;

  @Column('varchar', { length: 36 })
  decisionId: string;

  @Column('boolean')
  annulled: boolean;
}
