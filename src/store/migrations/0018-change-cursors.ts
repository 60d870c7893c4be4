/** How far the changes of each target have been read, between readings of everything. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, json, text } from '../columns';

export class ChangeCursors0018 implements MigrationInterface {
  name = 'ChangeCursors1700000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'target_cursor',
        columns: [
          id('targetId', 'pk_target_cursor', 96),
          json('cursor', 'nullable'),
          instant('lookedAt'),
          text('scanId', 36, 'nullable'),
          json('scanCursor', 'nullable'),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('target_cursor');
  }
}
