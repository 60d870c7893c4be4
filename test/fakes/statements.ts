/** What a piece of work asks of the database: to show that a list costs as many statements as one of its members. */
import type { Store } from '../../src/store/store';

/** The statements that were sent over the reading connection while `work` ran. */
export async function readsDuring(store: Store, work: () => Promise<unknown>): Promise<readonly string[]> {
  const { connection } = store.read;
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
