/** The store, looked at without opening it as a city does: that would bring its tables up to date. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { EXACT, type DatabaseServer } from '../../store/exact-texts';
import { MIGRATIONS } from '../../store/migrations';
import { dataSourceOptions, type StoreSettings } from '../../store/settings';
import { StoreFault, type StoreFaultKind } from '../../store/store-fault';
import { placeOf } from '../../store/server';
import { finding, type Finding, type FindingCode } from './finding';

type Row = Readonly<Record<string, string | number | Date | null>>;

/** Known instances of QLVB, for those who look at them. */
export interface StoreLook {
  readonly findings: readonly Finding[];
  readonly units: readonly string[];
}

const FAULTS: Partial<Record<StoreFaultKind, FindingCode>> = {
  unreachable: 'STORE_UNREACHABLE',
  refused: 'STORE_REFUSED',
  'no-database': 'STORE_NO_DATABASE',
  'read-only': 'STORE_READ_ONLY',
  damaged: 'STORE_DAMAGED',
};
/** The first that can pass over rows that another holds, and knows the exact rule of comparing. */
const OLDEST: Readonly<Record<DatabaseServer, readonly [number, number]>> = { mariadb: [10, 6], mysql: [8, 0] };
const NEEDED = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'ALTER', 'DROP', 'INDEX'];
const DUMP_TOOL = 'mariadb-dump';
const SKEW_MS_MAX = 2_000;
const UNITS_MAX = 5_000;
const QLVB = 'qlvb:';

export async function lookAtStore(settings: StoreSettings): Promise<StoreLook> {
  const place = settings.kind === 'sqlite' ? settings.file : placeOf(settings.url);
  if (settings.kind === 'sqlite' && !existsSync(settings.file))
    return { findings: [finding('store', 'warning', 'STORE_NOT_YET', { place })], units: [] };
  try {
    const source = await new DataSource(readOnly(settings)).initialize();
    try {
      const findings = settings.kind === 'sqlite' ? await onFile(source, place) : await onServer(source, place);
      return { findings, units: await unitsIn(source) };
    } finally {
      await source.destroy();
    }
  } catch (error) {
    const fault = StoreFault.of(error, 'doctor', place);
    const cause = error instanceof Error ? error.message : String(error);
    return {
      findings: [finding('store', 'failure', FAULTS[fault.kind] ?? 'STORE_FAILED', { place, cause })],
      units: [],
    };
  }
}

function readOnly(settings: StoreSettings): DataSourceOptions {
  const options = { ...dataSourceOptions(settings, []), entities: [], migrations: [] };
  return (settings.kind === 'sqlite' ? { ...options, readonly: true, enableWAL: false } : options) as DataSourceOptions;
}

async function onFile(source: DataSource, place: string): Promise<readonly Finding[]> {
  const [answer] = await query(source, 'PRAGMA quick_check');
  if (answer?.['quick_check'] !== 'ok') return [finding('store', 'failure', 'STORE_DAMAGED', { place, cause: '' })];
  const [version] = await query(source, 'SELECT sqlite_version() AS version');
  return [
    finding('store', 'ok', 'STORE_OK', { place, version: `SQLite ${String(version!['version'])}` }),
    ...(await migrations(source)),
  ];
}

async function onServer(source: DataSource, place: string): Promise<readonly Finding[]> {
  const sentAt = Date.now();
  const [row] = await query(
    source,
    'SELECT VERSION() AS version, @@read_only AS readOnly, @@sql_mode AS mode, UTC_TIMESTAMP(3) AS now',
  );
  const seenAt = (sentAt + Date.now()) / 2;
  const version = String(row!['version']);
  const server: DatabaseServer = /mariadb/i.test(version) ? 'mariadb' : 'mysql';
  const findings: Finding[] = [finding('store', 'ok', 'STORE_OK', { place, version })];
  const say = (level: 'warning' | 'failure', code: FindingCode, values: Finding['values'] = {}): void =>
    void findings.push(finding('store', level, code, { place, ...values }));

  if (isOlder(version, OLDEST[server])) say('failure', 'STORE_TOO_OLD', { version, least: OLDEST[server].join('.') });
  if (Number(row!['readOnly']) !== 0) say('failure', 'STORE_READ_ONLY', { cause: 'read_only' });
  if (!String(row!['mode']).includes('STRICT')) say('failure', 'STORE_NOT_STRICT');
  const skewMs = Math.abs(instantOf(row!['now']!) - seenAt);
  if (skewMs > SKEW_MS_MAX) say('warning', 'STORE_CLOCK', { seconds: Math.round(skewMs / 1_000) });
  const missing = await rightsMissing(source);
  if (missing.length > 0) say('failure', 'STORE_NO_RIGHT', { rights: missing.join(', ') });
  const [other] = await query(
    source,
    `SELECT COUNT(*) AS tables FROM information_schema.tables WHERE table_schema = DATABASE()
      AND table_type = 'BASE TABLE' AND table_collation <> '${EXACT[server]}'`,
  );
  if (Number(other!['tables']) > 0) say('warning', 'STORE_COLLATION', { tables: Number(other!['tables']) });
  if (spawnSync(DUMP_TOOL, ['--version']).error !== undefined) say('warning', 'STORE_NO_DUMP_TOOL');
  return [...findings, ...(await migrations(source))];
}

async function migrations(source: DataSource): Promise<readonly Finding[]> {
  const applied = new Set(
    await query(source, 'SELECT name FROM migrations').then(
      (rows) => rows.map((row) => String(row['name'])),
      () => [],
    ),
  );
  const known = MIGRATIONS.map((migration) => new migration().name);
  const pending = known.filter((name) => !applied.has(name)).length;
  const newer = [...applied].filter((name) => !known.includes(name));
  if (newer.length > 0) return [finding('store', 'failure', 'STORE_AHEAD', { migration: newer[0]! })];
  return pending === 0 ? [] : [finding('store', 'warning', 'STORE_BEHIND', { pending })];
}

async function rightsMissing(source: DataSource): Promise<readonly string[]> {
  const [{ name: database } = { name: '' }] = await query(source, 'SELECT DATABASE() AS name');
  const granted = (await query(source, 'SHOW GRANTS FOR CURRENT_USER')).map((row) => String(Object.values(row)[0]));
  const here = granted.filter((grant) => {
    const on = / ON (?:`([^`]*)`|\*)\.\*/.exec(grant);
    return on !== null && (on[1] === undefined || on[1].replaceAll('\\', '') === database);
  });
  if (here.some((grant) => grant.startsWith('GRANT ALL'))) return [];
  return NEEDED.filter((right) => !here.some((grant) => new RegExp(`[ ,]${right}[ ,]`).test(grant)));
}

/** Instances that the engine has met. */
async function unitsIn(source: DataSource): Promise<readonly string[]> {
  const rows = await query(
    source,
    `SELECT id FROM target WHERE id LIKE '${QLVB}%' ORDER BY id LIMIT ${UNITS_MAX}`,
  ).catch(() => []);
  return rows.map((row) => String(row['id']).slice(QLVB.length));
}

function query(source: DataSource, sql: string): Promise<readonly Row[]> {
  return source.query(sql);
}

function isOlder(version: string, least: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < least[0] || (major === least[0] && minor < least[1]);
}

function instantOf(value: string | number | Date): number {
  return value instanceof Date ? value.getTime() : Date.parse(`${String(value).replace(' ', 'T')}Z`);
}
