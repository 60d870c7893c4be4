/** Keys of tablets, subjects of an outside issuer, secrets of clients that change, and the sealed administrator. */
import { Table, TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, integer, json, text } from '../columns';

const FAMILY_KEY = 'ix_session_family_key';
const CLIENT_COLUMNS = ['scopes', 'secretVersion', 'previousHash', 'previousUntil'];

export class Credentials0012 implements MigrationInterface {
  name = 'Credentials1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('session_family', new TableColumn(text('jkt', 64, 'nullable')));
    await runner.createIndex('session_family', new TableIndex({ name: FAMILY_KEY, columnNames: ['jkt'] }));
    await runner.addColumns('service_client', [
      new TableColumn(json('scopes', 'nullable')),
      new TableColumn(integer('secretVersion', 'nullable')),
      new TableColumn(text('previousHash', 64, 'nullable')),
      new TableColumn(instant('previousUntil', 'nullable')),
    ]);
    await runner.createTable(
      new Table({
        name: 'device_key',
        columns: [
          id('id', 'pk_device_key'),
          text('jkt', 64),
          text('tabletId', 36),
          text('openTabletId', 36, 'nullable'),
          text('personId', 36),
          instant('enrolledAt'),
          instant('endedAt', 'nullable'),
          text('endedReason', 200, 'nullable'),
        ],
        indices: [
          { name: 'ix_device_key_jkt', columnNames: ['jkt'], isUnique: true },
          { name: 'ix_device_key_open', columnNames: ['openTabletId'], isUnique: true },
          { name: 'ix_device_key_person', columnNames: ['personId'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'issuer_subject',
        columns: [
          id('id', 'pk_issuer_subject', 64),
          text('issuer', 255),
          text('subject', 255),
          text('personId', 36),
          instant('linkedAt'),
          text('linkedById', 36),
        ],
        indices: [{ name: 'ix_issuer_subject_person', columnNames: ['personId'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'break_glass_key',
        columns: [
          id('id', 'pk_break_glass_key'),
          json('publicKey'),
          text('sealed', 8, 'nullable'),
          instant('sealedAt'),
          text('sealedById', 36),
          instant('endedAt', 'nullable'),
          instant('lastIssuedAt', 'nullable'),
          integer('opened'),
        ],
        indices: [{ name: 'ix_break_glass_key_sealed', columnNames: ['sealed'], isUnique: true }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['break_glass_key', 'issuer_subject', 'device_key']) await runner.dropTable(table);
    await runner.dropColumns('service_client', CLIENT_COLUMNS);
    await runner.dropIndex('session_family', FAMILY_KEY);
    await runner.dropColumn('session_family', 'jkt');
  }
}
