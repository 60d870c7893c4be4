/** Sessions, refresh tokens, activation codes, bound roles, service clients, idempotency keys. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, instant, json, text } from '../columns';

export class Identity0002 implements MigrationInterface {
  name = 'Identity1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'session_family',
        columns: [
          id('id', 'pk_session_family'),
          text('personId', 36),
          text('device', 100, 'nullable'),
          instant('createdAt'),
          instant('absoluteExpiresAt'),
          instant('revokedAt', 'nullable'),
          text('revokedReason', 200, 'nullable'),
        ],
        indices: [
          { name: 'ix_session_family_person', columnNames: ['personId'] },
          { name: 'ix_session_family_expiry', columnNames: ['absoluteExpiresAt'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'refresh_token',
        columns: [
          id('hash', 'pk_refresh_token', 64),
          text('familyId', 36),
          instant('usedAt', 'nullable'),
          text('replacedBy', 64, 'nullable'),
          instant('expiresAt'),
        ],
        indices: [
          { name: 'ix_refresh_token_family', columnNames: ['familyId'] },
          { name: 'ix_refresh_token_expiry', columnNames: ['expiresAt'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activation_code',
        columns: [
          id('id', 'pk_activation_code'),
          text('hash', 64),
          text('personId', 36),
          instant('expiresAt'),
          instant('usedAt', 'nullable'),
          text('issuedById', 36, 'nullable'),
        ],
        indices: [
          { name: 'ix_activation_code_hash', columnNames: ['hash'], isUnique: true },
          { name: 'ix_activation_code_person', columnNames: ['personId'] },
          { name: 'ix_activation_code_expiry', columnNames: ['expiresAt'] },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'role_binding',
        columns: [id('personId', 'pk_role_binding'), id('role', 'pk_role_binding', 32), instant('createdAt')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'service_client',
        columns: [
          id('id', 'pk_service_client'),
          text('name', 100),
          text('secretHash', 64),
          json('roles'),
          instant('createdAt'),
          instant('revokedAt', 'nullable'),
        ],
        indices: [{ name: 'ix_service_client_name', columnNames: ['name'], isUnique: true }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'idempotency_key',
        columns: [
          id('id', 'pk_idempotency_key', 64),
          text('callId', 36),
          text('principal', 48),
          text('field', 64),
          text('inputHash', 64),
          json('result', 'nullable'),
          instant('at'),
        ],
        indices: [{ name: 'ix_idempotency_key_at', columnNames: ['at'] }],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'idempotency_key',
      'service_client',
      'role_binding',
      'activation_code',
      'refresh_token',
      'session_family',
    ]) {
      await runner.dropTable(table);
    }
  }
}
