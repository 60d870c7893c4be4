import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A refresh token, known by its hash only. Used ones stay until they expire, so that a replay is recognised. */
@Entity('refresh_token')
@Index('ix_refresh_token_family', ['familyId'])
@Index('ix_refresh_token_expiry', ['expiresAt'])
export class RefreshToken {
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_refresh_token' })
  hash: string;

  @Column('varchar', { length: 36 })
  familyId: string;

  @Column('datetime', { precision: 3, nullable: true })
  usedAt: Date | null;

  /** Hash of the token that took its place. */
  @Column('varchar', { length: 64, nullable: true })
  replacedBy: string | null;

  @Column('datetime', { precision: 3 })
  expiresAt: Date;
}
