import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A configured external system, or one unit's instance of it, as the engine last met it. */
@Entity('target')
export class TargetRow {
  /** `directory`, `mail`, `qlvb:so-tttt`. */
  @PrimaryColumn('varchar', { length: 96, primaryKeyConstraintName: 'pk_target' })
  id: string;

  /** The name of the target in the policy file: `directory`, `mail`, `qlvb`. */
  @Column('varchar', { length: 32 })
  kind: string;

  /** Kind of connector that speaks to it: `ldap`, `dovecot`, `qlvb`. */
  @Column('varchar', { length: 32 })
  connector: string;

  /** The unit whose instance it is; null for a system shared by all. */
  @Column('varchar', { length: 96, nullable: true })
  unitId: string | null;

  /** `up`, `degraded` or `down`: what the last calls met. */
  @Column('varchar', { length: 16 })
  health: string;

  /** Nothing is written while it is paused; reads go on. */
  @Column('boolean')
  paused: boolean;

  @Column('varchar', { length: 500, nullable: true })
  pauseReason: string | null;

  @Column('varchar', { length: 32, nullable: true })
  lastErrorCode: string | null;

  @Column('datetime', { precision: 3, nullable: true })
  lastErrorAt: Date | null;
}
