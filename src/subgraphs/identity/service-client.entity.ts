import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Another system that signs in with a secret of its own. */
@Entity('service_client')
@Index('ix_service_client_name', ['name'], { unique: true })
export class ServiceClient {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_service_client' })
  id: string;

  @Column('varchar', { length: 100 })
  name: string;

  @Column('varchar', { length: 64 })
  secretHash: string;

  /** JSON list of roles. */
  @Column('text')
  roles: string;

  @Column('datetime', { precision: 3 })
  createdAt: Date;

  @Column('datetime', { precision: 3, nullable: true })
  revokedAt: Date | null;

  /** JSON list of permissions beside those of the roles; null for none. */
  @Column('text', { nullable: true })
  scopes: string | null;

  /** How often the secret was changed; null for never. */
  @Column('integer', { nullable: true })
  secretVersion: number | null;

  /** The secret before, while it still counts. */
  @Column('varchar', { length: 64, nullable: true })
  previousHash: string | null;

  @Column('datetime', { precision: 3, nullable: true })
  previousUntil: Date | null;

  /** Person to whom the secret was shown; null where no person was, and for what was registered before it was kept. */
  @Column('varchar', { length: 36, nullable: true })
  givenToId: string | null;

  /** The same for the secret before. */
  @Column('varchar', { length: 36, nullable: true })
  previousGivenToId: string | null;
}
