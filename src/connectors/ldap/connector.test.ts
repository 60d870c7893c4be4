import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { call, codeOf, readAll } from '../../../test/contracts/connector-contract';
import { startLdapServer, type LdapServer } from '../../sandbox/ldap';
import type { AccountSpec } from '../contract';
import { createLdapConnector, createLdapPasswordAuthority, type LdapConnector, type LdapSettingsInput } from '.';
import { passwordExpiry } from './password-expiry';
import { childDn, nameBelow, parseDn } from './distinguished-name';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' };
const SERVICE = { dn: `cn=provisioning,ou=services,${SUFFIX}`, password: 'cap-phat', role: 'writer' as const };
const AWKWARD = ',+"\\<>;=#*() Nguyễn Văn Mẫu 😀';

interface City {
  readonly folder: string;
  server: LdapServer;
  readonly connector: LdapConnector;
  settings(more?: Partial<LdapSettingsInput>): LdapSettingsInput;
  start(port: number): Promise<void>;
  close(): Promise<void>;
}

async function city(more: Partial<LdapSettingsInput> = {}): Promise<City> {
  const folder = mkdtempSync(join(tmpdir(), 'ldap-'));
  const start = (port: number): Promise<LdapServer> =>
    startLdapServer({
      host: '127.0.0.1',
      port,
      file: join(folder, 'directory.sqlite'),
      suffix: SUFFIX,
      admin: ADMIN,
      services: [SERVICE],
    });
  const server = await start(0);
  const settings = (extra: Partial<LdapSettingsInput> = {}): LdapSettingsInput => ({
    url: server.url,
    bindDn: SERVICE.dn,
    password: SERVICE.password,
    peopleDn: `ou=people,${SUFFIX}`,
    groupsDn: `ou=groups,${SUFFIX}`,
    ...more,
    ...extra,
  });
  const connector = createLdapConnector(settings());
  const made: City = {
    folder,
    server,
    connector,
    settings,
    async start(port) {
      made.server = await start(port);
    },
    async close() {
      await connector.close();
      await made.server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return made;
}

function spec(index: number): AccountSpec {
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

async function asAdmin<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url });
  await client.bind(ADMIN.dn, ADMIN.password);
  try {
    return await work(client);
  } finally {
    await client.unbind();
  }
}

describe('ldap connector', () => {
  let hanoi: City;

  beforeEach(async () => {
    hanoi = await city();
  });

  afterEach(() => hanoi.close());

  it('follows an account that was renamed behind its back', async () => {
    const { nativeId } = await hanoi.connector.create(spec(1), call());
    await asAdmin(hanoi.server.url, (client) => client.modifyDN(`uid=nvmau1,ou=people,${SUFFIX}`, 'uid=nvmau-moi'));

    await hanoi.connector.disable(nativeId, call());
    await hanoi.connector.modify(nativeId, { set: { title: 'Chánh Văn phòng' } }, call());

    expect(await hanoi.connector.read(nativeId, call())).toMatchObject({
      name: 'nvmau-moi',
      status: 'disabled',
      attributes: { title: 'Chánh Văn phòng' },
      grants: [{ kind: 'group', value: 'leaders' }],
    });
  });

  it('gives back names and values with metacharacters as they were', async () => {
    const awkward: AccountSpec = {
      name: AWKWARD,
      personId: `p ${AWKWARD}`,
      attributes: { fullName: AWKWARD, familyName: '#họ', title: '* (\\2a)', unitName: '\\ ' + AWKWARD },
      grants: [{ kind: 'group', value: `#${AWKWARD} \\` }],
    };

    const created = await hanoi.connector.create(awkward, call());

    expect(created).toMatchObject({
      name: awkward.name,
      personId: awkward.personId,
      attributes: awkward.attributes,
      grants: awkward.grants,
    });
    const page = { after: null, size: 5 };
    expect((await hanoi.connector.search({ by: 'name', name: awkward.name }, page, call())).records).toEqual([created]);
    expect(
      (await hanoi.connector.search({ by: 'personId', personId: awkward.personId }, page, call())).records,
    ).toEqual([created]);
  });

  it('removes what is set to null, names included, and leaves what it does not own alone', async () => {
    const { nativeId } = await hanoi.connector.create(spec(1), call());
    const foreign = 'https://hanoi.gov.vn trang nhà';
    await asAdmin(hanoi.server.url, async (client) => {
      const dn = `uid=nvmau1,ou=people,${SUFFIX}`;
      await client.modify(
        dn,
        new Change({ operation: 'add', modification: new Attribute({ type: 'labeledURI', values: [foreign] }) }),
      );
    });

    await hanoi.connector.modify(
      nativeId,
      { set: { fullName: null, familyName: null, mailAliases: null, unit: null, unitName: null, mail: null } },
      call(),
    );

    const read = await hanoi.connector.read(nativeId, call());
    expect(read!.attributes).toEqual({ givenName: 'Mẫu', title: 'Giám đốc' });
    const entry = await asAdmin(hanoi.server.url, (client) =>
      client.search(`uid=nvmau1,ou=people,${SUFFIX}`, { scope: 'base' }),
    );
    expect(entry.searchEntries[0]).toMatchObject({ labeledURI: foreign, sn: 'nvmau1', cn: 'nvmau1' });
  });

  it('says no to attributes and grants that the directory has no place for', async () => {
    const unknownAttribute = await codeOf(hanoi.connector.create({ ...spec(1), attributes: { quotaMiB: 5 } }, call()));
    const unknownGrant = await codeOf(
      hanoi.connector.create({ ...spec(1), grants: [{ kind: 'role', value: 'x' }] }, call()),
    );

    expect([unknownAttribute, unknownGrant]).toEqual(['rejected', 'rejected']);
  });

  it('reads some hundreds of accounts in pages', async () => {
    const specs = Array.from({ length: 330 }, (_, index) => ({ ...spec(index + 1), grants: [] }));
    await Promise.all(specs.map((one) => hanoi.connector.create(one, call(60_000))));

    const read = await readAll(hanoi.connector, 50);

    expect(read.map((one) => one.name).sort()).toEqual(specs.map((one) => one.name).sort());
  });

  it('serves two readers of all accounts at once', async () => {
    for (let index = 1; index <= 20; index += 1) await hanoi.connector.create(spec(index), call());

    const [sevens, threes] = await Promise.all([readAll(hanoi.connector, 7), readAll(hanoi.connector, 3)]);

    expect([sevens.length, threes.length]).toEqual([20, 20]);
  });

  it('never takes a search that was cut off for its end', async () => {
    for (let index = 1; index <= 3; index += 1) await hanoi.connector.create(spec(index), call());
    const { next } = await hanoi.connector.search({ by: 'all' }, { after: null, size: 1 }, call());
    const { port } = hanoi.server;
    await hanoi.server.close();
    await hanoi.start(port);

    const cutOff = await codeOf(hanoi.connector.search({ by: 'all' }, { after: next, size: 1 }, call()));

    expect(cutOff).toBe('unreachable');
  });

  it('connects and binds again after the directory came back on the same port', async () => {
    const { nativeId } = await hanoi.connector.create(spec(1), call());
    const { port } = hanoi.server;

    await hanoi.server.close();
    const down = await codeOf(hanoi.connector.disable(nativeId, call()));
    await hanoi.start(port);
    await hanoi.connector.disable(nativeId, call());

    expect(['unreachable', 'timeout']).toContain(down);
    expect(await codeOf(hanoi.connector.read(nativeId, call()))).toBe('done');
    expect(await hanoi.connector.read(nativeId, call())).toMatchObject({ status: 'disabled' });
  });

  it('tells a wrong service password from a directory that is away', async () => {
    const wrong = createLdapConnector(hanoi.settings({ password: 'sai' }));
    const away = createLdapConnector(hanoi.settings({ url: 'ldap://127.0.0.1:1' }));

    const codes = [await codeOf(wrong.disable('x', call())), await codeOf(away.disable('x', call()))];

    expect(codes).toEqual(['unauthorised', 'unreachable']);
    expect(await away.test(call())).toMatchObject([{ check: 'connection', ok: false }]);
    await Promise.all([wrong.close(), away.close()]);
  });

  it('shows the directory room what is live', async () => {
    const { nativeId } = await hanoi.connector.create(spec(1), call());
    await hanoi.connector.disable(nativeId, call());

    const unknown = '7b0f64d2-2f2f-4c0c-9c07-6f5b5f0d8a11';
    const [before, entry, ...after] = await hanoi.connector.readEntries([unknown, nativeId], call());

    expect(entry).toEqual({
      dn: `uid=nvmau1,ou=people,${SUFFIX}`,
      groups: ['leaders'],
      locked: true,
      passwordExpiresAt: null,
    });
    expect([before, after]).toEqual([null, []]);
  });
});

describe('ldap connector before a directory that accepts and never answers', () => {
  const sockets = new Set<Socket>();
  let frozen: Server;

  beforeEach(async () => {
    frozen = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await new Promise((resolve) => frozen.close(resolve));
  });

  it('tells a timeout, for every operation in flight, and drops the connection', async () => {
    const { port } = frozen.address() as AddressInfo;
    const connector = createLdapConnector({
      url: `ldap://127.0.0.1:${port}`,
      bindDn: 'cn=x',
      password: 'y',
      peopleDn: 'ou=people',
      groupsDn: 'ou=groups',
      timeoutMs: 300,
    });

    const codes = await Promise.all([1, 2, 3].map((index) => codeOf(connector.create(spec(index), call(200)))));

    expect(codes).toEqual(['timeout', 'timeout', 'timeout']);
    await connector.close();
  });
});

describe('ldap password authority', () => {
  let hanoi: City;

  beforeEach(async () => {
    hanoi = await city();
  });

  afterEach(() => hanoi.close());

  it('checks, sets and changes passwords by the directory', async () => {
    const authority = createLdapPasswordAuthority(hanoi.settings());
    const { nativeId, name } = await hanoi.connector.create(spec(1), call());

    await authority.setPassword(name, 'mat-khau-dau');
    const verdicts = [
      await authority.verify(name, 'mat-khau-dau'),
      await authority.verify(name, 'sai'),
      await authority.verify(name, ''),
      await authority.verify('khong-co*', 'sai'),
    ];
    await authority.changePassword(name, 'mat-khau-dau', 'mat-khau-hai');
    const changed = [await authority.verify(name, 'mat-khau-dau'), await authority.verify(name, 'mat-khau-hai')];
    await hanoi.connector.disable(nativeId, call());
    const locked = await authority.verify(name, 'mat-khau-hai');
    await hanoi.connector.enable(nativeId, call());
    const enabled = await authority.verify(name, 'mat-khau-hai');

    expect(verdicts).toEqual(['ok', 'wrong', 'wrong', 'unknownUser']);
    expect(changed).toEqual(['wrong', 'ok']);
    expect([locked, enabled]).toEqual(['locked', 'ok']);
    await authority.close();
  });

  it('passes on why the directory refuses a password', async () => {
    const authority = createLdapPasswordAuthority(hanoi.settings());
    const { name } = await hanoi.connector.create(spec(1), call());
    await authority.setPassword(name, 'mat-khau-dau');

    const short = authority.changePassword(name, 'mat-khau-dau', 'ngắn');
    await expect(short).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('shorter than 8 characters'),
    });
    const outcomes = [
      await codeOf(authority.changePassword(name, 'sai', 'mat-khau-hai')),
      await codeOf(authority.changePassword(name, '', 'mat-khau-hai')),
      await codeOf(authority.setPassword(name, '')),
      await codeOf(authority.setPassword('khong-co', 'mat-khau-hai')),
    ];

    expect(outcomes).toEqual(['unauthorised', 'unauthorised', 'rejected', 'notFound']);
    await authority.close();
  });
});

describe('distinguished names', () => {
  it('come back as they went out', () => {
    for (const value of [AWKWARD, ' đầu và cuối ', '#41', '\\', 'a\\ ', '=', 'tab\there']) {
      const dn = childDn('cn', value, `ou=groups,${SUFFIX}`);

      expect(parseDn(dn)![0]).toEqual({ type: 'cn', value });
      expect(nameBelow(dn, `OU=Groups, ${SUFFIX}`)).toBe(value);
    }
  });

  it('are not cut out of what is none, or lies elsewhere', () => {
    expect(parseDn('not a dn')).toBeNull();
    expect(nameBelow(`cn=x,ou=services,${SUFFIX}`, `ou=groups,${SUFFIX}`)).toBeNull();
  });
});

describe('password expiry', () => {
  it('is the day of the last change plus the age of the policy, and unknown without one', () => {
    expect(passwordExpiry('20260131170000Z', 90)).toEqual(new Date('2026-05-01T17:00:00.000Z'));
    expect(passwordExpiry('20260131170000Z', undefined)).toBeNull();
    expect(passwordExpiry(null, 90)).toBeNull();
  });
});
