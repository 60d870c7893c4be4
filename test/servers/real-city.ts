/**
 * The systems of a city on real servers: OpenLDAP, Dovecot and MariaDB by the launcher, and QLVB, of which there is no
 * other, as the embedded city has it. They have folders of their own, which go with them.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../../src/main/sandbox';
import { startQlvbServer } from '../../src/sandbox/qlvb';
import { silentLogger } from '../../src/shared/logger';
import { dovecot, mariadb, slapd, type Dovecot, type Mariadb, type Slapd } from '.';
import { startSmtpSink } from './smtp-sink';

const HOST = '127.0.0.1';
const DATABASE = 'thanh_pho';

export interface RealCity {
  readonly storeUrl: string;
  readonly directory: Slapd;
  readonly mail: Dovecot;
  readonly database: Mariadb;
  /** As a city uses them; closing that ends no server. */
  sandbox(): Sandbox;
  /** The file by which a city elsewhere is told of them (DIEUHANH_SYSTEMS). */
  systemsFile(): string;
  close(): Promise<void>;
}

/** The keys folder of the city is filled first, so that its home says how each system is entered. */
export async function startRealCity(folder: string, options: { readonly unsynced?: boolean } = {}): Promise<RealCity> {
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const directory = await slapd(options);
    closing.push(() => directory.close());
    const relay = await startSmtpSink();
    closing.push(() => relay.close());
    const mail = await dovecot(directory, { ...options, submissionPort: relay.port });
    closing.push(() => mail.close());
    relay.relay(mail.domain, mail.lmtpPort);
    const database = await mariadb([], options);
    closing.push(() => database.close());
    const keys = keysIn(join(folder, 'keys'), {
      'ldap-admin': directory.admin.password,
      'ldap-service': directory.service.password,
      doveadm: mail.apiKey,
      'qlvb-provisioning': randomBytes(32).toString('hex'),
      'qlvb-reader': randomBytes(32).toString('hex'),
    });
    const qlvb = await startQlvbServer({
      host: HOST,
      port: 0,
      file: join(folder, 'qlvb.db'),
      apiKeys: [
        { key: keys['qlvb-provisioning'], role: 'provisioning' },
        { key: keys['qlvb-reader'], role: 'reader' },
      ],
      logger: silentLogger,
    });
    closing.push(() => qlvb.close());
    const ldap = {
      url: directory.secureUrl,
      bindDn: directory.service.dn,
      password: directory.service.password,
      peopleDn: directory.peopleDn,
      groupsDn: directory.groupsDn,
      tls: { ca: directory.authority.ca },
    };
    const qlvbOf = { url: qlvb.url, provisioningKey: keys['qlvb-provisioning'], readerKey: keys['qlvb-reader'] };
    const imap = `imap://${HOST}:${mail.imapPort}`;
    const storeUrl = await database.database(DATABASE);
    return {
      storeUrl,
      directory,
      mail,
      database,
      sandbox: () => ({
        ldap,
        mail: { url: mail.url, apiKey: mail.apiKey, domain: mail.domain },
        qlvb: qlvbOf,
        addresses: {
          ldap: directory.url,
          imap,
          lmtp: `lmtp://${HOST}:${mail.lmtpPort}`,
          doveadm: `${mail.url}/doveadm/v1`,
          qlvb: `${qlvb.url}/don-vi/<unit>/api/v1`,
          ldapAdminDn: directory.admin.dn,
        },
        close: () => Promise.resolve(),
      }),
      systemsFile() {
        const file = join(folder, 'systems.json');
        const named = { directory: ldap, mail: { url: mail.url, apiKey: mail.apiKey, imap }, qlvb: qlvbOf };
        writeFileSync(file, JSON.stringify(named, null, 2), { mode: 0o600 });
        return file;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function keysIn<K extends string>(folder: string, keys: Record<K, string>): Record<K, string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, key] of Object.entries<string>(keys)) {
    const file = join(folder, `${name}.key`);
    if (!existsSync(file)) writeFileSync(file, key, { mode: 0o600 });
  }
  return keys;
}
