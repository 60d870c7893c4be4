import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An appointment as known now; rewritten from the facts whenever one of them comes or goes. */
@Entity('appointment')
@Index('ix_appointment_person', ['personId'])
@Index('ix_appointment_post', ['postId'])
@Index('ix_appointment_unit', ['unitId'])
@Index('ix_appointment_start', ['startsOn', 'id'])
export class AppointmentRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_appointment' })
  id: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('varchar', { length: 128 })
  postId: string;

  @Column('varchar', { length: 64 })
  unitId: string;

  @Column('varchar', { length: 16 })
  mode: string;

  @Column('boolean')
  primary: boolean;

  /** JSON list of texts. */
  @Column('text')
  fields: string;

  @Column('varchar', { length: 10 })
  startsOn: string;

  @Column('varchar', { length: 10, nullable: true })
  endsOn: string | null;

  @Column('varchar', { length: 10, nullable: true })
  termEndsOn: string | null;

  @Column('varchar', { length: 16, nullable: true })
  endReason: string | null;

  @Column('varchar', { length: 36, nullable: true })
  homeAppointmentId: string | null;

  @Column('varchar', { length: 36, nullable: true })
  successorId: string | null;

  @Column('varchar', { length: 36 })
  startDecisionId: string;

  @Column('varchar', { length: 36, nullable: true })
  endDecisionId: string | null;

  @Column('boolean')
  annulled: boolean;
}
