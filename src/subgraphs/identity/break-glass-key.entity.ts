import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The sealed administrator's key as far as we know it: its public half. The private half is a file in an envelope. */
@Entity('break_glass_key')
@Index('ix_break_glass_key_sealed', ['sealed'], { unique: true })
export class BreakGlassKey {
  /** Also the session of whoever opened it. */
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_break_glass_key' })
  id: string;

  /** JSON Web Key. */
  @Column('text')
  publicKey: string;

  /** `yes` while it counts, then null: the database allows one. */
  @Column('varchar', { length: 8, nullable: true })
  sealed: 'yes' | null;

  @Column('datetime', { precision: 3 })
  sealedAt: Date;

  @Column('varchar', { length: 36 })
  sealedById: string;

  @Column('datetime', { precision: 3, nullable: true })
  endedAt: Date | null;

  /** When the last assertion that was taken was signed: no other that is not younger is taken. */
  @Column('datetime', { precision: 3, nullable: true })
  lastIssuedAt: Date | null;

  /** How often it was used. */
  @Column('integer')
  opened: number;
}
