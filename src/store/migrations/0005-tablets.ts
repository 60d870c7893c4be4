/** Tablets and who answers for them. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, text } from '../columns';

export class Tablets0005 implements MigrationInterface {
  name = 'Tablets1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'tablet',
        columns: [
          id('id', 'pk_tablet'),
          text('serial', 64),
          text('model', 120),
          text('status', 16),
          text('unitId', 64),
          instant('receivedAt'),
        ],
        indices: [
          { name: 'ix_tablet_serial', columnNames: ['serial'], isUnique: true },
          { name: 'ix_tablet_unit', columnNames: ['unitId', 'status'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'custody',
        columns: [
          id('id', 'pk_custody'),
          text('tabletId', 36),
          text('openTabletId', 36, 'nullable'),
          text('holderId', 36, 'nullable'),
          text('unitId', 64),
          instant('startsAt'),
          instant('endsAt', 'nullable'),
          text('recordNumber', 64, 'nullable'),
        ],
        indices: [
          { name: 'ix_custody_open', columnNames: ['openTabletId'], isUnique: true },
          { name: 'ix_custody_tablet', columnNames: ['tabletId'] },
          { name: 'ix_custody_holder', columnNames: ['holderId'] },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['custody', 'tablet']) await runner.dropTable(table);
  }
}
