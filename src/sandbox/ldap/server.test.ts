import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, BerWriter, Change, Client, Control, type Entry, EqualityFilter } from 'ldapts';
import { startLdapServer, type LdapServer } from '.';
import { formatDn, keyOf, parseDn } from './dn';
import { LdapFault } from './result';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const PEOPLE = `ou=people,${SUFFIX}`;
const GROUPS = `ou=groups,${SUFFIX}`;
const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' };
const READER = { dn: `cn=dovecot,ou=services,${SUFFIX}`, password: 'doc', role: 'reader' as const };

/** The result code that an operation ends with; 0 when it succeeds. */
async function resultOf(outcome: Promise<unknown>): Promise<number> {
  return outcome.then(
    () => 0,
    (error: { code: number }) => error.code,
  );
}

function change(operation: 'add' | 'delete' | 'replace', type: string, ...values: string[]): Change {
  return new Change({ operation, modification: new Attribute({ type, values }) });
}

function person(uid: string, more: Record<string, string | string[]> = {}): Record<string, string | string[]> {
  return { objectClass: 'inetOrgPerson', uid, cn: `Người ${uid}`, sn: 'Nguyễn', ...more };
}

class RawControl extends Control {
  constructor(
    oid: string,
    critical: boolean,
    private readonly value: Buffer | null = null,
  ) {
    super(oid, { critical });
  }

  protected override writeControl(writer: BerWriter): void {
    if (this.value !== null) writer.writeBuffer(this.value, 0x04);
  }
}

function assertion(attribute: string, value: string): Control {
  const writer = new BerWriter();
  new EqualityFilter({ attribute, value }).write(writer);
  return new RawControl('1.3.6.1.1.12', true, writer.buffer);
}

describe('sandbox directory', () => {
  let folder: string;
  let server: LdapServer;
  let admin: Client;
  const clients: Client[] = [];

  const start = (port = 0): Promise<LdapServer> =>
    startLdapServer({
      host: '127.0.0.1',
      port,
      file: join(folder, 'directory.sqlite'),
      suffix: SUFFIX,
      admin: ADMIN,
      services: [READER],
    });

  const bound = async (dn?: string, password?: string): Promise<Client> => {
    const client = new Client({ url: server.url, timeout: 5_000 });
    clients.push(client);
    if (dn !== undefined) await client.bind(dn, password);
    return client;
  };

  const readEntry = async (dn: string, ...attributes: string[]): Promise<Entry> =>
    (await admin.search(dn, { scope: 'base', attributes: attributes.length > 0 ? attributes : ['*', '+'] }))
      .searchEntries[0]!;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'directory-'));
    server = await start();
    admin = await bound(ADMIN.dn, ADMIN.password);
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.unbind().catch(() => undefined)));
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps everything over a restart', async () => {
    await admin.add(`uid=a,${PEOPLE}`, person('a', { userPassword: 'mat-khau-a' }));
    await admin.add(`cn=g,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'g', member: `uid=a,${PEOPLE}` });
    const before = await readEntry(`uid=a,${PEOPLE}`);

    await server.close();
    server = await start(server.port);
    admin = await bound(ADMIN.dn, ADMIN.password);

    expect(await readEntry(`uid=a,${PEOPLE}`)).toEqual(before);
    await bound(`uid=a,${PEOPLE}`, 'mat-khau-a');
  });

  it('keeps what it acknowledged when it is killed', async () => {
    const script = `
      const { readFileSync } = require('node:fs');
      const { transformFileSync } = require('@swc/core');
      const options = { ...JSON.parse(readFileSync('.swcrc', 'utf8')), exclude: [], swcrc: false, sourceMaps: false };
      require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
      require('./src/sandbox/ldap').startLdapServer(JSON.parse(process.argv[1])).then(({ url }) => console.log(url));`;
    const options = {
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'killed.sqlite'),
      suffix: SUFFIX,
      admin: ADMIN,
      services: [],
    };
    const child = spawn(process.execPath, ['-e', script, JSON.stringify(options)], {
      cwd: join(__dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
    );
    const client = new Client({ url });
    await client.bind(ADMIN.dn, ADMIN.password);
    for (let index = 0; index < 20; index += 1) await client.add(`uid=k${index},${PEOPLE}`, person(`k${index}`));

    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await server.close();
    server = await startLdapServer(options);
    admin = await bound(ADMIN.dn, ADMIN.password);

    const found = await admin.search(PEOPLE, { scope: 'one', filter: '(uid=k*)' });
    expect(found.searchEntries).toHaveLength(20);
  });

  it('gives a new entry the value by which it is named', async () => {
    await admin.add(`uid=a,${PEOPLE}`, { objectClass: 'inetOrgPerson', cn: 'x', sn: 'y' });
    await admin.add(`uid=b,${PEOPLE}`, person('c'));

    expect(await readEntry(`uid=a,${PEOPLE}`, 'uid')).toMatchObject({ uid: 'a' });
    expect(await readEntry(`uid=b,${PEOPLE}`, 'uid')).toMatchObject({ uid: ['c', 'b'] });
  });

  it('refuses what a real directory refuses', async () => {
    await admin.add(`uid=a,${PEOPLE}`, person('a', { mail: ['a@x', 'b@x'] }));
    const dn = `uid=a,${PEOPLE}`;
    const outcomes = {
      unknownParent: await resultOf(admin.add(`uid=b,ou=nowhere,${SUFFIX}`, person('b'))),
      duplicate: await resultOf(admin.add(`UID=A, ${PEOPLE}`, person('a'))),
      nonLeaf: await resultOf(admin.del(PEOPLE)),
      gone: await resultOf(admin.del(`uid=b,${PEOPLE}`)),
      missingValue: await resultOf(admin.modify(dn, change('delete', 'mail', 'c@x'))),
      missingAttribute: await resultOf(admin.modify(dn, change('delete', 'title'))),
      existingValue: await resultOf(admin.modify(dn, change('add', 'mail', 'A@X'))),
      withoutSn: await resultOf(admin.add(`uid=c,${PEOPLE}`, { objectClass: 'inetOrgPerson', uid: 'c', cn: 'c' })),
      lastSn: await resultOf(admin.modify(dn, change('delete', 'sn'))),
      emptyGroup: await resultOf(admin.add(`cn=g,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'g' })),
      foreignAttribute: await resultOf(admin.modify(dn, change('add', 'member', dn))),
      unknownAttribute: await resultOf(admin.modify(dn, change('add', 'shoeSize', '42'))),
      unknownClass: await resultOf(
        admin.add(`uid=c,${PEOPLE}`, person('c', { objectClass: ['inetOrgPerson', 'unheardOf'] })),
      ),
      otherName: await resultOf(admin.add(`employeeNumber=1,${PEOPLE}`, person('d', { employeeNumber: '2' }))),
      namingValue: await resultOf(admin.modify(dn, change('replace', 'uid', 'z'))),
      secondNumber: await resultOf(admin.modify(dn, change('add', 'employeeNumber', '1', '2'))),
      serverKept: await resultOf(admin.modify(dn, change('replace', 'entryUUID', 'x'))),
      notADn: await resultOf(admin.add(`cn=g,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'g', member: 'nobody' })),
      badDn: await resultOf(admin.del('uid')),
    };

    expect(outcomes).toEqual({
      unknownParent: 32,
      duplicate: 68,
      nonLeaf: 66,
      gone: 32,
      missingValue: 16,
      missingAttribute: 16,
      existingValue: 20,
      withoutSn: 65,
      lastSn: 65,
      emptyGroup: 65,
      foreignAttribute: 65,
      unknownAttribute: 17,
      unknownClass: 21,
      otherName: 64,
      namingValue: 67,
      secondNumber: 19,
      serverKept: 19,
      notADn: 21,
      badDn: 34,
    });
  });

  it('changes all of a modify or nothing of it', async () => {
    await admin.add(`uid=a,${PEOPLE}`, person('a'));
    const before = await readEntry(`uid=a,${PEOPLE}`);

    const code = await resultOf(
      admin.modify(`uid=a,${PEOPLE}`, [change('add', 'title', 'x'), change('delete', 'mail', 'none')]),
    );

    expect(code).toBe(16);
    expect(await readEntry(`uid=a,${PEOPLE}`)).toEqual(before);
  });

  it('gives back every name and value as it came, and finds it by filter', async () => {
    for (const name of [',+"\\<>;=#*()', '#đầu', ' cuối ', '\\2a', '#0401', 'Hòa', '😀 a', 'x\\']) {
      const dn = formatDn([[{ type: 'cn', value: name }], ...parseDn(PEOPLE)]);
      await admin.add(dn, { objectClass: 'inetOrgPerson', cn: name, sn: name });

      const found = await admin.search(PEOPLE, { filter: new EqualityFilter({ attribute: 'cn', value: name }) });

      expect(found.searchEntries).toHaveLength(1);
      expect(found.searchEntries[0]).toMatchObject({ cn: name, sn: name });
      expect(parseDn(found.searchEntries[0]!.dn)[0]).toEqual([{ type: 'cn', value: name }]);
      expect(await resultOf(admin.del(found.searchEntries[0]!.dn))).toBe(0);
    }
  });

  it('finds by every kind of filter, whatever the case', async () => {
    await admin.add(
      `uid=a,${PEOPLE}`,
      person('a', { mail: 'Mau@Hanoi.gov.vn', employeeNumber: '7', title: 'Giám đốc Sở' }),
    );
    await admin.add(`uid=b,${PEOPLE}`, person('b', { employeeNumber: '9' }));
    await admin.add(`cn=g,${GROUPS}`, { objectClass: 'groupOfNames', cn: 'g', member: `UID=A,${PEOPLE}` });
    const uids = async (filter: string): Promise<string[]> =>
      (await admin.search(SUFFIX, { filter })).searchEntries.map((entry) => String(entry.uid ?? entry.cn));
    const uuid = String((await readEntry(`uid=a,${PEOPLE}`)).entryUUID);

    expect({
      mail: await uids('(MAIL=mau@hanoi.GOV.vn)'),
      and: await uids('(&(objectClass=person)(employeeNumber=7))'),
      or: await uids('(|(uid=a)(uid=B))'),
      not: await uids('(&(objectClass=inetOrgPerson)(!(uid=a)))'),
      present: await uids('(title=*)'),
      substring: await uids('(title=giám*SỞ)'),
      middle: await uids('(title=*đốc*)'),
      range: await uids('(employeeNumber>=8)'),
      memberOf: await uids(`(memberOf=cn=G,${GROUPS})`),
      member: await uids(`(member=uid=a, ${PEOPLE})`),
      uuid: await uids(`(entryUUID=${uuid})`),
      inDn: await uids('(&(uid=*)(ou:dn:=people))'),
      exact: await uids('(uid:caseExactMatch:=A)'),
      unknown: await uids('(!(shoeSize=42))'),
      password: await uids('(userPassword=*)'),
    }).toEqual({
      mail: ['a'],
      and: ['a'],
      or: ['a', 'b'],
      not: ['b'],
      present: ['a'],
      substring: ['a'],
      middle: ['a'],
      range: ['b'],
      memberOf: ['a'],
      member: ['g'],
      uuid: ['a'],
      inDn: ['a', 'b'],
      exact: [],
      unknown: [],
      password: [],
    });
  });

  it('pages, and says when a limit cut a search short', async () => {
    for (let index = 0; index < 25; index += 1) await admin.add(`uid=p${index},${PEOPLE}`, person(`p${index}`));

    const paged = await admin.search(PEOPLE, { scope: 'one', paged: { pageSize: 10 }, attributes: ['uid'] });
    const limited = await admin.search(PEOPLE, { scope: 'one', sizeLimit: 5 });
    const reader = await bound(READER.dn, READER.password);

    expect(new Set(paged.searchEntries.map((entry) => entry.uid)).size).toBe(25);
    expect(limited.searchEntries).toHaveLength(5);
    expect((await reader.search(PEOPLE, { scope: 'one' })).searchEntries).toHaveLength(25);
  });

  it('renames with the same entryUUID, and its groups follow; a deleted person leaves them', async () => {
    const group = { objectClass: 'groupOfNames', cn: 'g' };
    await admin.add(`uid=a,${PEOPLE}`, person('a'));
    await admin.add(`cn=g,${GROUPS}`, { ...group, member: [`uid=a,${PEOPLE}`] });
    const { entryUUID } = await readEntry(`uid=a,${PEOPLE}`);

    await admin.modifyDN(`uid=a,${PEOPLE}`, 'uid=b');
    const renamed = await readEntry(`uid=b,${PEOPLE}`);
    const followed = await readEntry(`cn=g,${GROUPS}`);
    await admin.del(`uid=b,${PEOPLE}`);
    const left = await readEntry(`cn=g,${GROUPS}`);

    expect(renamed).toMatchObject({ entryUUID, uid: 'b', memberOf: `cn=g,${GROUPS}` });
    expect(followed.member).toBe(`uid=b,${PEOPLE}`);
    expect(left.member).toBe(GROUPS);
  });

  it('moves a whole branch', async () => {
    await admin.add(`ou=old,${SUFFIX}`, { objectClass: 'organizationalUnit', ou: 'old' });
    await admin.add(`uid=a,ou=old,${SUFFIX}`, person('a'));

    await admin.modifyDN(`ou=old,${SUFFIX}`, `ou=new,${PEOPLE}`);

    expect((await readEntry(`uid=a,ou=new,${PEOPLE}`)).uid).toBe('a');
    expect(await resultOf(admin.search(`ou=old,${SUFFIX}`, { scope: 'base' }))).toBe(32);
  });

  it('lets in who has the password and is not locked, and nobody with an empty one', async () => {
    const dn = `uid=a,${PEOPLE}`;
    await admin.add(dn, person('a', { userPassword: 'mat-khau-a' }));
    const bind = async (name: string, password: string): Promise<number> => resultOf(bound(name, password));

    const open = [
      await bind(dn, 'mat-khau-a'),
      await bind(dn, 'sai'),
      await bind(`uid=x,${PEOPLE}`, 'sai'),
      await bind(dn, ''),
      await bind(ADMIN.dn, 'sai'),
      await bind('', ''),
    ];
    await admin.modify(dn, change('replace', 'pwdAccountLockedTime', '000001010000Z'));
    const locked = await bind(dn, 'mat-khau-a');
    await admin.modify(dn, change('replace', 'pwdAccountLockedTime'));
    const unlocked = await bind(dn, 'mat-khau-a');

    expect(open).toEqual([0, 49, 49, 53, 49, 0]);
    expect([locked, unlocked]).toEqual([49, 0]);
  });

  it('lets a person read, and write nothing but the own password', async () => {
    const dn = `uid=a,${PEOPLE}`;
    await admin.add(dn, person('a', { userPassword: 'mat-khau-a' }));
    await admin.add(`uid=b,${PEOPLE}`, person('b', { userPassword: 'mat-khau-b' }));
    const client = await bound(dn, 'mat-khau-a');

    const outcomes = [
      await resultOf(client.search(SUFFIX)),
      await resultOf(client.modify(dn, change('replace', 'title', 'Chủ tịch'))),
      await resultOf(client.modify(`uid=b,${PEOPLE}`, change('replace', 'userPassword', 'mat-khau-c'))),
      await resultOf(client.del(`uid=b,${PEOPLE}`)),
      await resultOf(client.add(`uid=c,${PEOPLE}`, person('c'))),
      await resultOf(client.modifyDN(dn, 'uid=z')),
      await resultOf(client.modify(dn, change('replace', 'userPassword', 'mat-khau-moi'))),
      await resultOf((await bound(READER.dn, READER.password)).del(`uid=b,${PEOPLE}`)),
      await resultOf((await bound()).search(SUFFIX)),
    ];

    expect(outcomes).toEqual([0, 50, 50, 50, 50, 50, 0, 50, 50]);
    await bound(dn, 'mat-khau-moi');
    expect(JSON.stringify(await admin.search(dn, { attributes: ['*', '+', 'userPassword'] }))).not.toMatch(
      /scrypt|mat-khau/,
    );
  });

  it('forgets who was bound when the connection binds anonymously', async () => {
    await admin.bind('', '');

    expect(await resultOf(admin.search(SUFFIX))).toBe(50);
    expect((await admin.exop('1.3.6.1.4.1.4203.1.11.3')).value ?? '').toBe('');
  });

  it('ends a write whose assertion does not hold, and any operation with a critical control that it does not know', async () => {
    const dn = `uid=a,${PEOPLE}`;
    await admin.add(dn, person('a'));

    const outcomes = [
      await resultOf(admin.modify(dn, change('replace', 'title', 'x'), assertion('sn', 'Khác'))),
      await resultOf(admin.del(dn, assertion('entryCSN', 'old'))),
      await resultOf(admin.modify(dn, change('replace', 'title', 'x'), assertion('sn', 'nguyễn'))),
      await resultOf(admin.modify(dn, change('replace', 'title', 'x'), new RawControl('1.2.3.4', true))),
      await resultOf(admin.modify(dn, change('replace', 'title', 'x'), new RawControl('1.2.3.4', false))),
      await resultOf(admin.search(dn, {}, assertion('sn', 'nguyễn'))),
    ];

    expect(outcomes).toEqual([122, 122, 0, 12, 0, 12]);
  });

  it('tells what it is to anybody', async () => {
    const anybody = await bound();

    const root = (await anybody.search('', { scope: 'base', attributes: ['+'] })).searchEntries[0];
    const schema = (await anybody.search('cn=Subschema', { scope: 'base', attributes: ['objectClasses'] }))
      .searchEntries[0];

    expect(root).toMatchObject({
      namingContexts: SUFFIX,
      supportedLDAPVersion: '3',
      supportedControl: ['1.2.840.113556.1.4.319', '1.3.6.1.1.12'],
    });
    expect(String(schema!.objectClasses)).toContain("NAME 'inetOrgPerson'");
  });

  it('hangs up on rubbish and goes on serving others', async () => {
    for (const rubbish of [
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      Buffer.from('30847fffffff', 'hex'),
      Buffer.from('3005020101ff00', 'hex'),
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.write(rubbish));
        socket.on('close', () => resolve());
        socket.on('error', () => undefined);
        socket.resume();
      });
    }

    expect(await resultOf(admin.search(SUFFIX))).toBe(0);
  });
});

describe('distinguished names', () => {
  it('are equal in every spelling that RFC 4514 allows', () => {
    const spellings = [
      'cn=A\\, b\\+é,dc=x',
      'CN=a\\2c B\\2b\\c3\\a9 , DC=X',
      'commonName="a, b+é";dc=x',
      '2.5.4.3=a\\,  b\\+É,dc=x',
    ];

    expect(new Set(spellings.map((text) => keyOf(parseDn(text)))).size).toBe(1);
  });

  it('are refused when they cannot be read, without delay', () => {
    for (const text of [
      'cn',
      '=x',
      'cn=',
      'cn=a,',
      'cn=a,,dc=x',
      'cn=#0401 41,dc=x',
      'cn=#04',
      'cn=a\\',
      'cn=a\\zz',
      'cn="a',
      'cn=<a>',
      'cn=\\ff',
    ]) {
      expect(() => parseDn(text)).toThrow(LdapFault);
    }
  });
});
