import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Roles that do not follow from office: of the whole city, and of its headquarters. */
export const BOUND_ROLES = ['administrator', 'auditor', 'hq-operator'] as const;
export type BoundRole = (typeof BOUND_ROLES)[number];

/** A role that a person has by name; given and taken by two people (`role-requests.ts`). */
@Entity('role_binding')
@Index('ix_role_binding_role', ['role'])
export class RoleBinding {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_role_binding' })
  personId: string;

  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'pk_role_binding' })
  role: BoundRole;

  @Column('datetime', { precision: 3 })
  createdAt: Date;
}
