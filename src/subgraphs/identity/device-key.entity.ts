import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The key that one tablet holds and shows proofs of; known by its thumbprint. A key is enrolled once and never again. */
@Entity('device_key')
@Index('ix_device_key_jkt', ['jkt'], { unique: true })
@Index('ix_device_key_open', ['openTabletId'], { unique: true })
@Index('ix_device_key_person', ['personId'])
export class DeviceKey {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_device_key' })
  id: string;

  /** SHA-256 thumbprint of the public key (RFC 7638). */
  @Column('varchar', { length: 64 })
  jkt: string;

  @Column('varchar', { length: 36 })
  tabletId: string;

  /** The tablet's id while this key counts, then null: the database allows one such key per tablet. */
  @Column('varchar', { length: 36, nullable: true })
  openTabletId: string | null;

  /** To whom the tablet was issued: nobody else signs in with this key. */
  @Column('varchar', { length: 36 })
  personId: string;

  @Column('datetime', { precision: 3 })
  enrolledAt: Date;

  @Column('datetime', { precision: 3, nullable: true })
  endedAt: Date | null;

  @Column('varchar', { length: 200, nullable: true })
  endedReason: string | null;
}
