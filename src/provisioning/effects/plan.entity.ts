import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One immutable list of operations with one cause; the operations are rows of their own. A decision's plan carries the decision's id. */
@Entity('plan')
@Index('ix_plan_created', ['createdAt'])
@Index('ix_plan_hash', ['hash'])
export class PlanRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_plan' })
  id: string;

  /** Of all its parts; empty while a decision was recorded and its plan has not been computed yet. */
  @Column('varchar', { length: 64 })
  hash: string;

  /** decision, lock, boundary, scan, policy, link. */
  @Column('varchar', { length: 16 })
  causeKind: string;

  @Column('varchar', { length: 36, nullable: true })
  causeId: string | null;

  @Column('varchar', { length: 64 })
  policyVersion: string;

  @Column('datetime', { precision: 3 })
  createdAt: Date;

  /** The instant for which it was computed: now, or when the decision takes effect. */
  @Column('datetime', { precision: 3 })
  plannedFor: Date;

  @Column('boolean')
  needsApproval: boolean;

  @Column('varchar', { length: 36, nullable: true })
  approvedById: string | null;

  @Column('varchar', { length: 500, nullable: true })
  rejectedReason: string | null;

  /** True when every system it concerns could be planned for. */
  @Column('boolean')
  complete: boolean;

  /** False when what it found forbids applying it. */
  @Column('boolean')
  applyable: boolean;

  @Column('text')
  summary: string;
}
