import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../config/config';
import { createLdapConnector } from '../connectors/ldap';
import { readSystems } from './systems';

const SYSTEMS = {
  directory: {
    url: 'ldap://127.0.0.1:389',
    bindDn: 'cn=dieuhanh',
    password: 'secret-1',
    peopleDn: 'ou=people',
    groupsDn: 'ou=groups',
  },
  mail: { url: 'http://127.0.0.1:8090', apiKey: 'secret-2' },
  qlvb: { url: 'http://127.0.0.1:8070/', provisioningKey: 'secret-3', readerKey: 'secret-4' },
};

describe('systems that run elsewhere', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'systems-'));
    file = join(folder, 'systems.json');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are those that the file names', () => {
    writeFileSync(file, JSON.stringify(SYSTEMS));

    const systems = readSystems(file, 'hanoi.gov.vn');

    expect(systems.ldap).toMatchObject({ url: 'ldap://127.0.0.1:389', bindDn: 'cn=dieuhanh' });
    expect(systems.mail).toEqual({ url: 'http://127.0.0.1:8090', apiKey: 'secret-2', domain: 'hanoi.gov.vn' });
    expect(systems.addresses.qlvb).toBe('http://127.0.0.1:8070/don-vi/<unit>/api/v1');
  });

  it('may be of another kind, or a little different', () => {
    const directory = {
      ...SYSTEMS.directory,
      profile: 'activeDirectory',
      schema: { extra: { userPrincipalName: '{login}@hanoi.gov.vn' }, attributes: { unit: 'division' } },
      startTls: true,
    };
    writeFileSync(file, JSON.stringify({ ...SYSTEMS, directory }));

    const { ldap } = readSystems(file, 'hanoi.gov.vn');

    expect(ldap).toMatchObject({ profile: 'activeDirectory', startTls: true });
    expect(() => createLdapConnector(ldap)).not.toThrow();
    const wrong = { ...directory, schema: { dn: 'cn={fullName}' } };
    writeFileSync(file, JSON.stringify({ ...SYSTEMS, directory: wrong }));
    expect(() => readSystems(file, 'hanoi.gov.vn')).toThrow(/directory\.schema\.dn: .*\{peopleDn\}/);
  });

  it.each([
    ['nothing', () => undefined, /cannot be read \(ENOENT\)/],
    ['no JSON', () => writeFileSync(file, '{'), /is no JSON/],
    [
      'something wrong',
      () => writeFileSync(file, JSON.stringify({ ...SYSTEMS, mail: { url: 'imap://x', apiKey: 'secret-2' } })),
      /mail\.url/,
    ],
  ])('are refused by name and without a secret when there is %s', (_, write, problem) => {
    write();

    const read = (): unknown => readSystems(file, 'hanoi.gov.vn');

    expect(read).toThrow(ConfigError);
    expect(read).toThrow(problem);
    expect(read).not.toThrow(/secret/);
  });

  it('are never filled with invented people', () => {
    expect(readConfig({ DIEUHANH_SYSTEMS: file }).rosterFile).toBeNull();
    expect(() => readConfig({ DIEUHANH_SYSTEMS: file, DIEUHANH_ROSTER: 'data/roster.csv' })).toThrow('DIEUHANH_ROSTER');
  });
});
