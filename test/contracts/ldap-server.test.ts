/** What the other contracts of a directory keep before slapd, and what only Active Directory's schema can show. */
import { Attribute, Change } from 'ldapts';
import { describeWith } from '../servers';
import { call } from './connector-contract';
import { DirectoryBench } from './directory-bench';
import { describeChanges } from './directory-changes-contract';
import { describeDirectory } from './directory-contract';
import { describeEncryption } from './directory-encryption-contract';
import { describePasswords } from './directory-password-contract';
import { asAdmin, DIRECTORIES, spec } from './ldap-subjects';

describeWith(['slapd'])('slapd', () => {
  describeEncryption('before slapd', DIRECTORIES.slapd);
  describeDirectory('before slapd', DIRECTORIES.slapd);
  describePasswords('before slapd', DIRECTORIES.slapd);
  describeChanges('before slapd', DIRECTORIES.slapd, ['sync', 'counter', 'time']);

  describe('with the schema of Active Directory', () => {
    const bench = new DirectoryBench(DIRECTORIES['slapd like Active Directory']);

    afterEach(() => bench.clear());

    it('sets one bit to disable and leaves the others', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory);
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
      const directory = await bench.directory();
      const more = { schema: {}, assertions: false } as const;
      const connector = bench.connector(directory, more);
      const authority = bench.authority(directory, more);
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
