/**
 * A database on a server that was filled before texts were compared exactly keeps the rule of its own: by it
 * 'nguyen anh' and 'nguyễn ánh' are one login. Its tables get the exact rule, with all their rows.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { EXACT } from '../exact-texts';

interface Compared {
  readonly name: string;
  readonly collation: string | null;
}

export class ExactTexts0015 implements MigrationInterface {
  name = 'ExactTexts1700000000015';

  async up(runner: QueryRunner): Promise<void> {
    const { type } = runner.connection.options;
    if (type !== 'mysql' && type !== 'mariadb') return;
    const exact = EXACT[type];
    await runner.query(`ALTER DATABASE CHARACTER SET utf8mb4 COLLATE ${exact}`);
    const tables = (await runner.query(
      `SELECT table_name AS name, table_collation AS collation FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`,
    )) as readonly Compared[];
    for (const { name, collation } of tables)
      if (collation !== exact)
        await runner.query(`ALTER TABLE \`${name}\` CONVERT TO CHARACTER SET utf8mb4 COLLATE ${exact}`);
  }

  /** What is told apart now may already stand side by side: there is no way back, and none is needed. */
  async down(): Promise<void> {
    // nothing was added
  }
}
