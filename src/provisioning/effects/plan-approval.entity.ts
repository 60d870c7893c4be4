import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One of the approvals that a plan needs; a plan that deletes accounts needs those of two people. */
@Entity('plan_approval')
export class PlanApprovalRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_plan_approval' })
  planId: string;

  /** `person:ID`, or `client:ID` where no person approved. */
  @PrimaryColumn('varchar', { length: 64, primaryKeyConstraintName: 'pk_plan_approval' })
  approver: string;

  @Column('datetime', { precision: 3 })
  approvedAt: Date;
}
