/** Address and account for the database server's own tools, in a file that only we can read: arguments are seen by all. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function withClientFile<T>(url: string, work: (argument: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dieuhanh-'));
  try {
    const file = join(folder, 'client.cnf');
    const { hostname, port, username, password } = new URL(url);
    const lines = [
      '[client]',
      `host=${quoted(hostname)}`,
      `port=${port || '3306'}`,
      'protocol=tcp',
      `user=${quoted(decodeURIComponent(username))}`,
      `password=${quoted(decodeURIComponent(password))}`,
    ];
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    return await work(`--defaults-file=${file}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
