import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, integer } from '../columns';

export class StoreTurn0009 implements MigrationInterface {
  name = 'StoreTurn1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(new Table({ name: 'store_turn', columns: [id('id', 'pk_store_turn'), integer('fence')] }));
    await runner.query('INSERT INTO store_turn (id, fence) VALUES (?, 0)', ['write']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('store_turn');
  }
}
