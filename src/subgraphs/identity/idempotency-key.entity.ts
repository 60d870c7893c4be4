import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What a mutation with an Idempotency-Key did. The key itself is not kept: it keys the hash of the input, so that a
 * citizen number in an input cannot be guessed back from this table.
 */
@Entity('idempotency_key')
@Index('ix_idempotency_key_at', ['at'])
export class IdempotencyKey {
  /** Hash of principal, key and field. */
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_idempotency_key' })
  id: string;

  /** Of the call that came first; tells it from a later one that finds the row. */
  @Column('varchar', { length: 36 })
  callId: string;

  /** `person:…` or `client:…`. */
  @Column('varchar', { length: 48 })
  principal: string;

  @Column('varchar', { length: 64 })
  field: string;

  @Column('varchar', { length: 64 })
  inputHash: string;

  /** JSON: what the caller needs to give the same answer again, usually an id. Null only inside the first call. */
  @Column('text', { nullable: true })
  result: string | null;

  @Column('datetime', { precision: 3 })
  at: Date;
}
