/** The sandbox answers the OpenLDAP clients. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLdapServer, type LdapServer } from '../../src/sandbox/ldap';
import { describeWith } from '../servers';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' };
const USER = `uid=nvmau,ou=people,${SUFFIX}`;

describeWith(['ldap-utils'])('sandbox directory and the OpenLDAP clients', () => {
  let folder: string;
  let server: LdapServer;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'openldap-'));
    server = await startLdapServer({
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'directory.sqlite'),
      suffix: SUFFIX,
      admin: ADMIN,
      services: [],
    });
  });

  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The server runs in this process, so the client must not block it. */
  function run(
    program: string,
    args: readonly string[],
    input = '',
    who: { readonly dn: string; readonly password: string } = ADMIN,
  ): Promise<{ code: number | null; out: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, ['-x', '-H', server.url, '-D', who.dn, '-w', who.password, ...args], {
        env: { ...process.env, LDAPNOINIT: '1' },
      });
      let out = '';
      child.stdout.on('data', (data: Buffer) => (out += data.toString()));
      child.stderr.on('data', (data: Buffer) => (out += data.toString()));
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out }));
      child.stdin.end(input);
    });
  }

  const PERSON = `dn: ${USER}\nobjectClass: inetOrgPerson\nuid: nvmau\ncn: Mau, "Van" #1\nsn: Nguyen\nuserPassword: mat-khau-mot\n`;

  it('adds, finds, changes, renames and deletes', async () => {
    const added = await run('ldapadd', [], PERSON);
    const found = await run('ldapsearch', ['-LLL', '-b', SUFFIX, '(cn=Mau, "Van" #1)', 'sn']);
    const changed = await run(
      'ldapmodify',
      [],
      `dn: ${USER}\nchangetype: modify\nadd: title\ntitle: Director\n-\nreplace: sn\nsn: Tran\n`,
    );
    const renamed = await run(
      'ldapmodify',
      [],
      `dn: ${USER}\nchangetype: modrdn\nnewrdn: uid=nvmau2\ndeleteoldrdn: 1\n`,
    );
    const read = await run('ldapsearch', ['-LLL', '-b', SUFFIX, '(uid=nvmau2)', '*', '+']);
    const deleted = await run('ldapdelete', [`uid=nvmau2,ou=people,${SUFFIX}`]);

    expect([added, found, changed, renamed, read, deleted].map((one) => one.code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(found.out).toContain('sn: Nguyen');
    expect(read.out).toMatch(/title: Director[\s\S]*entryUUID: [0-9a-f-]{36}/);
  });

  it('pages, limits and asserts', async () => {
    await run('ldapadd', [], PERSON);

    const paged = await run('ldapsearch', ['-LLL', '-E', 'pr=2/noprompt', '-b', SUFFIX, 'dn']);
    const limited = await run('ldapsearch', ['-LLL', '-z', '2', '-b', SUFFIX, 'dn']);
    const asserted = await run(
      'ldapmodify',
      ['-e', '!assert=(sn=Other)'],
      `dn: ${USER}\nchangetype: modify\nreplace: sn\nsn: Tran\n`,
    );
    const unknown = await run('ldapsearch', ['-e', '!1.2.3.4', '-b', SUFFIX]);

    expect(paged.out.match(/^dn: /gm)).toHaveLength(5);
    expect([paged.code, limited.code, asserted.code, unknown.code]).toEqual([0, 4, 122, 12]);
  });

  it('changes a password', async () => {
    await run('ldapadd', [], PERSON);
    const user = { dn: USER, password: 'mat-khau-mot' };

    const short = await run('ldappasswd', ['-a', 'mat-khau-mot', '-s', 'ngan'], '', user);
    const changed = await run('ldappasswd', ['-a', 'mat-khau-mot', '-s', 'mat-khau-hai'], '', user);
    const who = await run('ldapwhoami', [], '', { dn: USER, password: 'mat-khau-hai' });
    const generated = await run('ldappasswd', [USER]);

    expect(short.out).toContain('shorter than 8 characters');
    expect([short.code, changed.code, who.code, generated.code]).toEqual([1, 0, 0, 0]);
    expect(who.out.trim()).toBe(`dn:${USER}`);
    expect(generated.out).toContain('New password: ');
  });
});
