/** The way back of a handover whose leave was annulled. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { instant, text } from '../columns';

export class ReverseHandovers0008 implements MigrationInterface {
  name = 'ReverseHandovers1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns('handover', [
      new TableColumn(text('reverse', 16, 'nullable')),
      new TableColumn(instant('reverseAt', 'nullable')),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('handover', ['reverse', 'reverseAt']);
  }
}
