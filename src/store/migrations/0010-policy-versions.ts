/** Every policy that was in force, with who put it forward and when. */
import { Table, TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, json, text } from '../columns';

const ADDED = ['createdAt', 'endedAt', 'endReason'];

export class PolicyVersions0010 implements MigrationInterface {
  name = 'PolicyVersions1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'policy_version',
        columns: [
          id('id', 'pk_policy_version'),
          text('unitId', 64, 'nullable'),
          text('version', 64),
          json('text'),
          text('status', 16),
          text('recordedById', 36, 'nullable'),
          instant('recordedAt'),
          instant('appliedAt', 'nullable'),
        ],
        indices: [{ name: 'ix_policy_version_status', columnNames: ['status'] }],
      }),
    );
    await runner.addColumns('grant_exception', [
      new TableColumn(instant('createdAt', 'nullable')),
      new TableColumn(instant('endedAt', 'nullable')),
      new TableColumn(text('endReason', 500, 'nullable')),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('grant_exception', ADDED);
    await runner.dropTable('policy_version');
  }
}
