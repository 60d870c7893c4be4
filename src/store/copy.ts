/**
 * A copy of a whole store in one file, and an empty store filled from it. The copy is of one moment, taken while a city
 * runs on the store: SQLite copies itself, a database server is dumped by its own tool inside one transaction.
 */
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { withClientFile } from './client-file';
import { CopyFault } from './copy-fault';
import { MIGRATIONS } from './migrations';
import { placeOf, prepareServer } from './server';
import { dataSourceOptions, type StoreSettings } from './settings';
import { StoreFault } from './store-fault';

const SQLITE_HEAD = 'SQLite format 3\0';
/** The last line of a dump that was not cut off. */
const DUMPED = '-- Dump completed';
const TAIL_BYTES = 512;
const SAID_MAX = 2_000;

export async function backupStore(settings: StoreSettings, file: string): Promise<void> {
  if (existsSync(file)) throw new CopyFault('BACKUP_EXISTS', { file });
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  try {
    if (settings.kind === 'sqlite') await copyOut(settings.file, partial);
    else await dump(settings.url, partial);
    chmodSync(partial, 0o600);
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Fills a store that must be empty; it is left as it was when the copy turns out to be none. */
export async function restoreStore(settings: StoreSettings, file: string): Promise<void> {
  const kind = await kindOf(file);
  if (kind !== settings.kind) throw new CopyFault('BACKUP_OF_ANOTHER_KIND', { file, kind, store: settings.kind });
  if (settings.kind === 'sqlite') await copyIn(file, settings.file);
  else await load(file, settings.url);
}

async function copyOut(from: string, to: string): Promise<void> {
  if (!existsSync(from)) throw new CopyFault('NO_STORE', { file: from });
  await withSource({ kind: 'sqlite', file: from }, (source) => source.query('VACUUM INTO ?', [to]));
}

async function copyIn(file: string, to: string): Promise<void> {
  if (existsSync(to) && (await tablesOf({ kind: 'sqlite', file: to })).length > 0)
    throw new CopyFault('STORE_NOT_EMPTY', { store: to });
  mkdirSync(dirname(to), { recursive: true });
  const partial = `${to}.partial`;
  try {
    copyFileSync(file, partial);
    chmodSync(partial, 0o600);
    await checkCopy({ kind: 'sqlite', file: partial }, file);
    for (const leftover of [to, `${to}-wal`, `${to}-shm`, `${partial}-wal`, `${partial}-shm`])
      rmSync(leftover, { force: true });
    renameSync(partial, to);
  } finally {
    rmSync(partial, { force: true });
  }
}

async function dump(url: string, to: string): Promise<void> {
  // Says what is wrong in our words when the server cannot be used.
  await prepareServer(url);
  const { pathname } = new URL(url);
  const output = await open(to, 'wx', 0o600);
  try {
    await withClientFile(url, (defaults) =>
      run(
        'mariadb-dump',
        [
          defaults,
          '--single-transaction',
          '--quick',
          '--hex-blob',
          '--no-tablespaces',
          '--default-character-set=utf8mb4',
          pathname.slice(1),
        ],
        { output: output.fd },
      ),
    );
    await output.sync();
  } finally {
    await output.close();
  }
}

async function load(file: string, url: string): Promise<void> {
  const settings = { kind: 'mysql', url } as const;
  await prepareServer(url);
  if ((await tablesOf(settings)).length > 0) throw new CopyFault('STORE_NOT_EMPTY', { store: placeOf(url) });
  const input = await open(file, 'r');
  try {
    await withClientFile(url, (defaults) =>
      run('mariadb', [defaults, '--default-character-set=utf8mb4', new URL(url).pathname.slice(1)], {
        input: input.fd,
      }),
    );
    await checkCopy(settings, file);
  } catch (error) {
    await withSource(settings, dropAll);
    throw error;
  } finally {
    await input.close();
  }
}

async function dropAll(source: DataSource): Promise<void> {
  for (const table of await tablesIn(source)) await source.query(`DROP TABLE \`${table}\``);
}

/** Which kind of store the file is a whole copy of. */
async function kindOf(file: string): Promise<StoreSettings['kind']> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const head = Buffer.alloc(SQLITE_HEAD.length);
    await handle.read(head, 0, head.length, 0);
    if (head.toString('latin1') === SQLITE_HEAD) return 'sqlite';
    const tail = Buffer.alloc(Math.min(TAIL_BYTES, size));
    await handle.read(tail, 0, tail.length, size - tail.length);
    if (tail.toString('latin1').includes(DUMPED)) return 'mysql';
  } finally {
    await handle.close();
  }
  throw new CopyFault('NOT_A_BACKUP', { file });
}

/** It is whole, and no newer than this program. */
async function checkCopy(settings: StoreSettings, file: string): Promise<void> {
  const known = new Set(MIGRATIONS.map((migration) => new migration().name));
  await withSource(settings, async (source) => {
    if (settings.kind === 'sqlite') {
      const [answer] = (await source.query('PRAGMA quick_check')) as { quick_check?: string }[];
      if (answer?.quick_check !== 'ok') throw new CopyFault('NOT_A_BACKUP', { file });
    }
    if (!(await tablesIn(source)).includes('migrations')) throw new CopyFault('NOT_A_BACKUP', { file });
    const applied = (await source.query('SELECT name FROM migrations')) as { name: string }[];
    const newer = applied.find(({ name }) => !known.has(name));
    if (newer !== undefined) throw new CopyFault('BACKUP_TOO_NEW', { file, migration: newer.name });
  }).catch((error: unknown) => {
    throw error instanceof StoreFault && error.kind === 'damaged' ? new CopyFault('NOT_A_BACKUP', { file }) : error;
  });
}

function tablesOf(settings: StoreSettings): Promise<string[]> {
  return withSource(settings, tablesIn);
}

async function tablesIn(source: DataSource): Promise<string[]> {
  const rows = (await source.query(
    source.options.type === 'better-sqlite3'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
      : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  )) as { name: string }[];
  return rows.map(({ name }) => name);
}

/** A connection that knows no tables and runs no migration. */
async function withSource<T>(settings: StoreSettings, work: (source: DataSource) => Promise<T>): Promise<T> {
  const place = settings.kind === 'sqlite' ? settings.file : placeOf(settings.url);
  try {
    const options = { ...dataSourceOptions(settings, []), entities: [], migrations: [] } as DataSourceOptions;
    const source = await new DataSource(options).initialize();
    try {
      return await work(source);
    } finally {
      await source.destroy();
    }
  } catch (error) {
    throw error instanceof CopyFault ? error : StoreFault.of(error, 'copy', place);
  }
}

/** One of the server's own tools; what it says on stderr never holds the password, which stands in a file of its own. */
function run(
  tool: string,
  args: readonly string[],
  ends: { readonly input?: number; readonly output?: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { stdio: [ends.input ?? 'ignore', ends.output ?? 'ignore', 'pipe'] });
    let said = '';
    child.stderr!.on('data', (data) => {
      if (said.length < SAID_MAX) said += String(data);
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ENOENT' ? new CopyFault('TOOL_MISSING', { tool }) : error),
    );
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new CopyFault('TOOL_FAILED', { tool, said: said.trim() })),
    );
  });
}
