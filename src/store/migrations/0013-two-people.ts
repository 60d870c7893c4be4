/** What takes two people: requests to bind or unbind a role of the whole city, and approvals of plans that delete. */
import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, text } from '../columns';

export class TwoPeople0013 implements MigrationInterface {
  name = 'TwoPeople1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'role_request',
        columns: [
          id('id', 'pk_role_request'),
          text('personId', 36),
          text('role', 32),
          text('wants', 8),
          text('reason', 200),
          text('requestedBy', 64),
          instant('requestedAt'),
          instant('expiresAt'),
          text('status', 16),
          text('openKey', 80, 'nullable'),
          text('decidedBy', 64, 'nullable'),
          instant('decidedAt', 'nullable'),
        ],
        indices: [{ name: 'ix_role_request_open', columnNames: ['openKey'], isUnique: true }],
      }),
    );
    await runner.createIndex('role_binding', new TableIndex({ name: 'ix_role_binding_role', columnNames: ['role'] }));
    await runner.createTable(
      new Table({
        name: 'plan_approval',
        columns: [id('planId', 'pk_plan_approval'), id('approver', 'pk_plan_approval', 64), instant('approvedAt')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('plan_approval');
    await runner.dropIndex('role_binding', 'ix_role_binding_role');
    await runner.dropTable('role_request');
  }
}
