import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * On a database server, whoever writes locks the one row here first, so that writers of all processes take turns as they
 * do on SQLite. What is read in a transaction is then still true when it commits: two decisions cannot both find the same
 * seat free.
 */
@Entity('store_turn')
export class StoreTurn {
  @PrimaryColumn('varchar', { length: 36, primaryKeyConstraintName: 'pk_store_turn' })
  id: string;

  @Column('integer')
  fence: number;
}

export const TURN = 'write';
export const STORE_ENTITIES = [StoreTurn];
