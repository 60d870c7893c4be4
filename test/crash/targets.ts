/**
 * The systems, in a process that survives: directory, mail and QLVB as the embedded city starts them, or (`--real`) on
 * OpenLDAP and Dovecot; and MariaDB where the store lies there (`--mariadb`). Prints where they are, and ends with
 * whoever started it.
 */
import 'reflect-metadata';
import { readConfig } from '../../src/config/config';
import { startSandbox, type Systems } from '../../src/main/sandbox';
import { readSecrets } from '../../src/main/secrets';
import { createLogger } from '../../src/shared/logger';
import { mariadb } from '../servers';
import { startRealCity } from '../servers/real-city';

export interface TargetFacts {
  /** As the gateway's setting DIEUHANH_SYSTEMS wants them. */
  readonly systems: {
    readonly directory: Systems['ldap'];
    readonly mail: { readonly url: string; readonly apiKey: string; readonly imap: string };
    readonly qlvb: Systems['qlvb'];
  };
  /** Where the directory's own administrator looks. */
  readonly admin: { readonly url: string; readonly dn: string; readonly password: string };
  /** Null: the store is a file in the home folder. */
  readonly storeUrl: string | null;
}

interface Started {
  readonly facts: TargetFacts;
  close(): Promise<void>;
}

/** No test here cuts the power, only the gateway: what a server has acknowledged it keeps. */
const UNSYNCED = { unsynced: true } as const;

async function embedded(onMariadb: boolean): Promise<Started> {
  const config = readConfig();
  const secrets = readSecrets(config.homeFolder);
  const sandbox = await startSandbox(config, secrets, createLogger(config.logLevel));
  const database = onMariadb ? await mariadb() : null;
  return {
    facts: factsOf(sandbox, secrets.ldapAdminPassword, database?.url ?? null),
    async close() {
      await sandbox.close();
      await database?.close();
    },
  };
}

async function real(onMariadb: boolean): Promise<Started> {
  const city = await startRealCity(readConfig().homeFolder, UNSYNCED);
  return {
    facts: factsOf(city.sandbox(), city.directory.admin.password, onMariadb ? city.storeUrl : null),
    close: () => city.close(),
  };
}

function factsOf(
  { ldap, mail, qlvb, addresses }: Systems,
  adminPassword: string,
  storeUrl: string | null,
): TargetFacts {
  return {
    systems: { directory: ldap, mail: { url: mail.url, apiKey: mail.apiKey, imap: addresses.imap }, qlvb },
    admin: { url: addresses.ldap, dn: addresses.ldapAdminDn, password: adminPassword },
    storeUrl,
  };
}

async function main(options: readonly string[]): Promise<void> {
  const start = options.includes('--real') ? real : embedded;
  const started = await start(options.includes('--mariadb'));
  process.stdout.write(`${JSON.stringify(started.facts)}\n`);
  process.stdin.on('end', () => void started.close().then(() => process.exit(0)));
  process.stdin.resume();
}

void main(process.argv.slice(2));
