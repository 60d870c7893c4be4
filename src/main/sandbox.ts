/** The embedded city: directory, mail and QLVB servers on loopback, and the settings by which connectors reach them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config';
import type { LdapSettingsInput } from '../connectors/ldap';
import type { Logger } from '../shared/logger';
import { startLdapServer } from '../sandbox/ldap';
import { startMailServer } from '../sandbox/mail';
import { startQlvbServer } from '../sandbox/qlvb';
import type { Secrets } from './secrets';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const PEOPLE = `ou=people,${SUFFIX}`;
const GROUPS = `ou=groups,${SUFFIX}`;
const SERVICE = `cn=dieuhanh,ou=services,${SUFFIX}`;
const ADMIN = `cn=admin,${SUFFIX}`;

export interface Systems {
  readonly ldap: LdapSettingsInput;
  readonly mail: { readonly url: string; readonly apiKey: string; readonly domain: string };
  /** Of every instance: the unit's path is added. */
  readonly qlvb: { readonly url: string; readonly provisioningKey: string; readonly readerKey: string };
  /** For people who want to look for themselves. */
  readonly addresses: {
    readonly ldap: string;
    readonly imap: string;
    readonly lmtp: string;
    readonly doveadm: string;
    readonly qlvb: string;
    readonly ldapAdminDn: string;
  };
}

export interface Sandbox extends Systems {
  close(): Promise<void>;
}

export async function startSandbox(config: Config, secrets: Secrets, logger: Logger): Promise<Sandbox> {
  const { host } = config;
  const folder = join(config.homeFolder, 'sandbox');
  mkdirSync(folder, { recursive: true });
  const file = (name: string): string => join(folder, `${name}.db`);
  const ldap = await startLdapServer({
    host,
    port: config.sandbox.ldapPort,
    file: file('ldap'),
    suffix: SUFFIX,
    admin: { dn: ADMIN, password: secrets.ldapAdminPassword },
    services: [{ dn: SERVICE, password: secrets.ldapServicePassword, role: 'writer' }],
    logger,
  });
  const mail = await startMailServer({
    host,
    imapPort: config.sandbox.imapPort,
    lmtpPort: config.sandbox.lmtpPort,
    httpPort: config.sandbox.doveadmPort,
    file: file('mail'),
    ldap: { url: ldap.url, peopleDn: PEOPLE },
    apiKey: secrets.doveadmKey,
    domain: config.mailDomain,
    logger,
  });
  const qlvb = await startQlvbServer({
    host,
    port: config.sandbox.qlvbPort,
    file: file('qlvb'),
    apiKeys: [
      { key: secrets.qlvbProvisioningKey, role: 'provisioning' },
      { key: secrets.qlvbReaderKey, role: 'reader' },
    ],
    logger,
  });
  return {
    ldap: { url: ldap.url, bindDn: SERVICE, password: secrets.ldapServicePassword, peopleDn: PEOPLE, groupsDn: GROUPS },
    mail: { url: mail.httpUrl, apiKey: secrets.doveadmKey, domain: config.mailDomain },
    qlvb: { url: qlvb.url, provisioningKey: secrets.qlvbProvisioningKey, readerKey: secrets.qlvbReaderKey },
    addresses: {
      ldap: ldap.url,
      imap: `imap://${host}:${mail.imapPort}`,
      lmtp: `lmtp://${host}:${mail.lmtpPort}`,
      doveadm: `${mail.httpUrl}/doveadm/v1`,
      qlvb: `${qlvb.url}/don-vi/<unit>/api/v1`,
      ldapAdminDn: ADMIN,
    },
    async close() {
      await Promise.all([mail.close(), qlvb.close()]);
      await ldap.close();
    },
  };
}
