import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Our last knowledge of one account at one target. Never taken for what the target holds now. */
@Entity('shadow')
@Index('ix_shadow_native', ['targetId', 'nativeId'], { unique: true })
@Index('ix_shadow_person', ['personId'])
@Index('ix_shadow_name', ['targetId', 'name'])
@Index('ix_shadow_observed', ['targetId', 'observedAt'])
@Index('ix_shadow_drift', ['driftedIn'])
export class ShadowRow {
  /** The account's id in the API. */
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_shadow' })
  id: string;

  @Column('varchar', { length: 96 })
  targetId: string;

  @Column('varchar', { length: 191 })
  nativeId: string;

  /** Whose it is; null for an account that belongs to nobody we know. */
  @Column('varchar', { length: 36, nullable: true })
  personId: string | null;

  @Column('varchar', { length: 191 })
  name: string;

  /** linked, unlinked, unmatched, disputed, protected, gone. */
  @Column('varchar', { length: 16 })
  situation: string;

  /** The account as the target told it, JSON. */
  @Column('text')
  record: string;

  @Column('varchar', { length: 16 })
  status: string;

  @Column('datetime', { precision: 3 })
  observedAt: Date;

  /** When it was first observed disabled in its present spell; retention counts from here. */
  @Column('datetime', { precision: 3, nullable: true })
  disabledSince: Date | null;

  /** Only a linked account is ever written. */
  @Column('boolean')
  linked: boolean;

  /** Since when a person has kept it apart: no rule links it again. */
  @Column('datetime', { precision: 3, nullable: true })
  apartSince: Date | null;

  /** The scan that found it to differ from what is wanted, until it is looked at again. */
  @Column('varchar', { length: 36, nullable: true })
  driftedIn: string | null;
}
