/** The secrets of one city on one machine: made at the first start, kept in files that only their owner can read. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Secrets {
  /** 32 bytes: encrypts citizen numbers, and keys the hash by which they are matched. */
  readonly citizenKey: Buffer;
  /** File in which identity keeps the keys that sign access tokens. */
  readonly tokenKeyFile: string;
  /** File of the keys that sign roots of the audit chain. */
  readonly auditKeyFile: string;
  readonly ldapAdminPassword: string;
  readonly ldapServicePassword: string;
  readonly doveadmKey: string;
  readonly qlvbProvisioningKey: string;
  readonly qlvbReaderKey: string;
}

/** File in which identity keeps the keys that sign access tokens. */
export function tokenKeyFile(homeFolder: string): string {
  return join(homeFolder, 'keys', 'tokens.json');
}

export function readSecrets(homeFolder: string): Secrets {
  const folder = join(homeFolder, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secret = (name: string): string => readOrMake(join(folder, name));
  return {
    citizenKey: Buffer.from(secret('citizen.key'), 'hex'),
    tokenKeyFile: tokenKeyFile(homeFolder),
    auditKeyFile: auditKeyFile(homeFolder),
    ldapAdminPassword: secret('ldap-admin.key'),
    ldapServicePassword: secret('ldap-service.key'),
    doveadmKey: secret('doveadm.key'),
    qlvbProvisioningKey: secret('qlvb-provisioning.key'),
    qlvbReaderKey: secret('qlvb-reader.key'),
  };
}

export function auditKeyFile(homeFolder: string): string {
  return join(homeFolder, 'keys', 'audit.json');
}

/** `wx` refuses to overwrite: two starts at once end with one secret, not two. */
function readOrMake(path: string): string {
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
