/** Real servers for tests and measurements: each its own process on 127.0.0.1, in a folder that goes with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchFolder } from '../scratch';
import { startDovecot, type Dovecot, type DovecotOptions } from './dovecot';
import { startMariadb, UNSYNCED, type Mariadb } from './mariadb';
import { missing, type ServerName } from './programs';
import { startSlapd, type Slapd, type SlapdOptions } from './slapd';

export type { Dovecot } from './dovecot';
export type { Mariadb } from './mariadb';
export type { Slapd } from './slapd';
export { startDovecot } from './dovecot';
export { startMariadb, UNSYNCED } from './mariadb';
export { startSlapd } from './slapd';

export interface Closing {
  close(): Promise<void>;
}

/** Where a server keeps its files: in memory where nothing has to reach a disk. The names of sockets must be short. */
const placeOf = (unsynced = false): string => (unsynced ? scratchFolder() : tmpdir());

/** A folder that is gone with `remove`. */
export function temporaryFolder(name: string, unsynced = false): { readonly path: string; remove: () => void } {
  const path = mkdtempSync(join(placeOf(unsynced), `${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function slapd(options: Omit<SlapdOptions, 'folder'> = {}): Promise<Slapd & Closing> {
  const folder = temporaryFolder('slapd', options.unsynced);
  try {
    const server = await startSlapd({ folder: folder.path, ...options });
    return { ...server, close: () => server.stop().finally(folder.remove) };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/** `unsynced`: commits reach the disk when the system likes. */
export async function mariadb(
  settings: readonly string[] = [],
  { unsynced = false }: { readonly unsynced?: boolean } = {},
): Promise<Mariadb & Closing> {
  const folder = temporaryFolder('mariadb', unsynced);
  try {
    const server = await startMariadb({
      folder: folder.path,
      settings: unsynced ? [...UNSYNCED, ...settings] : settings,
    });
    return { ...server, close: () => server.stop().finally(folder.remove) };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/** A mail server needs a directory to check passwords at: the one given. */
export async function dovecot(
  directory: Slapd,
  { unsynced = false, ...options }: Pick<DovecotOptions, 'submissionPort'> & { readonly unsynced?: boolean } = {},
): Promise<Dovecot & Closing> {
  const folder = temporaryFolder('dovecot', unsynced);
  try {
    const server = await startDovecot({ folder: folder.path, directory, ...options });
    return { ...server, close: () => server.stop().finally(folder.remove) };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/**
 * `describe` where every server named is installed. Elsewhere than on Debian as root a machine may lack one, and a suite
 * for it must not make all others fail: it is skipped, the one place where that is done; the global set-up has said so
 * aloud, and with CI=true it has failed the run.
 */
export function describeWith(servers: readonly ServerName[]): jest.Describe {
  return servers.every((server) => missing(server).length === 0) ? describe : describe.skip;
}
