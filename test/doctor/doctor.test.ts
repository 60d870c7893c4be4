import 'reflect-metadata';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { createConnection } from 'mysql2/promise';
import { doctorVerb } from '../../src/cli/doctor';
import { readConfig, type Config } from '../../src/config/config';
import { diagnose, ENTITIES } from '../../src/main';
import { systemClock } from '../../src/shared/clock';
import { openStore } from '../../src/store/open';
import { describeWith, slapd } from '../servers';
import { startRealCity, type RealCity } from '../servers/real-city';
import { Command } from 'commander';

interface Named {
  directory: Record<string, unknown>;
  mail: Record<string, unknown>;
  qlvb: Record<string, unknown>;
}

describe('doctor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  const config = (settings: Record<string, string> = {}): Config =>
    readConfig({ DIEUHANH_HOME: join(folder, 'home'), ...settings }, join(__dirname, '../..'));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const codes = async (of: Config): Promise<readonly string[]> =>
    (await diagnose(of)).filter(({ level }) => level !== 'ok').map(({ part, code }) => `${part} ${code}`);

  it('makes nothing where nothing is, and says what the first start will make', async () => {
    const found = await codes(config());

    expect(found.filter((one) => one !== 'home DISK_LOW')).toEqual([
      'home HOME_NOT_YET',
      'home KEYS_NOT_YET',
      'store STORE_NOT_YET',
      'directory SYSTEMS_EMBEDDED',
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('names the line of a policy that is wrong', async () => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, `${readFileSync(join(__dirname, '../../data/policy.yaml'), 'utf8')}\nnonsense: 1\n`);

    const found = await diagnose(config({ DIEUHANH_POLICY: file }));

    expect(found).toContainEqual(expect.objectContaining({ code: 'POLICY_WRONG', level: 'failure' }));
    rmSync(file);
  });

  it('tells how it ends by its exit code, with words for people and codes for programs', async () => {
    const said: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const program = new Command();
    doctorVerb(program, () =>
      Promise.resolve([
        { part: 'store', code: 'STORE_REFUSED', level: 'failure' as const, values: { place: 'h:1/d' } },
      ]),
    );

    await program.parseAsync(['doctor'], { from: 'user' });
    const words = said.splice(0).join('');
    const exitCode = process.exitCode;
    process.exitCode = undefined;
    await program.parseAsync(['doctor', '--json'], { from: 'user' });
    process.exitCode = undefined;
    write.mockRestore();

    expect(exitCode).toBe(1);
    expect(words).toMatch(/✗ store\s+.*DIEUHANH_STORE_URL/);
    expect(JSON.parse(said.join(''))).toMatchObject({ ok: false, findings: [{ code: 'STORE_REFUSED' }] });
  });
});

describeWith(['slapd', 'dovecot', 'mariadb'])('doctor on real servers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  let real: RealCity;
  let named: Named;

  beforeAll(async () => {
    real = await startRealCity(folder, { unsynced: true });
    named = JSON.parse(readFileSync(real.systemsFile(), 'utf8')) as Named;
    const store = await openStore({ kind: 'mysql', url: real.storeUrl }, ENTITIES, systemClock);
    await store.close();
  });

  afterAll(async () => {
    await real.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What is not well, when the file and the address of the store are changed like this. */
  async function ills(
    change: (systems: Named) => void = () => undefined,
    storeUrl = real.storeUrl,
  ): Promise<readonly { code: string; part: string; values: Readonly<Record<string, unknown>> }[]> {
    const systems = structuredClone(named);
    change(systems);
    const file = join(folder, 'changed.json');
    writeFileSync(file, JSON.stringify(systems), { mode: 0o600 });
    const config = readConfig(
      { DIEUHANH_HOME: folder, DIEUHANH_SYSTEMS: file, DIEUHANH_STORE_URL: storeUrl },
      join(__dirname, '../..'),
    );
    const found = await diagnose(config);
    expect(JSON.stringify(found)).not.toMatch(/cap-phat|mat-khau|chia-khoa|sai-bet/);
    return found.filter(({ level, code }) => level === 'failure' || code === 'STORE_BEHIND');
  }

  it('finds a city that is well to be well', async () => {
    expect(await ills()).toEqual([]);
  });

  it.each<readonly [string, (systems: Named) => void, string]>([
    ['a wrong password of the directory', ({ directory }) => (directory['password'] = 'sai-bet'), 'SYSTEM_REFUSED'],
    [
      'a wrong base DN',
      ({ directory }) => (directory['peopleDn'] = 'ou=nowhere,dc=hanoi,dc=gov,dc=vn'),
      'DIRECTORY_BRANCH',
    ],
    [
      'a directory that is not there',
      ({ directory }) => (directory['url'] = 'ldaps://127.0.0.1:1'),
      'SYSTEM_UNREACHABLE',
    ],
    ['an authority that is not trusted', ({ directory }) => delete directory['tls'], 'SYSTEM_TLS'],
    ['a mail system that is not there', ({ mail }) => (mail['url'] = 'http://127.0.0.1:1'), 'SYSTEM_UNREACHABLE'],
    ['a wrong key of the mail system', ({ mail }) => (mail['apiKey'] = 'sai-bet'), 'SYSTEM_REFUSED'],
  ])('tells of %s', async (_, change, code) => {
    expect((await ills(change)).map((one) => one.code)).toContain(code);
  });

  it('tells of an expired certificate', async () => {
    const expired = await slapd({ certificate: 'expired' });
    const found = await ills(({ directory }) => {
      directory['url'] = expired.secureUrl;
      directory['tls'] = { ca: expired.authority.ca };
    });
    await expired.close();

    expect(found).toMatchObject([
      { part: 'directory', code: 'SYSTEM_TLS', values: { cause: expect.stringMatching(/expired/i) } },
    ]);
  });

  it('tells of a lock that the directory does not know', async () => {
    const found = await ills(({ directory }) => (directory['disable'] = { attribute: 'loginDisabled', value: 'TRUE' }));

    expect(found).toMatchObject([
      { part: 'directory', code: 'DIRECTORY_SCHEMA', values: { cause: expect.stringContaining('loginDisabled') } },
    ]);
  });

  it('tells of a directory whose groups do not show in memberOf', async () => {
    const silent = await slapd({ withoutMemberOf: true });
    const admin = new Client({ url: silent.url });
    await admin.bind(silent.admin.dn, silent.admin.password);
    const dn = `uid=an,${silent.peopleDn}`;
    await admin.add(dn, { objectClass: ['inetOrgPerson'], uid: 'an', cn: 'An', sn: 'An' });
    await admin.add(`cn=leaders,${silent.groupsDn}`, { objectClass: ['groupOfNames'], cn: 'leaders', member: dn });
    await admin.unbind();

    const connected = ({ directory }: Named): void => {
      directory['url'] = silent.secureUrl;
      directory['tls'] = { ca: silent.authority.ca };
    };
    const found = await ills(connected);
    const mended = await ills((systems) => {
      connected(systems);
      systems.directory['memberOf'] = false;
    });
    await silent.close();

    expect(found).toMatchObject([{ part: 'directory', code: 'DIRECTORY_MEMBER_OF' }]);
    expect(mended).toEqual([]);
  });

  it('tells of an account that may read and not write the directory, once there is an entry to ask of', async () => {
    const { reader } = real.directory;
    const asReader = (systems: Named): void => {
      systems.directory['bindDn'] = reader.dn;
      systems.directory['password'] = reader.password;
      systems.directory['peopleDn'] = 'ou=services,dc=hanoi,dc=gov,dc=vn';
    };

    expect(await ills(asReader)).toMatchObject([{ code: 'DIRECTORY_NO_WRITE', values: { branch: 'peopleDn' } }]);
  });

  it.each<readonly [string, (url: string) => string, string]>([
    ['a wrong password of the store', (url) => url.replace('mat-khau', 'sai-bet'), 'STORE_REFUSED'],
    ['a store that is not there', (url) => url.replace(/:\d+\//, ':1/'), 'STORE_UNREACHABLE'],
    ['a database that is not there', (url) => `${url}_khac`, 'STORE_NO_DATABASE'],
  ])('tells of %s', async (_, change, code) => {
    expect((await ills(undefined, change(real.storeUrl))).map((one) => one.code)).toEqual([code]);
  });

  it('tells of rights that are missing, and of migrations that wait, and makes no table', async () => {
    const connection = await createConnection({ socketPath: real.database.socketFile, user: 'root' });
    for (const statement of [
      'CREATE DATABASE it_quyen',
      "CREATE USER 'it'@'127.0.0.1' IDENTIFIED BY 'mot'",
      "GRANT SELECT, INSERT ON it_quyen.* TO 'it'@'127.0.0.1'",
    ])
      await connection.query(statement);

    const found = await ills(undefined, `mysql://it:mot@127.0.0.1:${real.database.port}/it_quyen`);

    const [tables] = await connection.query('SHOW TABLES IN it_quyen');
    await connection.end();
    expect(found.map((one) => one.code)).toEqual(['STORE_NO_RIGHT', 'STORE_BEHIND']);
    expect(found[0]!.values['rights']).toContain('CREATE');
    expect(tables).toEqual([]);
  });

  it('tells of keys that others can read', async () => {
    const key = join(folder, 'keys', 'doveadm.key');
    chmodSync(key, 0o644);

    const found = await ills();

    expect(found).toMatchObject([{ code: 'KEYS_OPEN', values: { file: key } }]);
    expect(statSync(key).mode & 0o777).toBe(0o644);
    chmodSync(key, 0o600);
  });
});
