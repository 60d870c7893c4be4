import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A place of the chain with its hash, signed: kept elsewhere, it proves that nothing up to there was changed since. */
@Entity('audit_root')
export class AuditRoot {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'pk_audit_root' })
  seq: number;

  @Column('varchar', { length: 64 })
  hash: string;

  @Column('datetime', { precision: 3 })
  at: Date;

  /** RFC 7638 thumbprint of the key that signed. */
  @Column('varchar', { length: 64 })
  keyId: string;

  /** Compact JWS (EdDSA) of seq, hash and instant. */
  @Column('text')
  signature: string;
}
