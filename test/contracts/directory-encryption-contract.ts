/** StartTLS and LDAPS before any directory: what works with a right certificate, and that no other is accepted. */
import { call, codeOf, readAll } from './connector-contract';
import { DirectoryBench, type OpenDirectory } from './directory-bench';
import { spec, type Directory } from './ldap-subjects';

const ways = [
  ['LDAPS', (directory: Directory) => ({ url: directory.secureUrl })],
  ['StartTLS', () => ({ startTls: true })],
] as const;

export function describeEncryption(name: string, open: OpenDirectory): void {
  describe(`the LDAP connector ${name}, over an encrypted connection`, () => {
    const bench = new DirectoryBench(open);

    afterEach(() => bench.clear());

    it.each(ways)('works by %s with a certificate that is right', async (_, how) => {
      const directory = await bench.directory();
      const connector = bench.connector(directory, { ...how(directory), tls: { ca: directory.ca } });

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
      const directory = await bench.directory({ certificate });
      const connector = bench.connector(directory, { ...how(directory), tls: { ca: directory.ca } });

      const message = await bench.messageOf(connector.create(spec(1), call()));

      expect(message).toMatch(/^unreachable directory ldaps?:.*: create nvmau1: /);
      expect(message).toContain(remedy);
      const plain = bench.connector(directory);
      expect(await plain.search({ by: 'all' }, { after: null, size: 5 }, call())).toMatchObject({ records: [] });
    });

    it.each(ways)('refuses by %s one from an authority that it does not know', async (_, how) => {
      const directory = await bench.directory();
      const connector = bench.connector(directory, how(directory));

      expect(await bench.messageOf(connector.disable('x', call()))).toContain('tls.ca');
    });

    it('takes a name in the certificate that is not that of the address when it is told to', async () => {
      const directory = await bench.directory({ certificate: 'foreign' });
      const tls = { ca: directory.ca, serverName: 'elsewhere.example' };

      const connector = bench.connector(directory, { startTls: true, tls });

      expect(await codeOf(connector.create(spec(1), call()))).toBe('done');
    });
  });
}
