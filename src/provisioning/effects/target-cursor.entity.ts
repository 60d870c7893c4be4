import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the changes of a target have been read; only of targets that tell what changed. */
@Entity('target_cursor')
export class TargetCursorRow {
  @PrimaryColumn('varchar', { length: 96, primaryKeyConstraintName: 'pk_target_cursor' })
  targetId: string;

  /** Where the next look goes on from, as the target named it; null until everything has been read once. */
  @Column('text', { nullable: true })
  cursor: string | null;

  @Column('datetime', { precision: 3 })
  lookedAt: Date;

  /** The scan that is to end before its own cursor counts: until then not everything before it is known. */
  @Column('varchar', { length: 36, nullable: true })
  scanId: string | null;

  @Column('text', { nullable: true })
  scanCursor: string | null;
}
