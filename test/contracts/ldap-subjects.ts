/** The LDAP connector before the sandbox's directory, before slapd, and before slapd with Active Directory's schema. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Attribute, Change, Client } from 'ldapts';
import type { AccountRecord, AccountSpec } from '../../src/connectors/contract';
import { createLdapConnector, type LdapSettingsInput } from '../../src/connectors/ldap';
import { startLdapServer, type LdapServer } from '../../src/sandbox/ldap';
import { slapd, temporaryFolder, type Slapd } from '../servers';
import { makeAuthority, type Authority } from '../servers/certificates';
import { Door } from '../servers/door';
import type { ContractSubject } from './connector-contract';
import type { LossSubject } from './loss-contract';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
export const AWKWARD = ',+"\\<>;=#*() Nguyễn Văn Mẫu 😀';

type CertificateName = 'server' | 'expired' | 'foreign';

export interface DirectoryOptions {
  readonly certificate?: CertificateName;
  /** Entries that one search gives at most. */
  readonly sizeLimit?: number;
  /** Takes no writes, as a copy does. */
  readonly readOnly?: boolean;
  /** Deletions that it remembers, where it synchronises. */
  readonly sessionLog?: number;
  /** Writes reach the disk when the system likes, where a directory can be told so. */
  readonly unsynced?: boolean;
}

export interface Directory {
  readonly url: string;
  readonly secureUrl: string;
  /** Of the authority that gave out its certificate, in PEM. */
  readonly ca: string;
  readonly admin: { readonly dn: string; readonly password: string };
  /** May read people and groups. */
  readonly reader: { readonly dn: string; readonly password: string };
  readonly suffix: string;
  readonly peopleDn: string;
  readonly groupsDn: string;
  readonly settings: LdapSettingsInput;
  readonly isActive: boolean;
  /** An account that may bind and sees nobody. */
  blind(): Promise<{ readonly dn: string; readonly password: string }>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export const DIRECTORIES = {
  sandbox: (options?: DirectoryOptions): Promise<Directory> => sandbox(options),
  slapd: (options?: DirectoryOptions): Promise<Directory> => slapd(options).then((server) => real(server)),
  'slapd like Active Directory': (options?: DirectoryOptions): Promise<Directory> =>
    slapd({ ...options, kind: 'ad' }).then((server) => real(server)),
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
  const { admin, kind, authority } = server;
  return {
    ...server,
    ca: authority.ca,
    settings: settingsOf(server),
    isActive: kind === 'ad',
    async blind() {
      const [dn, password] = [`cn=blind,ou=services,${SUFFIX}`, 'khong-thay-gi'];
      await asAdmin({ url: server.url, admin }, (client) =>
        client.add(dn, {
          objectClass: ['organizationalRole', 'simpleSecurityObject'],
          cn: 'blind',
          userPassword: password,
        }),
      );
      return { dn, password };
    },
  };
}

/** Made once: the keys of an authority take a while. */
let authority: Authority | null = null;
const certificates = temporaryFolder('certificates');
afterAll(() => certificates.remove());

async function sandbox({ certificate, sizeLimit, readOnly }: DirectoryOptions = {}): Promise<Directory> {
  const folder = temporaryFolder('ldap');
  const named = (name: string, role: 'writer' | 'reader', hidden: readonly string[] = []) => {
    return { dn: `cn=${name},ou=services,${SUFFIX}`, password: `mat-khau-${name}`, role, hidden };
  };
  const [service, reader] = [named('provisioning', 'writer'), named('reader', 'reader')];
  const blind = named('blind', 'reader', [`ou=people,${SUFFIX}`, `ou=groups,${SUFFIX}`]);
  const admin = { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' };
  if (certificate !== undefined) authority ??= makeAuthority(certificates.path);
  const open = (port: number, securePort: number): Promise<LdapServer> =>
    startLdapServer({
      host: '127.0.0.1',
      port,
      file: join(folder.path, 'directory.sqlite'),
      suffix: SUFFIX,
      admin,
      services: [service, reader, blind],
      ...(sizeLimit !== undefined && { sizeLimit }),
      ...(readOnly !== undefined && { readOnly }),
      ...(certificate !== undefined && { tls: { ...authority![certificate], port: securePort } }),
    });
  let server = await open(0, 0);
  const { port, url, secureUrl, securePort } = server;
  const branches = { peopleDn: `ou=people,${SUFFIX}`, groupsDn: `ou=groups,${SUFFIX}` };
  return {
    url,
    secureUrl: secureUrl ?? '',
    ca: authority?.ca ?? '',
    admin,
    reader,
    suffix: SUFFIX,
    ...branches,
    isActive: false,
    settings: { url, bindDn: service.dn, password: service.password, ...branches },
    blind: () => Promise.resolve(blind),
    // In one process with its clients; each of them learns of the end as of a dead process: before anything else.
    stop: () => server.close().then(() => pause(20)),
    kill: () => server.close().then(() => pause(20)),
    async start() {
      server = await open(port, securePort ?? 0);
    },
    async close() {
      await server.close();
      folder.remove();
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
  const stranger = createLdapConnector({ ...directory.settings, ...more, password: 'sai' });
  return {
    connector,
    stranger,
    system: 'directory',
    impossible: [
      { ...spec(9), attributes: { ...spec(9).attributes, quotaMiB: 5 } },
      { ...spec(9), grants: [{ kind: 'role', value: 'x' }] },
    ],
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
      await Promise.all([connector.close(), stranger.close()]);
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
