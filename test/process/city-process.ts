/**
 * A city as a user runs it: the built program in a process of its own, on free ports and a folder that is the test's.
 * What it did is read by clients that share no code with it: ldapts, fetch, and SQLite on the files.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, type Entry, type SearchOptions } from 'ldapts';
import Database from 'libsql';

/** From `dist/test/process` (built) or `test/process`. */
export const ROOT = resolve(__dirname, __dirname.includes(join('dist', 'test')) ? '../../..' : '../..');
export const CLI = join(ROOT, 'dist/src/cli/index.js');
export const PASSWORD = 'Mat-Khau-Thu-2026';
export const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';

export const FREE_PORTS = {
  DIEUHANH_PORT: '0',
  DIEUHANH_LDAP_PORT: '0',
  DIEUHANH_IMAP_PORT: '0',
  DIEUHANH_LMTP_PORT: '0',
  DIEUHANH_DOVEADM_PORT: '0',
  DIEUHANH_QLVB_PORT: '0',
  DIEUHANH_ROSTER: '',
} as const;

/** The first lines of a start tell where everything is. */
export interface Facts {
  readonly gateway: string;
  readonly ldap: string;
  readonly imap: string;
  readonly doveadm: string;
  readonly qlvb: string;
  readonly ldapAdminDn: string;
  readonly administrator: { readonly login: string; readonly code: string };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const BUILT_FOLDERS = ['src', 'test/crash', 'test/process'];

/** Builds the program, and what runs beside it in a process of its own, when either is missing or older than its source. */
export function buildOnce(): void {
  const built = [CLI, join(ROOT, 'dist/test/crash/targets.js')];
  const source = Math.max(...['src', 'test/crash'].map((folder) => newest(join(ROOT, folder), '.ts')));
  if (built.every((file) => existsSync(file) && source <= statSync(file).mtimeMs)) return;
  const swc = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
  const options = ['--out-dir', 'dist', '--ignore', '**/*.test.ts', '--quiet'];
  execFileSync(process.execPath, [swc, ...BUILT_FOLDERS, 'ormconfig.ts', ...options], { cwd: ROOT, stdio: 'pipe' });
}

function newest(folder: string, ending: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

export function newFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `${name}-`));
}

/** The environment of a child: nothing of the tests' own settings, a home of its own. */
export function childEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH } = process.env;
  return { PATH, LANG: 'en_US.UTF-8', ...FREE_PORTS, ...settings };
}

/** Runs a command to its end; one that hangs is killed and told as code null. */
export async function runCli(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  input = '',
  timeoutMs = 60_000,
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], { env: childEnvironment(settings), cwd: tmpdir() });
  const text = collect(child);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await exitOf(child);
  clearTimeout(timer);
  return { code, ...text() };
}

function collect(child: ChildProcess): () => { stdout: string; stderr: string } {
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout?.on('data', (chunk: Buffer) => parts.stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => parts.stderr.push(chunk));
  return () => ({ stdout: Buffer.concat(parts.stdout).toString(), stderr: Buffer.concat(parts.stderr).toString() });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => child.once('close', (code) => done(code)));
}

export interface Answer<T> {
  readonly data: T | null;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

export class CityProcess {
  private constructor(
    readonly folder: string,
    readonly facts: Facts,
    private readonly child: ChildProcess,
    private readonly text: () => { stdout: string; stderr: string },
  ) {}

  static async start(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<CityProcess> {
    const child = spawn(process.execPath, [CLI, 'start', '--json'], {
      env: childEnvironment({ DIEUHANH_HOME: folder, ...settings }),
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = collect(child);
    const line = await new Promise<string>((done, fail) => {
      child.stdout.on('data', () => {
        const { stdout } = text();
        if (stdout.includes('\n')) done(stdout.slice(0, stdout.indexOf('\n')));
      });
      child.once('close', (code) => fail(new Error(`the city ended with ${code}: ${text().stderr}`)));
    });
    return new CityProcess(folder, JSON.parse(line) as Facts, child, text);
  }

  get stderr(): string {
    return this.text().stderr;
  }

  /** As `kill -9`: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await exitOf(this.child);
  }

  /** As Ctrl+C or a service manager; gives the exit code. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return exitOf(this.child);
  }

  async send<T>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    token: string | null,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.facts.gateway}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': 'en',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Partial<Answer<T>>;
    return { data: data ?? null, errors: errors ?? [] };
  }

  async ask<T>(query: string, variables: Readonly<Record<string, unknown>>, token: string | null): Promise<T> {
    const { data, errors } = await this.send<T>(query, variables, token);
    if (errors.length > 0 || data === null) throw new Error(JSON.stringify(errors, null, 1));
    return data;
  }

  /** Sets the administrator's password and signs in. */
  async activateAdministrator(): Promise<string> {
    const { activate } = await this.ask<{ activate: { accessToken: string } }>(
      'mutation($code: String!, $password: String!) { activate(code: $code, password: $password) { accessToken } }',
      { code: this.facts.administrator.code, password: PASSWORD },
      null,
    );
    return activate.accessToken;
  }

  /** Everyone in the directory, as it tells its own administrator. */
  async directoryPeople(): Promise<Entry[]> {
    const client = new Client({ url: this.facts.ldap });
    try {
      await client.bind(this.facts.ldapAdminDn, secretOf(this.folder, 'ldap-admin.key'));
      const options: SearchOptions = {
        scope: 'sub',
        filter: '(uid=*)',
        attributes: ['*', '+'],
        paged: { pageSize: 200 },
      };
      return (await client.search(`ou=people,${SUFFIX}`, options)).searchEntries;
    } finally {
      await client.unbind();
    }
  }

  async doveadm(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    const key = Buffer.from(secretOf(this.folder, 'doveadm.key')).toString('base64');
    const response = await fetch(this.facts.doveadm, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `X-Dovecot-API ${key}` },
      body: JSON.stringify([[command, parameters, 'tag']]),
    });
    const [[kind, answer]] = (await response.json()) as [[string, unknown, string]];
    if (kind === 'error') throw new Error(`doveadm ${command}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Mail accounts by their keys: `login` → what the dictionary says. */
  async mailAccounts(): Promise<ReadonlyMap<string, Record<string, string>>> {
    const prefix = 'shared/userdb/';
    const rows = (await this.doveadm('dictIter', { dictUri: 'proxy::accounts', prefix, recurse: true })) as {
      key: string;
      value: string;
    }[];
    return new Map(
      rows
        .map(({ key, value }) => [key.slice(prefix.length), JSON.parse(value) as Record<string, string>] as const)
        .filter(([, value]) => value['kind'] === 'account'),
    );
  }

  async qlvbUsers(unitId: string): Promise<{ login: string; externalId: string | null; status: string }[]> {
    const response = await fetch(`${this.facts.qlvb.replace('<unit>', unitId)}/users?size=500`, {
      headers: { authorization: `Bearer ${secretOf(this.folder, 'qlvb-reader.key')}` },
    });
    return ((await response.json()) as { items: { login: string; externalId: string | null; status: string }[] }).items;
  }
}

function secretOf(folder: string, name: string): string {
  return readFileSync(join(folder, 'keys', name), 'utf8').trim();
}

/** Rows of the store, read by SQLite itself. */
export function rowsOf<T>(folder: string, sql: string): T[] {
  const database = new Database(join(folder, 'city.db'));
  try {
    database.pragma('query_only = 1');
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

const TABLES = [
  'person',
  'decision',
  'decision_line',
  'office_fact',
  'appointment',
  'announcement',
  'position',
  'post',
  'unit',
] as const;

/**
 * How many facts there are, and acts of people on record. What the worker writes about its own steps is left out: it
 * goes on by itself after an answer.
 */
export function countRows(folder: string): Record<string, number> {
  const count = (from: string): number =>
    rowsOf<{ n: number }>(folder, `SELECT count(*) AS n FROM ${from}`)[0]?.n ?? -1;
  return {
    ...Object.fromEntries(TABLES.map((table) => [table, count(table)])),
    acts: count(
      "audit_record WHERE origin <> 'provisioning' AND action NOT LIKE 'session.%' AND action <> 'request.refuse'",
    ),
  };
}

/** Asks again until it holds; a bound on how often, and what it last said. */
export async function eventually(what: string, holds: () => Promise<string | null>, tries = 240): Promise<void> {
  let last: string | null = '';
  for (let attempt = 0; attempt < tries; attempt += 1) {
    last = await holds();
    if (last === null) return;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`${what}: ${last}`);
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
