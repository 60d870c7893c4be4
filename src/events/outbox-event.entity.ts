import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The log that everything outside hears from. A row is written with the facts it tells of; `seq` comes later, from the
 * one relay, in the order of commit: an auto-increment key would let a reader's cursor pass a row that commits late.
 */
@Entity('outbox_event')
@Index('ix_outbox_event_seq', ['seq'], { unique: true })
@Index('ix_outbox_event_once', ['once'], { unique: true })
@Index('ix_outbox_event_topic', ['topic', 'seq'])
export class OutboxEvent {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_outbox_event' })
  id: string;

  @Column('datetime', { precision: 3 })
  at: Date;

  /** `role-change`, `operation` … */
  @Column('varchar', { length: 32 })
  topic: string;

  /** Says what must happen only once: a second insert with the same value is refused by the database. */
  @Column('varchar', { length: 191, nullable: true })
  once: string | null;

  /** JSON, a snapshot of what subscribers need. */
  @Column('text')
  payload: string;

  @Column('integer', { nullable: true })
  seq: number | null;
}
