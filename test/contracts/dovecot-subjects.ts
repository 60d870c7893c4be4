/** The Dovecot connector before the sandbox's mail server and before a real one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountSpec } from '../../src/connectors/contract';
import { createDovecotConnector, type DovecotSettings } from '../../src/connectors/dovecot';
import { startMailServer, type MailServer } from '../../src/sandbox/mail';
import { dovecot, type Slapd } from '../servers';
import { Door } from '../servers/door';
import type { ContractSubject } from './connector-contract';
import type { LossSubject } from './loss-contract';

export const DOMAIN = 'hanoi.gov.vn';

export interface Mail {
  readonly url: string;
  readonly apiKey: string;
  readonly domain: string;
  readonly imapPort: number;
  readonly lmtpPort: number;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export const realMail = (directory: Slapd, submissionPort?: number): Promise<Mail> =>
  dovecot(directory, { submissionPort });

export async function sandboxMail(): Promise<Mail & Pick<MailServer, 'sent'>> {
  const folder = mkdtempSync(join(tmpdir(), 'mail-'));
  const open = (imapPort: number, lmtpPort: number, httpPort: number): Promise<MailServer> =>
    startMailServer({
      host: '127.0.0.1',
      imapPort,
      lmtpPort,
      httpPort,
      file: join(folder, 'mail.db'),
      ldap: { url: 'ldap://127.0.0.1:1', peopleDn: 'ou=people' },
      authenticate: async () => true,
      apiKey: 'chia-khoa',
      domain: DOMAIN,
    });
  let server = await open(0, 0, 0);
  const { imapPort, lmtpPort, httpUrl: url } = server;
  return {
    url,
    imapPort,
    lmtpPort,
    apiKey: 'chia-khoa',
    domain: DOMAIN,
    sent: () => server.sent(),
    kill: () => server.close(),
    async start() {
      server = await open(imapPort, lmtpPort, Number(new URL(url).port));
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const settingsOf = ({ url, apiKey, domain }: Mail): DovecotSettings => ({ url, apiKey, domain });

export function mailSpec(index: number): AccountSpec {
  return {
    name: `nvmau${index}`,
    personId: `01920000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    attributes: {
      fullName: `Nguyễn Văn Mẫu ${index}`,
      address: `nvmau${index}@${DOMAIN}`,
      aliases: [`nvmau${index}_sotttt@${DOMAIN}`],
      quotaMiB: 50,
    },
    grants: [{ kind: 'roleMailbox', value: 'so-tttt' }],
  };
}

export async function contractSubject(open: () => Promise<Mail>): Promise<ContractSubject> {
  const server = await open();
  const connector = createDovecotConnector(settingsOf(server));
  const stranger = createDovecotConnector({ ...settingsOf(server), apiKey: 'sai' });
  return {
    connector,
    stranger,
    system: 'dovecot',
    impossible: [
      { ...mailSpec(9), attributes: { ...mailSpec(9).attributes, quotaMiB: 'lots' } },
      { ...mailSpec(9), grants: [{ kind: 'group', value: 'x' }] },
      { ...mailSpec(9), name: '../nvmau' },
    ],
    spec: mailSpec,
    change: { quotaMiB: 75, fullName: 'Nguyễn Thị Khác' },
    otherGrant: { kind: 'roleMailbox', value: 'so-xd' },
    // Logins become names of folders and of dictionary keys, so the connector takes plain ones only.
    awkward: {
      name: 'n.v_mau-1',
      personId: 'p /,+"\\<>;=#*()% Nguyễn 😀',
      attributes: {
        fullName: ',+"\\<>;=#*() %u $x {"user":"root"} Nguyễn Văn Mẫu 😀',
        address: `n.v_mau+nhan-1@${DOMAIN}`,
        aliases: [`mau+a_b@${DOMAIN}`],
        quotaMiB: 1,
      },
      grants: [{ kind: 'roleMailbox', value: 'so_tt-tt.1' }],
    },
    rename: null,
    unknownId: 'nobody',
    async close() {
      await Promise.all([connector.close(), stranger.close()]);
      await server.close();
    },
  };
}

export async function lossSubject(open: () => Promise<Mail>): Promise<LossSubject> {
  const server = await open();
  const { hostname, port } = new URL(server.url);
  const door = new Door({ host: hostname, port: Number(port) });
  await door.open();
  const connector = createDovecotConnector({ ...settingsOf(server), url: `http://${door.address}` });
  const beside = createDovecotConnector(settingsOf(server));
  return {
    connector,
    beside,
    door,
    server,
    system: 'dovecot',
    spec: mailSpec,
    async close() {
      await Promise.all([connector.close(), beside.close()]);
      await door.shut();
      await server.close();
    },
  };
}
