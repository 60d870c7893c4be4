/** The LDAP connector before the sandbox's directory, before slapd, and before slapd with Active Directory's schema. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import type { AccountRecord, AccountSpec } from '../../src/connectors/contract';
import { createLdapConnector, type LdapConnector, type LdapSettingsInput } from '../../src/connectors/ldap';
import { startLdapServer, type LdapServer } from '../../src/sandbox/ldap';
import { slapd, type Slapd } from '../servers';
import { Door } from '../servers/door';
import type { ContractSubject } from './connector-contract';
import type { LossSubject } from './loss-contract';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
export const AWKWARD = ',+"\\<>;=#*() Nguyễn Văn Mẫu 😀';

export interface Directory {
  readonly url: string;
  readonly admin: { readonly dn: string; readonly password: string };
  readonly settings: LdapSettingsInput;
  readonly isActive: boolean;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export const DIRECTORIES = {
  sandbox: (): Promise<Directory> => sandbox(),
  slapd: (): Promise<Directory> => slapd().then((server) => real(server)),
  'slapd like Active Directory': (): Promise<Directory> => slapd({ kind: 'ad' }).then((server) => real(server)),
} as const;

/** What differs between a domain controller and slapd with its schema: ids, assertions and passwords are slapd's own. */
const LIKE_ACTIVE_DIRECTORY = {
  profile: 'activeDirectory',
  schema: { nativeId: 'entryUUID', passwordBy: 'exop', extra: { userPrincipalName: '{login}@hanoi.gov.vn' } },
  assertions: true,
} as const;

export function settingsOf(server: Slapd): LdapSettingsInput {
  return {
    url: server.url,
    bindDn: server.service.dn,
    password: server.service.password,
    peopleDn: server.peopleDn,
    groupsDn: server.groupsDn,
    ...(server.kind === 'ad' && LIKE_ACTIVE_DIRECTORY),
  };
}

function real(server: Slapd & { close(): Promise<void> }): Directory {
  const { url, admin, kind } = server;
  return { ...server, url, admin, settings: settingsOf(server), isActive: kind === 'ad' };
}

async function sandbox(): Promise<Directory> {
  const folder = mkdtempSync(join(tmpdir(), 'ldap-'));
  const admin = { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' };
  const service = { dn: `cn=provisioning,ou=services,${SUFFIX}`, password: 'cap-phat', role: 'writer' as const };
  const open = (port: number): Promise<LdapServer> =>
    startLdapServer({
      host: '127.0.0.1',
      port,
      file: join(folder, 'directory.sqlite'),
      suffix: SUFFIX,
      admin,
      services: [service],
    });
  let server = await open(0);
  const { port, url } = server;
  return {
    url,
    admin,
    isActive: false,
    settings: {
      url,
      bindDn: service.dn,
      password: service.password,
      peopleDn: `ou=people,${SUFFIX}`,
      groupsDn: `ou=groups,${SUFFIX}`,
    },
    kill: () => server.close(),
    async start() {
      server = await open(port);
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function spec(index: number): AccountSpec {
  return {
    name: `nvmau${index}`,
    personId: `01920000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    attributes: {
      fullName: `Nguyễn Văn Mẫu ${index}`,
      familyName: 'Nguyễn',
      givenName: 'Mẫu',
      mail: `nvmau${index}@hanoi.gov.vn`,
      mailAliases: [`a${index}+b%c@hanoi.gov.vn`, `nvmau${index}_sotttt@hanoi.gov.vn`],
      title: 'Giám đốc',
      unit: 'sotttt',
      unitName: 'Sở Thông tin và Truyền thông',
    },
    grants: [{ kind: 'group', value: 'leaders' }],
  };
}

export async function asAdmin<T>(
  { url, admin }: Pick<Directory, 'url' | 'admin'>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ url });
  await client.bind(admin.dn, admin.password);
  try {
    return await work(client);
  } finally {
    await client.unbind();
  }
}

export async function contractSubject(
  open: () => Promise<Directory>,
  more: Partial<LdapSettingsInput> = {},
): Promise<ContractSubject> {
  const directory = await open();
  const connector = createLdapConnector({ ...directory.settings, ...more });
  return {
    connector,
    spec,
    change: { title: 'Phó Giám đốc', mailAliases: ['khac@hanoi.gov.vn'], fullName: 'Nguyễn Thị Khác' },
    otherGrant: { kind: 'group', value: AWKWARD },
    awkward: {
      name: AWKWARD,
      personId: `p ${AWKWARD}`,
      attributes: { fullName: AWKWARD, familyName: '#họ', title: '* (\\2a)', unitName: `\\ ${AWKWARD}` },
      grants: [{ kind: 'group', value: `#${AWKWARD} \\` }],
    },
    rename: (record, to) => asAdmin(directory, (client) => rename(client, directory, record, to)),
    unknownId: '7b0f64d2-2f2f-4c0c-9c07-6f5b5f0d8a11',
    async close() {
      await connector.close();
      await directory.close();
    },
  };
}

/** The entry moves to another DN, and its login changes with it or beside it. */
async function rename(client: Client, { isActive, settings }: Directory, record: AccountRecord, to: string) {
  if (!isActive) return client.modifyDN(`uid=${record.name},${settings.peopleDn}`, `uid=${to}`);
  const dn = `cn=${String(record.attributes['fullName'])} (${record.name}),${settings.peopleDn}`;
  const login = new Attribute({ type: 'sAMAccountName', values: [to] });
  await client.modify(dn, new Change({ operation: 'replace', modification: login }));
  await client.modifyDN(dn, `cn=${to}`);
}

export async function lossSubject(open: () => Promise<Directory>): Promise<LossSubject> {
  const directory = await open();
  const { hostname, port } = new URL(directory.url);
  const door = new Door({ host: hostname, port: Number(port) });
  await door.open();
  const connector = createLdapConnector({ ...directory.settings, url: `ldap://${door.address}` });
  const beside = createLdapConnector(directory.settings);
  return {
    connector,
    beside,
    door,
    server: directory,
    system: 'directory',
    spec,
    async close() {
      await Promise.all([connector.close(), beside.close()]);
      await door.shut();
      await directory.close();
    },
  };
}

export type { LdapConnector };
