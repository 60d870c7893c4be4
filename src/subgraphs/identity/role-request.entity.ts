import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BoundRole } from './role-binding.entity';

/** What one administrator asked for and another decides: to bind a person to a role of the whole city, or to unbind. */
@Entity('role_request')
@Index('ix_role_request_open', ['openKey'], { unique: true })
export class RoleRequest {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_role_request' })
  id: string;

  @Column('varchar', { length: 36 })
  personId: string;

  @Column('varchar', { length: 32 })
  role: BoundRole;

  @Column('varchar', { length: 8 })
  wants: 'bind' | 'unbind';

  @Column('varchar', { length: 200 })
  reason: string;

  /** `person:ID`, or `client:ID` where no person asked. */
  @Column('varchar', { length: 64 })
  requestedBy: string;

  @Column('datetime', { precision: 3 })
  requestedAt: Date;

  @Column('datetime', { precision: 3 })
  expiresAt: Date;

  @Column('varchar', { length: 16 })
  status: 'pending' | 'confirmed' | 'rejected' | 'expired';

  /** Person and role while it waits: at most one request of each at a time. */
  @Column('varchar', { length: 80, nullable: true })
  openKey: string | null;

  @Column('varchar', { length: 64, nullable: true })
  decidedBy: string | null;

  @Column('datetime', { precision: 3, nullable: true })
  decidedAt: Date | null;
}
