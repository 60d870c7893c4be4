import { randomBytes } from 'node:crypto';
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, integer, text } from '../columns';

export class EventLog0006 implements MigrationInterface {
  name = 'EventLog1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'event_log',
        columns: [id('id', 'pk_event_log'), text('cursorKey', 64), integer('sweptSeq')],
      }),
    );
    await runner.createTable(
      new Table({ name: 'event_swept', columns: [id('topic', 'pk_event_swept', 32), integer('seq')] }),
    );
    await runner.query('INSERT INTO event_log (id, cursorKey, sweptSeq) VALUES (?, ?, 0)', [
      'main',
      randomBytes(32).toString('hex'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('event_swept');
    await runner.dropTable('event_log');
  }
}
