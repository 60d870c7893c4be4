/** The thread of `SyncMariadb`: one question, one answer. */
import { workerData } from 'node:worker_threads';
import { createConnection } from 'mysql2/promise';
import type { Answer, Question, WorkerSetting } from './sync-mariadb';

const { url, port, answered } = workerData as WorkerSetting;
const flag = new Int32Array(answered);

async function main(): Promise<void> {
  const connection = await createConnection({ uri: url, dateStrings: true, multipleStatements: true });
  // Statements are those that SQLite takes too; rows are put back in any order.
  await connection.query("SET SESSION sql_mode = 'ANSI', SESSION foreign_key_checks = 0");
  port.on('message', ({ number, sql, parameters }: Question) => {
    connection
      .query(sql, [...parameters])
      .then(
        ([rows]): Answer => ({ number, rows: Array.isArray(rows) ? rows : [] }),
        (error: unknown): Answer => ({ number, error: error instanceof Error ? error.message : String(error) }),
      )
      .then((answer) => {
        port.postMessage(answer);
        Atomics.store(flag, 0, number);
        Atomics.notify(flag, 0);
      })
      .catch(() => process.exit(1));
  });
  port.once('close', () => connection.destroy());
}

void main();
