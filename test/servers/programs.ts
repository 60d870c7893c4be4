/** Which programs the real servers need, where they are, and how to get those that are missing. */
import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Servers, and what the embedded directory is tried with: the OpenLDAP clients, and certificates. */
export type ServerName = 'slapd' | 'ldap-utils' | 'openssl' | 'dovecot' | 'mariadb';

interface Need {
  readonly programs: readonly string[];
  /** Files that come with a package of their own, any one of each list. */
  readonly files: readonly (readonly string[])[];
  readonly packages: readonly string[];
}

const NEEDS: Readonly<Record<ServerName, Need>> = {
  slapd: {
    programs: ['slapd', 'slapadd', 'ldapsearch', 'openssl'],
    files: [['/etc/ldap/schema/msuser.schema'], ['/usr/lib/ldap/ppolicy.so']],
    packages: ['slapd', 'ldap-utils', 'openssl'],
  },
  'ldap-utils': {
    programs: ['ldapsearch', 'ldapadd', 'ldapmodify', 'ldappasswd', 'ldapwhoami', 'ldapdelete'],
    files: [],
    packages: ['ldap-utils'],
  },
  openssl: { programs: ['openssl'], files: [], packages: ['openssl'] },
  dovecot: {
    programs: ['dovecot', 'doveadm'],
    files: [
      ['/usr/lib/dovecot/imap'],
      ['/usr/lib/dovecot/lmtp'],
      ['/usr/lib/dovecot/modules/auth/libauthdb_ldap.so', '/usr/lib/dovecot/modules/auth/libdriver_ldap.so'],
      ['/usr/lib/dovecot/modules/lib90_sieve_plugin.so'],
    ],
    packages: ['dovecot-imapd', 'dovecot-lmtpd', 'dovecot-ldap', 'dovecot-sieve'],
  },
  mariadb: {
    programs: ['mariadbd', 'mariadb-install-db', 'mariadb-dump', 'mariadb'],
    files: [],
    packages: ['mariadb-server', 'mariadb-client'],
  },
};

export const SERVERS = Object.keys(NEEDS) as ServerName[];

/** Servers are seldom in the path of a person who is not root. */
const PLACES = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];

/** Full path of a program, or null. */
export function locate(program: string): string | null {
  for (const place of PLACES) {
    const path = join(place, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return null;
}

/** Full path of a program that must be there: what a launcher starts. */
export function program(name: string): string {
  const path = locate(name);
  if (path === null) throw new Error(`the program ${name} is not installed; see test/servers/README.md`);
  return path;
}

/** What keeps a server from being started here; empty when nothing does. */
export function missing(server: ServerName): string[] {
  const { programs, files } = NEEDS[server];
  return [
    ...programs.filter((name) => locate(name) === null),
    ...files.filter((some) => !some.some((file) => existsSync(file))).map((some) => some[0]!),
  ];
}

export function packagesOf(server: ServerName): readonly string[] {
  return NEEDS[server].packages;
}

const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs what is missing, on Debian and as root only; without either it does nothing. A policy-rc.d that forbids it is
 * put first, so that no package starts a daemon of its own. Returns what apt said when it failed, else null.
 */
export function install(servers: readonly ServerName[]): string | null {
  const packages = servers.filter((server) => missing(server).length > 0).flatMap(packagesOf);
  if (packages.length === 0 || process.getuid?.() !== 0 || locate('apt-get') === null) return null;
  if (!existsSync(POLICY)) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): ReturnType<typeof spawnSync> =>
    spawnSync('apt-get', args, { env, encoding: 'utf8', timeout: 900_000 });
  // On a machine that never asked for them the lists of packages are empty or old.
  apt('update', '-q');
  const done = apt('install', '-q', '-y', '--no-install-recommends', ...packages);
  return done.status === 0 ? null : String(done.stderr).trim().split('\n').slice(-5).join('\n');
}

/** What a command needs before it starts: installed where that may be done, else an error that says how to get it. */
export function ensureInstalled(servers: readonly ServerName[], say: (line: string) => void): void {
  const absent = (): ServerName[] => servers.filter((server) => missing(server).length > 0);
  if (absent().length === 0) return;
  say(`Installing ${absent().join(', ')} …`);
  const fault = install(absent());
  const left = absent();
  if (left.length === 0) return;
  throw new MissingServers(
    `not installed: ${left.join(', ')} – sudo apt-get install ${left.flatMap(packagesOf).join(' ')}${fault === null ? '' : `\n${fault}`}`,
  );
}

/** The machine lacks programs that real servers need, and they may not be installed here. */
export class MissingServers extends Error {
  override readonly name = 'MissingServers';
}
