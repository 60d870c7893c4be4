import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One reading of all accounts of a target: how far it has come, and what it found. What it counts, it counts here. */
@Entity('target_scan')
@Index('ix_target_scan_target', ['targetId', 'id'])
@Index('ix_target_scan_status', ['status'])
export class TargetScanRow {
  /** Sorts in the order of beginnings. */
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_target_scan' })
  id: string;

  @Column('varchar', { length: 96 })
  targetId: string;

  /** running, complete, incomplete. */
  @Column('varchar', { length: 16 })
  status: string;

  /** Who asked for it; null when it came by its interval. */
  @Column('varchar', { length: 36, nullable: true })
  askedById: string | null;

  @Column('datetime', { precision: 3 })
  startedAt: Date;

  /** When its last page was written; one that is running and has been silent for long is somebody's that died. */
  @Column('datetime', { precision: 3 })
  aliveAt: Date;

  /** The process that reads. */
  @Column('varchar', { length: 36 })
  holder: string;

  @Column('datetime', { precision: 3, nullable: true })
  finishedAt: Date | null;

  /** Where the next page begins, as the target named it. */
  @Column('text', { nullable: true })
  cursor: string | null;

  @Column('integer')
  pages: number;

  @Column('integer')
  seen: number;

  /** Accounts by situation, JSON. */
  @Column('text')
  situations: string;

  /** Linked accounts that differ from what is wanted. */
  @Column('integer')
  drifted: number;

  /** Known before and not found, when it read to the end; gone only where a second look agreed. */
  @Column('integer')
  missing: number;

  /** Why it could not be read to its end, or may not be believed. */
  @Column('varchar', { length: 32, nullable: true })
  errorCode: string | null;

  @Column('varchar', { length: 500, nullable: true })
  errorMessage: string | null;
}
