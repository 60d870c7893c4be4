import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where the chain ends. Without it the last records could be cut off and nobody would notice. */
@Entity('audit_head')
export class AuditHead {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_audit_head' })
  id: string;

  @Column('integer')
  seq: number;

  @Column('varchar', { length: 64 })
  hash: string;
}
