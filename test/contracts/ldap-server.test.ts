/** What only a real directory can show: certificates, limits, groups of ten thousand, and how it counts its changes. */
import { Attribute, Change } from 'ldapts';
import { ConnectorError } from '../../src/connectors/contract';
import {
  createLdapConnector,
  createLdapPasswordAuthority,
  type LdapConnector,
  type LdapSettingsInput,
} from '../../src/connectors/ldap';
import { describeWith, slapd, type Slapd } from '../servers';
import { Door } from '../servers/door';
import { call, codeOf, readAll } from './connector-contract';
import { asAdmin, settingsOf, spec } from './ldap-subjects';

type Running = Slapd & { close(): Promise<void> };

const MEMBERS = 10_000;

describeWith(['slapd'])('the LDAP connector before slapd', () => {
  const open: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function server(...options: Parameters<typeof slapd>): Promise<Running> {
    const started = await slapd(...options);
    open.push(started);
    return started;
  }

  function connectorTo(directory: Slapd, more: Partial<LdapSettingsInput> = {}): LdapConnector {
    const connector = createLdapConnector({ ...settingsOf(directory), ...more });
    open.push(connector);
    return connector;
  }

  async function messageOf(outcome: Promise<unknown>): Promise<string> {
    const error = await outcome.then(
      () => null,
      (fault: unknown) => fault,
    );
    if (!(error instanceof ConnectorError)) throw new Error('it did not fail as a connector does');
    return `${error.code} ${error.message}`;
  }

  describe('over an encrypted connection', () => {
    const ways = [
      ['LDAPS', (directory: Slapd) => ({ url: directory.secureUrl })],
      ['StartTLS', () => ({ startTls: true })],
    ] as const;

    it.each(ways)('works by %s with a certificate that is right', async (_, how) => {
      const directory = await server();
      const connector = connectorTo(directory, { ...how(directory), tls: { ca: directory.authority.ca } });

      const created = await connector.create(spec(1), call());
      await directory.kill();
      await directory.start();
      await connector.disable(created.nativeId, call());

      expect(await connector.read(created.nativeId, call())).toMatchObject({ status: 'disabled' });
      expect(await readAll(connector, 2)).toHaveLength(1);
    });

    it.each(
      ways.flatMap(([name, how]) => [
        [name, 'expired', how, 'renew the certificate'] as const,
        [name, 'foreign', how, 'tls.serverName'] as const,
      ]),
    )('refuses by %s one that is %s, before a password is sent', async (_, certificate, how, remedy) => {
      const directory = await server({ certificate });
      const connector = connectorTo(directory, { ...how(directory), tls: { ca: directory.authority.ca } });

      const message = await messageOf(connector.create(spec(1), call()));

      expect(message).toMatch(/^unreachable directory ldaps?:.*: create nvmau1: /);
      expect(message).toContain(remedy);
      expect(await connectorTo(directory).search({ by: 'all' }, { after: null, size: 5 }, call())).toMatchObject({
        records: [],
      });
    });

    it.each(ways)('refuses by %s one from an authority that it does not know', async (_, how) => {
      const directory = await server();
      const connector = connectorTo(directory, how(directory));

      expect(await messageOf(connector.disable('x', call()))).toContain('tls.ca');
    });

    it('takes a name in the certificate that is not that of the address when it is told to', async () => {
      const directory = await server({ certificate: 'foreign' });
      const tls = { ca: directory.authority.ca, serverName: 'elsewhere.example' };

      const connector = connectorTo(directory, { startTls: true, tls });

      expect(await codeOf(connector.create(spec(1), call()))).toBe('done');
    });
  });

  it('takes a wrong password, a wrong branch and missing rights for what they are, and nobody for gone', async () => {
    const directory = await server();
    const right = connectorTo(directory);
    const { nativeId } = await right.create(spec(1), call());
    const { dn: bindDn, password } = directory.reader;
    const wrong = {
      password: connectorTo(directory, { password: 'sai' }),
      branch: connectorTo(directory, { peopleDn: `ou=nguoi,${directory.suffix}` }),
      rights: connectorTo(directory, { bindDn, password }),
      blind: connectorTo(directory, { bindDn: `cn=blind,ou=services,${directory.suffix}`, password: 'mu' }),
    };
    await asAdmin(directory, (client) =>
      client.add(`cn=blind,ou=services,${directory.suffix}`, {
        objectClass: ['organizationalRole', 'simpleSecurityObject'],
        cn: 'blind',
        userPassword: 'mu',
      }),
    );

    const told: Record<string, string[]> = {};
    for (const [name, connector] of Object.entries(wrong)) {
      const writes = [connector.delete(nativeId, call()), connector.disable(nativeId, call())];
      told[name] = await Promise.all(writes.map(messageOf));
    }
    const reads = [wrong.branch, wrong.blind].flatMap((connector) => [
      codeOf(connector.read(nativeId, call())),
      codeOf(connector.search({ by: 'name', name: 'nvmau1' }, { after: null, size: 2 }, call())),
      codeOf(connector.search({ by: 'all' }, { after: null, size: 2 }, call())),
    ]);
    const created = await messageOf(wrong.branch.create(spec(2), call()));

    for (const message of Object.values(told).flat()) expect(message).toMatch(/^unauthorised directory ldap:/);
    expect(told['password']!.join()).toContain('bindDn and password');
    expect(told['branch']!.join()).toContain('mend peopleDn');
    expect(told['rights']!.join()).toContain('the right to do this');
    expect(told['blind']!.join()).toContain('mend peopleDn');
    expect(created).toContain('mend peopleDn');
    expect(new Set(await Promise.all(reads))).toEqual(new Set(['unauthorised']));
    expect(await right.read(nativeId, call())).toMatchObject({ status: 'active' });
  });

  it('never takes the directory’s limit for the end of a search', async () => {
    const directory = await server({ sizeLimit: 10 });
    const connector = connectorTo(directory);
    for (let index = 1; index <= 12; index += 1) await connector.create({ ...spec(index), grants: [] }, call());

    const message = await messageOf(readAll(connector, 5));

    expect(message).toMatch(/^rejected .* – .*raise its size limit/);
  });

  it('changes one member of a group of ten thousand by one value, and reads a membership without the others', async () => {
    const directory = await server({ unsynced: true });
    const grant = { kind: 'group', value: 'moi-nguoi' } as const;
    const members = Array.from({ length: MEMBERS }, (_, index) => `uid=nv${index},${directory.peopleDn}`);
    await asAdmin(directory, (client) =>
      client.add(`cn=${grant.value},${directory.groupsDn}`, { objectClass: 'groupOfNames', member: members }),
    );
    const { port } = new URL(directory.url);
    const door = new Door({ host: '127.0.0.1', port: Number(port) });
    await door.open();
    open.push({ close: () => door.shut() });
    const passed: { requests: number; answers: number }[] = [];

    for (const memberOf of [true, false]) {
      const connector = connectorTo(directory, { url: `ldap://${door.address}`, memberOf });
      const { nativeId } = await connector.create(spec(memberOf ? 1 : 2), call());
      door.count();
      await connector.modify(nativeId, { addGrants: [grant] }, call());
      const holder = await connector.read(nativeId, call());
      await connector.modify(nativeId, { removeGrants: [grant] }, call());
      await connector.delete(nativeId, call());
      passed.push(door.count());
      expect(holder!.grants).toContainEqual(grant);
    }

    for (const { requests, answers } of passed) {
      expect(requests).toBeLessThan(10_000);
      expect(answers).toBeLessThan(10_000);
    }
    const left = await asAdmin(directory, (client) =>
      client.search(`cn=${grant.value},${directory.groupsDn}`, { scope: 'base', attributes: ['member'] }),
    );
    expect(left.searchEntries[0]!['member']).toHaveLength(MEMBERS);
  });

  it('tells what changed since an earlier look: accounts, and groups by name', async () => {
    const connector = connectorTo(await server());
    const [first, second] = [await connector.create(spec(1), call()), await connector.create(spec(2), call())];
    const { cursor, records } = await connector.changesSince(null, call());
    // What stands at the cursor itself may be told again.
    const still = await connector.changesSince(cursor, call());

    await connector.disable(first.nativeId, call());
    const grant = { kind: 'group', value: 'khac' };
    await connector.modify(second.nativeId, { addGrants: [grant] }, call());
    const changed = await connector.changesSince(still.cursor, call());

    expect(records).toEqual([]);
    expect(still.records.length).toBeLessThanOrEqual(1);
    expect(changed).toMatchObject({ complete: true });
    expect(changed.records.map((one) => [one.name, one.status])).toContainEqual(['nvmau1', 'disabled']);
    expect(changed.grants).toContainEqual(grant);
    expect(changed.cursor > still.cursor).toBe(true);
  });

  it('makes accounts where a template says, and refuses what has no place', async () => {
    const directory = await server();
    const dn = 'uid={login},ou={unit},{peopleDn}';
    await asAdmin(directory, (client) =>
      client.add(`ou=sotttt,${directory.peopleDn}`, { objectClass: 'organizationalUnit', ou: 'sotttt' }),
    );
    const connector = connectorTo(directory, { schema: { dn } });

    const { nativeId } = await connector.create(spec(1), call());
    const elsewhere = { ...spec(1), attributes: { ...spec(1).attributes, unit: 'soxd' } };
    const taken = await codeOf(connector.create(elsewhere, call()));
    const noBranch = await messageOf(connector.create({ ...elsewhere, name: 'nvmau2' }, call()));

    expect(await connector.readEntries([nativeId], call())).toMatchObject([
      { dn: `uid=nvmau1,ou=sotttt,${directory.peopleDn}` },
    ]);
    expect(taken).toBe('alreadyExists');
    expect(noBranch).toMatch(/^rejected .*mend schema\.dn/);
  });

  it.each(['exop', 'userPassword'] as const)('sets and checks passwords by %s', async (passwordBy) => {
    const directory = await server();
    const settings = { ...settingsOf(directory), schema: { passwordBy }, passwordMaxAgeDays: 90 };
    const [connector, authority] = [connectorTo(directory, settings), createLdapPasswordAuthority(settings)];
    open.push(authority);
    const { nativeId, name } = await connector.create(spec(1), call());

    await authority.setPassword(name, 'mật-khẩu-đầu');
    const verdicts = [await authority.verify(name, 'mật-khẩu-đầu'), await authority.verify(name, 'sai')];
    await authority.changePassword(name, 'mật-khẩu-đầu', 'mật-khẩu-hai');
    verdicts.push(await authority.verify(name, 'mật-khẩu-hai'));
    const short = await codeOf(authority.changePassword(name, 'mật-khẩu-hai', 'ng'));
    await connector.disable(nativeId, call());
    verdicts.push(await authority.verify(name, 'mật-khẩu-hai'));
    const [entry] = await connector.readEntries([nativeId], call());

    expect(verdicts).toEqual(['ok', 'wrong', 'ok', 'locked']);
    expect(short).toBe('rejected');
    expect(entry!.passwordExpiresAt!.getTime()).toBeGreaterThan(Date.now() + 89 * 86_400_000);
  });

  describe('with the schema of Active Directory', () => {
    it('sets one bit to disable and leaves the others', async () => {
      const directory = await server({ kind: 'ad' });
      const connector = connectorTo(directory);
      const { nativeId } = await connector.create(spec(1), call());
      const dn = `cn=Nguyễn Văn Mẫu 1 (nvmau1),${directory.peopleDn}`;
      const never = new Attribute({ type: 'userAccountControl', values: [String(0x10000 + 512)] });
      await asAdmin(directory, (client) =>
        client.modify(dn, new Change({ operation: 'replace', modification: never })),
      );
      const control = async (): Promise<unknown> => {
        const found = await asAdmin(directory, (client) => client.search(dn, { scope: 'base' }));
        return found.searchEntries[0]!['userAccountControl'];
      };

      await connector.disable(nativeId, call());
      const disabled = await control();
      await connector.enable(nativeId, call());

      expect([disabled, await control()]).toEqual(['66050', '66048']);
      const found = await asAdmin(directory, (client) => client.search(dn, { scope: 'base' }));
      expect(found.searchEntries[0]).toMatchObject({
        sAMAccountName: 'nvmau1',
        userPrincipalName: 'nvmau1@hanoi.gov.vn',
        proxyAddresses: ['smtp:a1+b%c@hanoi.gov.vn', 'smtp:nvmau1_sotttt@hanoi.gov.vn'],
      });
    });

    it('knows an account by its objectGUID, and writes unicodePwd in quotes and UTF-16', async () => {
      const directory = await server({ kind: 'ad' });
      const more = { schema: {}, assertions: false } as const;
      const connector = connectorTo(directory, more);
      const authority = createLdapPasswordAuthority({ ...settingsOf(directory), ...more });
      open.push(authority);
      const dn = `cn=Nguyễn Văn Mẫu (nvmau),${directory.peopleDn}`;
      const guid = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
      await asAdmin(directory, (client) =>
        client.add(dn, [
          new Attribute({ type: 'objectClass', values: ['user'] }),
          new Attribute({ type: 'sn', values: ['Nguyễn'] }),
          new Attribute({ type: 'sAMAccountName', values: ['nvmau'] }),
          new Attribute({ type: 'employeeNumber', values: ['p-1'] }),
          new Attribute({ type: 'userAccountControl', values: ['512'] }),
          new Attribute({ type: 'objectGUID', values: [guid] }),
        ]),
      );

      const [record] = (await connector.search({ by: 'name', name: 'nvmau' }, { after: null, size: 2 }, call()))
        .records;
      await connector.disable(record!.nativeId, call());
      await authority.setPassword('nvmau', 'mật khẩu');
      const found = await asAdmin(directory, (client) =>
        client.search(dn, { scope: 'base', attributes: ['unicodePwd'], explicitBufferAttributes: ['unicodePwd'] }),
      );

      expect(record!.nativeId).toBe('00112233-4455-6677-8899-aabbccddeeff');
      expect(await connector.read(record!.nativeId, call())).toMatchObject({ status: 'disabled', personId: 'p-1' });
      expect(await connector.read('00112233-4455-6677-8899-aabbccddeeee', call())).toBeNull();
      expect(found.searchEntries[0]!['unicodePwd']).toEqual(Buffer.from('"mật khẩu"', 'utf16le'));
    });
  });
});
