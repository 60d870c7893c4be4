/** Handovers: what a leaver left, who has it now, and the minutes of it, thing by thing. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, flag, id, instant, integer, json, text } from '../columns';

export class Handovers0007 implements MigrationInterface {
  name = 'Handovers1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'handover',
        columns: [
          id('id', 'pk_handover'),
          text('appointmentId', 36),
          text('personId', 36),
          text('postId', 191),
          text('unitId', 64),
          text('unitPath', 1024),
          json('post'),
          text('keyName', 191),
          text('decisionId', 36, 'nullable'),
          integer('line', 'nullable'),
          day('endedOn'),
          instant('openedAt'),
          day('dueOn'),
          text('namedId', 36, 'nullable'),
          text('receiverId', 36, 'nullable'),
          text('receiverUnitId', 64),
          text('because', 16),
          instant('receivedAt'),
          json('carries'),
          flag('vacant'),
          flag('closed'),
          integer('heldItems'),
          instant('transferredAt', 'nullable'),
          instant('releasedAt', 'nullable'),
          instant('closedAt', 'nullable'),
          instant('annulledAt', 'nullable'),
        ],
        indices: [
          { name: 'ix_handover_appointment', columnNames: ['appointmentId'], isUnique: true },
          { name: 'ix_handover_person', columnNames: ['personId'] },
          { name: 'ix_handover_post', columnNames: ['postId', 'releasedAt'] },
          { name: 'ix_handover_receiver', columnNames: ['receiverId', 'releasedAt'] },
          { name: 'ix_handover_named', columnNames: ['namedId', 'releasedAt'] },
          { name: 'ix_handover_unit', columnNames: ['unitId', 'closedAt', 'dueOn'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'handover_item',
        columns: [
          id('id', 'pk_handover_item'),
          text('handoverId', 36),
          text('kind', 16),
          text('ref', 191),
          text('label', 255),
          day('dueOn', 'nullable'),
          text('fromPersonId', 36),
          text('toPersonId', 36, 'nullable'),
          text('toUnitId', 64, 'nullable'),
          text('status', 16),
          instant('at'),
        ],
        indices: [
          { name: 'ix_handover_item_handover', columnNames: ['handoverId', 'kind', 'ref'] },
          { name: 'ix_handover_item_ref', columnNames: ['kind', 'ref', 'status'] },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['handover_item', 'handover']) await runner.dropTable(table);
  }
}
