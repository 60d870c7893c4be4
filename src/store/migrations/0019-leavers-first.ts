/** Who is due because an account of theirs is to be closed: a leaver is found at once among thousands of joiners. */
import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { flag } from '../columns';

export class LeaversFirst0019 implements MigrationInterface {
  name = 'LeaversFirst1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('due_person', new TableColumn({ ...flag('leaving'), default: 0 }));
    await runner.createIndex(
      'due_person',
      new TableIndex({ name: 'ix_due_person_leaving', columnNames: ['leaving', 'dueAt'] }),
    );
    await runner.query(
      `UPDATE due_person SET leaving = 1 WHERE personId IN
        (SELECT personId FROM operation WHERE kind = 'disable' AND status IN ('PENDING', 'RUNNING', 'WAITING_RETRY'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('due_person', 'ix_due_person_leaving');
    await runner.dropColumn('due_person', 'leaving');
  }
}
