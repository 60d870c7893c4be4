import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One thing that was done, refused or asked of a target. Written with what it records; chained later by the relay. */
@Entity('audit_record')
@Index('ix_audit_record_seq', ['seq'], { unique: true })
@Index('ix_audit_record_subject', ['subjectKind', 'subjectId'])
export class AuditRecord {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_audit_record' })
  id: string;

  @Column('datetime', { precision: 3 })
  at: Date;

  /** Person id of who acted; null for the system itself. */
  @Column('varchar', { length: 36, nullable: true })
  actorId: string | null;

  /** Person id on whose behalf, under a delegation. */
  @Column('varchar', { length: 36, nullable: true })
  onBehalfOfId: string | null;

  /** What was done: `decision.record`, `session.open`, `target.intent` … */
  @Column('varchar', { length: 64 })
  action: string;

  @Column('varchar', { length: 32 })
  subjectKind: string;

  @Column('varchar', { length: 191 })
  subjectId: string;

  @Column('varchar', { length: 36, nullable: true })
  decisionId: string | null;

  /** Address of the caller, or the name of the part of the system. */
  @Column('varchar', { length: 64 })
  origin: string;

  /** Canonical JSON; no secret, no citizen number, no subject of a paper. */
  @Column('text')
  detail: string;

  /** Position in the chain; null until the relay has chained it. */
  @Column('integer', { nullable: true })
  seq: number | null;

  @Column('varchar', { length: 64, nullable: true })
  previousHash: string | null;

  @Column('varchar', { length: 64, nullable: true })
  hash: string | null;
}
