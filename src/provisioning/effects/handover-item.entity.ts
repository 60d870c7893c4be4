import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type ItemKind = 'DOCUMENT' | 'ROLE_MAILBOX' | 'DELEGATION' | 'TABLET';

/**
 * OPEN – still with the leaver; HANDED_OVER – with the receiver; PASSED_ON – was, and went on to the next; RETURNED –
 * went back, a draft to its drafter or a tablet to its unit; ENDED – ended with the post; PROPOSED – the leave was
 * annulled, and giving it back is proposed; DECLINED – was proposed, and stays where it is.
 */
export type ItemStatus = 'OPEN' | 'HANDED_OVER' | 'PASSED_ON' | 'RETURNED' | 'ENDED' | 'PROPOSED' | 'DECLINED';

/** One line of the minutes: what, from whom, to whom, when. Never what a paper is about. */
@Entity('handover_item')
@Index('ix_handover_item_handover', ['handoverId', 'kind', 'ref'])
@Index('ix_handover_item_ref', ['kind', 'ref', 'status'])
export class HandoverItemRow {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_handover_item' })
  id: string;

  @Column('varchar', { length: 36 })
  handoverId: string;

  @Column('varchar', { length: 16 })
  kind: ItemKind;

  /** The thing's id in its own system. */
  @Column('varchar', { length: 191 })
  ref: string;

  @Column('varchar', { length: 255 })
  label: string;

  @Column('varchar', { length: 10, nullable: true })
  dueOn: string | null;

  @Column('varchar', { length: 36 })
  fromPersonId: string;

  @Column('varchar', { length: 36, nullable: true })
  toPersonId: string | null;

  @Column('varchar', { length: 64, nullable: true })
  toUnitId: string | null;

  @Column('varchar', { length: 16 })
  status: ItemStatus;

  @Column('datetime', { precision: 3 })
  at: Date;
}
