import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * One thing that was done, refused or asked of a target. Written with what it records; chained later by the relay.
 * What tells of a person beyond ids lies in columns of its own that the chain covers by a salted digest: it can be
 * erased, and the chain still holds.
 */
@Entity('audit_record')
@Index('ix_audit_record_seq', ['seq'], { unique: true })
@Index('ix_audit_record_subject', ['subjectKind', 'subjectId'])
@Index('ix_audit_record_person', ['personId', 'id'])
@Index('ix_audit_record_actor', ['actorId', 'id'])
@Index('ix_audit_record_behalf', ['onBehalfOfId', 'id'])
@Index('ix_audit_record_decision', ['decisionId', 'id'])
@Index('ix_audit_record_action', ['action', 'id'])
export class AuditRecord {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_audit_record' })
  id: string;

  /** Which content the hash covers; null for rows of the first form, whose detail cannot be erased. */
  @Column('integer', { nullable: true })
  form: number | null;

  @Column('datetime', { precision: 3 })
  at: Date;

  /** Person id of who acted; null for the system itself and for service clients, which stand in the detail. */
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

  /** Person id of whom it is about, where it is about one. */
  @Column('varchar', { length: 36, nullable: true })
  personId: string | null;

  @Column('varchar', { length: 36, nullable: true })
  decisionId: string | null;

  /** Address of the caller, or the name of the part of the system. Erasable. */
  @Column('varchar', { length: 64 })
  origin: string;

  /** Canonical JSON of ids, codes and counts; no secret, no citizen number, no subject of a paper, no name. */
  @Column('text')
  detail: string;

  /** Canonical JSON of what tells of a person: a login, the name of a device, a reason in words. Erasable. */
  @Column('text', { nullable: true })
  personal: string | null;

  /** SHA-256 of the canonical JSON of what was there before; null where nothing was. Erasable. */
  @Column('varchar', { length: 64, nullable: true })
  beforeHash: string | null;

  /** The same of what is there after it. Erasable. */
  @Column('varchar', { length: 64, nullable: true })
  afterHash: string | null;

  /** Chance that makes the digest say nothing once this is gone. Erasable. */
  @Column('varchar', { length: 32, nullable: true })
  salt: string | null;

  /** Of the erasable columns; what the chain covers of them. */
  @Column('varchar', { length: 64, nullable: true })
  digest: string | null;

  /** Id of the record that says why the erasable columns are empty. */
  @Column('varchar', { length: 36, nullable: true })
  erasedById: string | null;

  /** Position in the chain; null until the relay has chained it. */
  @Column('integer', { nullable: true })
  seq: number | null;

  @Column('varchar', { length: 64, nullable: true })
  previousHash: string | null;

  @Column('varchar', { length: 64, nullable: true })
  hash: string | null;
}
