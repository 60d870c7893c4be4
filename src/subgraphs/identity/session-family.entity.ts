import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One sign-in on one device and every token that came of it; revoked as a whole. */
@Entity('session_family')
@Index('ix_session_family_person', ['personId'])
@Index('ix_session_family_expiry', ['absoluteExpiresAt'])
@Index('ix_session_family_key', ['jkt'])
export class SessionFamily {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_session_family' })
  id: string;

  @Column('varchar', { length: 36 })
  personId: string;

  /** What the caller calls its device; shown back, never trusted. */
  @Column('varchar', { length: 100, nullable: true })
  device: string | null;

  @Column('datetime', { precision: 3 })
  createdAt: Date;

  @Column('datetime', { precision: 3 })
  absoluteExpiresAt: Date;

  @Column('datetime', { precision: 3, nullable: true })
  revokedAt: Date | null;

  @Column('varchar', { length: 200, nullable: true })
  revokedReason: string | null;

  /** Thumbprint of the key to which its tokens are bound; null for bearer tokens. */
  @Column('varchar', { length: 64, nullable: true })
  jkt: string | null;
}
