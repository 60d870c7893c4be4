import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The log as a whole, one row: what makes its cursors its own, and how far it has been swept. */
@Entity('event_log')
export class EventLog {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_event_log' })
  id: string;

  /** Signs cursors, so that one of another city, or one made by hand, is known as such. Made with the table. */
  @Column('varchar', { length: 64 })
  cursorKey: string;

  /** Everything up to this position has been removed, or never was. */
  @Column('integer')
  sweptSeq: number;
}

/** The last event of a topic that was removed: whoever stands before it has missed something. */
@Entity('event_swept')
export class EventSwept {
  @PrimaryColumn('varchar', { length: 32, primaryKeyConstraintName: 'pk_event_swept' })
  topic: string;

  @Column('integer')
  seq: number;
}

/** The row of `event_log`; there is one log. */
export const LOG = 'main';
