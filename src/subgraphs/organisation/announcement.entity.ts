import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A role change that is told once, at its instant; written with the decision that causes it. */
@Entity('announcement')
@Index('ux_announcement_once', ['once'], { unique: true })
@Index('ix_announcement_due', ['announcedAt', 'cancelledById', 'effectiveAt'])
@Index('ix_announcement_decision', ['decisionId'])
@Index('ix_announcement_subject', ['subjectId', 'kind'])
export class Announcement {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_announcement' })
  id: string;

  /** Subject, kind and instant (and the decision: the same may be decided again after an annulment). */
  @Column('varchar', { length: 191 })
  once: string;

  @Column('varchar', { length: 16 })
  kind: string;

  @Column('varchar', { length: 128 })
  subjectId: string;

  @Column('varchar', { length: 36 })
  decisionId: string;

  @Column('datetime', { precision: 3 })
  effectiveAt: Date;

  /** JSON: the role change as subscribers get it. */
  @Column('text')
  payload: string;

  @Column('datetime', { precision: 3, nullable: true })
  announcedAt: Date | null;

  /** The decision that made it void before it was told. */
  @Column('varchar', { length: 36, nullable: true })
  cancelledById: string | null;
}
