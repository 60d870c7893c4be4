/** What a piece of work asks of the database: to show that a list costs as many statements as one of its members. */
import type { DataSource } from 'typeorm';
import type { Store } from '../../src/store/store';

/** The statements that were sent over the reading connection while `work` ran. */
export function readsDuring(store: Store, work: () => Promise<unknown>): Promise<readonly string[]> {
  return sentOver(store.read.connection, work);
}

/** The same of the connection that writes. */
export async function writesDuring(store: Store, work: () => Promise<unknown>): Promise<readonly string[]> {
  return sentOver(await store.write(({ manager }) => Promise.resolve(manager.connection)), work);
}

async function sentOver(connection: DataSource, work: () => Promise<unknown>): Promise<readonly string[]> {
  const { logger } = connection;
  const seen: string[] = [];
  connection.logger = {
    logQuery: (statement) => void seen.push(statement),
    logQueryError: () => undefined,
    logQuerySlow: () => undefined,
    logSchemaBuild: () => undefined,
    logMigration: () => undefined,
    log: () => undefined,
  };
  try {
    await work();
  } finally {
    connection.logger = logger;
  }
  return seen;
}
