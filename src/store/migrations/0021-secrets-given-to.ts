/** Who was shown the secret of another system: what it does may be that person's own affair. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { text } from '../columns';

const COLUMNS = ['givenToId', 'previousGivenToId'];

export class SecretsGivenTo0021 implements MigrationInterface {
  name = 'SecretsGivenTo1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns(
      'service_client',
      COLUMNS.map((name) => new TableColumn(text(name, 36, 'nullable'))),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('service_client', COLUMNS);
  }
}
