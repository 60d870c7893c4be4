import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A one-time code with which a person sets a first password; known by its keyed hash only. */
@Entity('activation_code')
@Index('ix_activation_code_hash', ['hash'], { unique: true })
@Index('ix_activation_code_person', ['personId'])
@Index('ix_activation_code_expiry', ['expiresAt'])
export class ActivationCode {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_activation_code' })
  id: string;

  @Column('varchar', { length: 64 })
  hash: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('datetime', { precision: 3 })
  expiresAt: Date;

  @Column('datetime', { precision: 3, nullable: true })
  usedAt: Date | null;

  /** Person id of the administrator; null when the system issued it. */
  @Column('varchar', { length: 36, nullable: true })
  issuedById: string | null;
}
