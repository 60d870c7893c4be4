/** A throwaway MariaDB server with one empty database and an account that may use any. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { freePorts, launch, type Child } from './child';
import { program } from './programs';

export interface MariadbOptions {
  readonly folder: string;
  /** More settings of the server, as on its command line. */
  readonly settings?: readonly string[];
}

export interface Mariadb {
  /** Of the database made with the server: `mysql://…`. */
  readonly url: string;
  readonly port: number;
  readonly socketFile: string;
  /** A further empty database; its address. */
  database(name: string): Promise<string>;
  pid(): number;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Again, after it was stopped or killed; the settings given come after those it was made with. */
  start(changed?: readonly string[]): Promise<void>;
}

/** Commits reach the disk when the system likes: for tests that cut no power. */
export const UNSYNCED = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0'];
const ACCOUNT = 'dieuhanh';
const PASSWORD = 'mat-khau';

export async function startMariadb({ folder, settings = [] }: MariadbOptions): Promise<Mariadb> {
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const data = `--datadir=${join(folder, 'data')}`;
  const made = spawnSync(
    program('mariadb-install-db'),
    ['--no-defaults', ...asRoot, '--auth-root-authentication-method=normal', '--skip-test-db', data],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stderr || made.stdout}`);
  const [port] = (await freePorts(1)) as [number];
  const socketFile = join(folder, 's.sock');
  const asAdministrator = async (...statements: string[]): Promise<void> => {
    const connection = await createConnection({ socketPath: socketFile, user: 'root' });
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  };
  const start = (changed: readonly string[] = []): Promise<Child> =>
    launch({
      name: 'mariadbd',
      command: [
        program('mariadbd'),
        '--no-defaults',
        ...asRoot,
        data,
        `--tmpdir=${join(folder, 'tmp')}`,
        `--socket=${socketFile}`,
        `--pid-file=${join(folder, 'pid')}`,
        '--bind-address=127.0.0.1',
        `--port=${port}`,
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_unicode_ci',
        '--default-time-zone=+00:00',
        '--skip-log-bin',
        '--innodb-buffer-pool-size=128M',
        ...settings,
        ...changed,
      ],
      logFile: join(folder, 'mariadbd.log'),
      ready: () => asAdministrator(),
    });
  let child = await start();
  await asAdministrator(
    `CREATE USER '${ACCOUNT}'@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'`,
    `GRANT ALL ON *.* TO '${ACCOUNT}'@'127.0.0.1'`,
  );
  const database = async (name: string): Promise<string> => {
    if (!/^[a-z0-9_]+$/.test(name)) throw new Error('a database is named by small letters, digits and _');
    await asAdministrator(`CREATE DATABASE ${name}`);
    return `mysql://${ACCOUNT}:${PASSWORD}@127.0.0.1:${port}/${name}`;
  };
  return {
    url: await database('dieuhanh'),
    port,
    socketFile,
    database,
    pid: () => child.pid,
    stop: () => child.stop(),
    kill: () => child.kill(),
    async start(changed) {
      child = await start(changed);
    },
  };
}
