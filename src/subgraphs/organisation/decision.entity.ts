import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A signed paper as it was recorded. Immutable but for `annulledById`. */
@Entity('decision')
@Index('ux_decision_paper', ['paperKey'], { unique: true })
@Index('ix_decision_issuer', ['issuerId'])
@Index('ix_decision_number', ['number'])
@Index('ux_decision_version', ['version'], { unique: true })
export class DecisionRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_decision' })
  id: string;

  @Column('varchar', { length: 64 })
  number: string;

  /** Issuer, day of signing and hash of the number: one paper is recorded once. Loses its claim when annulled. */
  @Column('varchar', { length: 160 })
  paperKey: string;

  @Column('varchar', { length: 64 })
  issuerId: string;

  @Column('varchar', { length: 10 })
  signedOn: string;

  @Column('varchar', { length: 10 })
  effectiveOn: string;

  @Column('varchar', { length: 36, nullable: true })
  afterDecisionId: string | null;

  @Column('int')
  rank: number;

  /** Place in the order of recording; two of one millisecond have an order too. */
  @Column('int')
  version: number;

  @Column('datetime', { precision: 3 })
  recordedAt: Date;

  /** Person, or null when a client system or the first start recorded it. */
  @Column('varchar', { length: 36, nullable: true })
  recordedById: string | null;

  @Column('varchar', { length: 36, nullable: true })
  annulledById: string | null;
}
