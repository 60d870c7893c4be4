/** What was done on somebody's behalf is found among years of records without reading them all. */
import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

export class AuditOnBehalf0016 implements MigrationInterface {
  name = 'AuditOnBehalf1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex(
      'audit_record',
      new TableIndex({ name: 'ix_audit_record_behalf', columnNames: ['onBehalfOfId', 'id'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('audit_record', 'ix_audit_record_behalf');
  }
}
