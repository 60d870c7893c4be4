/** How many transactions a MariaDB server has committed. */
import { createConnection, type RowDataPacket } from 'mysql2/promise';

export async function commitsOf(url: string): Promise<number> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query<RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Com_commit'");
    return Number(rows[0]?.['Value']);
  } finally {
    await connection.end();
  }
}
