import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Which person a subject of the outside issuer is, where the login does not say so. */
@Entity('issuer_subject')
@Index('ix_issuer_subject_person', ['personId'])
export class IssuerSubject {
  /** Hash of issuer and subject: databases compare text loosely, and a subject is exact. */
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_issuer_subject' })
  id: string;

  @Column('varchar', { length: 255 })
  issuer: string;

  @Column('varchar', { length: 255 })
  subject: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('datetime', { precision: 3 })
  linkedAt: Date;

  @Column('varchar', { length: 36 })
  linkedById: string;
}
