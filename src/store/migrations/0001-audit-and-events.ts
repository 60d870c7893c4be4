import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, integer, json, text } from '../columns';

export class AuditAndEvents0001 implements MigrationInterface {
  name = 'AuditAndEvents1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'audit_record',
        columns: [
          id('id', 'pk_audit_record'),
          instant('at'),
          text('actorId', 36, 'nullable'),
          text('onBehalfOfId', 36, 'nullable'),
          text('action', 64),
          text('subjectKind', 32),
          text('subjectId', 191),
          text('decisionId', 36, 'nullable'),
          text('origin', 64),
          json('detail'),
          integer('seq', 'nullable'),
          text('previousHash', 64, 'nullable'),
          text('hash', 64, 'nullable'),
        ],
        indices: [
          { name: 'ix_audit_record_seq', columnNames: ['seq'], isUnique: true },
          { name: 'ix_audit_record_subject', columnNames: ['subjectKind', 'subjectId'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'outbox_event',
        columns: [
          id('id', 'pk_outbox_event'),
          instant('at'),
          text('topic', 32),
          text('once', 191, 'nullable'),
          json('payload'),
          integer('seq', 'nullable'),
        ],
        indices: [
          { name: 'ix_outbox_event_seq', columnNames: ['seq'], isUnique: true },
          { name: 'ix_outbox_event_once', columnNames: ['once'], isUnique: true },
          { name: 'ix_outbox_event_topic', columnNames: ['topic', 'seq'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'lease',
        columns: [id('name', 'pk_lease', 64), text('holder', 36), instant('until'), integer('fence')],
      }),
    );
    await runner.createTable(
      new Table({ name: 'audit_head', columns: [id('id', 'pk_audit_head'), integer('seq'), text('hash', 64)] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['audit_head', 'lease', 'outbox_event', 'audit_record']) await runner.dropTable(table);
  }
}
