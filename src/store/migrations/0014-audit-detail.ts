/** Audit rows whose personal part can be erased, hashes of before and after, signed roots, and indexes to ask by. */
import { Table, TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { instant, integer, json, text } from '../columns';

const COLUMNS = [
  integer('form', 'nullable'),
  text('personId', 36, 'nullable'),
  json('personal', 'nullable'),
  text('beforeHash', 64, 'nullable'),
  text('afterHash', 64, 'nullable'),
  text('salt', 32, 'nullable'),
  text('digest', 64, 'nullable'),
  text('erasedById', 36, 'nullable'),
];
const INDEXES: readonly (readonly [string, string])[] = [
  ['ix_audit_record_person', 'personId'],
  ['ix_audit_record_actor', 'actorId'],
  ['ix_audit_record_decision', 'decisionId'],
  ['ix_audit_record_action', 'action'],
];

export class AuditDetail0014 implements MigrationInterface {
  name = 'AuditDetail1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns(
      'audit_record',
      COLUMNS.map((column) => new TableColumn(column)),
    );
    for (const [name, column] of INDEXES)
      await runner.createIndex('audit_record', new TableIndex({ name, columnNames: [column, 'id'] }));
    await runner.createTable(
      new Table({
        name: 'audit_root',
        columns: [
          { ...integer('seq'), isPrimary: true, primaryKeyConstraintName: 'pk_audit_root' },
          text('hash', 64),
          instant('at'),
          text('keyId', 64),
          json('signature'),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('audit_root');
    for (const [name] of INDEXES) await runner.dropIndex('audit_record', name);
    await runner.dropColumns(
      'audit_record',
      COLUMNS.map(({ name }) => name),
    );
  }
}
