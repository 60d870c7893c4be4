/**
 * The systems, in a process that survives: directory, mail and QLVB as the embedded city starts them. Prints where they
 * are, and ends with whoever started it.
 */
import 'reflect-metadata';
import { readConfig } from '../../src/config/config';
import { startSandbox } from '../../src/main/sandbox';
import { readSecrets } from '../../src/main/secrets';
import { createLogger } from '../../src/shared/logger';

export interface TargetFacts {
  /** As the gateway's setting DIEUHANH_SYSTEMS wants them. */
  readonly systems: {
    readonly directory: Readonly<Record<string, string>>;
    readonly mail: { readonly url: string; readonly apiKey: string; readonly imap: string };
    readonly qlvb: { readonly url: string; readonly provisioningKey: string; readonly readerKey: string };
  };
  readonly admin: { readonly dn: string; readonly password: string };
}

async function main(): Promise<void> {
  const config = readConfig();
  const secrets = readSecrets(config.homeFolder);
  const sandbox = await startSandbox(config, secrets, createLogger(config.logLevel));
  const { ldap, mail, qlvb, addresses } = sandbox;
  const facts: TargetFacts = {
    systems: {
      directory: {
        url: ldap.url,
        bindDn: ldap.bindDn,
        password: ldap.password,
        peopleDn: ldap.peopleDn,
        groupsDn: ldap.groupsDn,
      },
      mail: { url: mail.url, apiKey: mail.apiKey, imap: addresses.imap },
      qlvb,
    },
    admin: { dn: addresses.ldapAdminDn, password: secrets.ldapAdminPassword },
  };
  process.stdout.write(`${JSON.stringify(facts)}\n`);
  process.stdin.on('end', () => void sandbox.close().then(() => process.exit(0)));
  process.stdin.resume();
}

void main();
