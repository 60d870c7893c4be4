/** Scans of whole targets, what they found of an account, and targets that are only observed. */
import { Table, TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, integer, json, text } from '../columns';

const ADDED = ['apartSince', 'driftedIn'];
const INDICES = ['ix_shadow_observed', 'ix_shadow_drift'];

export class Scans0011 implements MigrationInterface {
  name = 'Scans1700000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'target_scan',
        columns: [
          id('id', 'pk_target_scan'),
          text('targetId', 96),
          text('status', 16),
          text('askedById', 36, 'nullable'),
          instant('startedAt'),
          instant('aliveAt'),
          text('holder', 36),
          instant('finishedAt', 'nullable'),
          json('cursor', 'nullable'),
          integer('pages'),
          integer('seen'),
          json('situations'),
          integer('drifted'),
          integer('missing'),
          text('errorCode', 32, 'nullable'),
          text('errorMessage', 500, 'nullable'),
        ],
        indices: [
          { name: 'ix_target_scan_target', columnNames: ['targetId', 'id'] },
          { name: 'ix_target_scan_status', columnNames: ['status'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'observe_only',
        columns: [
          id('targetId', 'pk_observe_only', 96),
          instant('since'),
          text('reason', 500),
          instant('endedAt', 'nullable'),
        ],
      }),
    );
    await runner.addColumns('shadow', [
      new TableColumn(instant('apartSince', 'nullable')),
      new TableColumn(text('driftedIn', 36, 'nullable')),
    ]);
    await runner.createIndices('shadow', [
      new TableIndex({ name: 'ix_shadow_observed', columnNames: ['targetId', 'observedAt'] }),
      new TableIndex({ name: 'ix_shadow_drift', columnNames: ['driftedIn'] }),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of INDICES) await runner.dropIndex('shadow', name);
    await runner.dropColumns('shadow', ADDED);
    for (const table of ['observe_only', 'target_scan']) await runner.dropTable(table);
  }
}
