import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A role that does not follow from office. There is one such role: administrator of the whole city. */
@Entity('role_binding')
export class RoleBinding {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_role_binding' })
  personId: string;

  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'pk_role_binding' })
  role: 'administrator';

  @Column('datetime', { precision: 3 })
  createdAt: Date;
}
