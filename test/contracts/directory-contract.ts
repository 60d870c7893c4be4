/** What the LDAP connector keeps before any directory, beyond what every connector keeps: rights, limits, large groups, templates, attributes. */
import { Attribute, Change } from 'ldapts';
import { call, codeOf, readAll } from './connector-contract';
import { DirectoryBench, type OpenDirectory } from './directory-bench';
import { asAdmin, spec } from './ldap-subjects';

const MEMBERS = 10_000;

export function describeDirectory(name: string, open: OpenDirectory): void {
  describe(`the LDAP connector ${name}, as a directory`, () => {
    const bench = new DirectoryBench(open);

    afterEach(() => bench.clear());

    it('takes a wrong password, a wrong branch and missing rights for what they are, and nobody for gone', async () => {
      const directory = await bench.directory();
      const right = bench.connector(directory);
      const { nativeId } = await right.create(spec(1), call());
      const { dn: bindDn, password } = directory.reader;
      const blind = await directory.blind();
      const wrong = {
        password: bench.connector(directory, { password: 'sai' }),
        branch: bench.connector(directory, { peopleDn: `ou=nguoi,${directory.suffix}` }),
        rights: bench.connector(directory, { bindDn, password }),
        blind: bench.connector(directory, { bindDn: blind.dn, password: blind.password }),
      };
      const told: Record<string, string[]> = {};
      for (const [name, connector] of Object.entries(wrong)) {
        const writes = [connector.delete(nativeId, call()), connector.disable(nativeId, call())];
        told[name] = await Promise.all(writes.map((write) => bench.messageOf(write)));
      }
      const reads = [wrong.branch, wrong.blind].flatMap((connector) => [
        codeOf(connector.read(nativeId, call())),
        codeOf(connector.search({ by: 'name', name: 'nvmau1' }, { after: null, size: 2 }, call())),
        codeOf(connector.search({ by: 'all' }, { after: null, size: 2 }, call())),
      ]);
      const created = await bench.messageOf(wrong.branch.create(spec(2), call()));

      for (const message of Object.values(told).flat()) expect(message).toMatch(/^unauthorised directory ldap:/);
      expect(told['password']!.join()).toContain('bindDn and password');
      expect(told['branch']!.join()).toContain('mend peopleDn');
      expect(told['rights']!.join()).toContain('the right to do this');
      expect(told['blind']!.join()).toContain('mend peopleDn');
      expect(created).toContain('mend peopleDn');
      expect(new Set(await Promise.all(reads))).toEqual(new Set(['unauthorised']));
      expect(await right.read(nativeId, call())).toMatchObject({ status: 'active' });
    });

    it('says of a directory that takes no writes what it is, and reads it all the same', async () => {
      const directory = await bench.directory({ readOnly: true });
      const connector = bench.connector(directory);

      const message = await bench.messageOf(connector.create({ ...spec(1), grants: [] }, call()));

      expect(message).toMatch(/^unauthorised directory ldap:.*: create nvmau1: .* – it takes no writes: name the/);
      expect(await readAll(connector, 5)).toEqual([]);
    });

    it('never takes the directory’s limit for the end of a search', async () => {
      const directory = await bench.directory({ sizeLimit: 10 });
      const connector = bench.connector(directory);
      for (let index = 1; index <= 12; index += 1) await connector.create({ ...spec(index), grants: [] }, call());

      const message = await bench.messageOf(readAll(connector, 5));

      expect(message).toMatch(/^rejected .* – .*raise its size limit/);
    });

    it('changes one member of a group of ten thousand by one value, and reads a membership without the others', async () => {
      const directory = await bench.directory({ unsynced: true });
      const grant = { kind: 'group', value: 'moi-nguoi' } as const;
      const members = Array.from({ length: MEMBERS }, (_, index) => `uid=nv${index},${directory.peopleDn}`);
      await asAdmin(directory, (client) =>
        client.add(`cn=${grant.value},${directory.groupsDn}`, { objectClass: 'groupOfNames', member: members }),
      );
      const door = await bench.door(directory);
      const passed: { requests: number; answers: number }[] = [];

      for (const memberOf of [true, false]) {
        const connector = bench.connector(directory, { url: `ldap://${door.address}`, memberOf });
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

    it('makes accounts where a template says, and refuses what has no place', async () => {
      const directory = await bench.directory();
      const dn = 'uid={login},ou={unit},{peopleDn}';
      await asAdmin(directory, (client) =>
        client.add(`ou=sotttt,${directory.peopleDn}`, { objectClass: 'organizationalUnit', ou: 'sotttt' }),
      );
      const connector = bench.connector(directory, { schema: { dn } });

      const { nativeId } = await connector.create(spec(1), call());
      const elsewhere = { ...spec(1), attributes: { ...spec(1).attributes, unit: 'soxd' } };
      const taken = await codeOf(connector.create(elsewhere, call()));
      const noBranch = await bench.messageOf(connector.create({ ...elsewhere, name: 'nvmau2' }, call()));

      expect(await connector.readEntries([nativeId], call())).toMatchObject([
        { dn: `uid=nvmau1,ou=sotttt,${directory.peopleDn}` },
      ]);
      expect(taken).toBe('alreadyExists');
      expect(noBranch).toMatch(/^rejected .*mend schema\.dn/);
    });

    it('removes what is set to null, names included, and leaves what it does not own alone', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory);
      const { nativeId } = await connector.create(spec(1), call());
      const foreign = 'https://hanoi.gov.vn trang nhà';
      await asAdmin(directory, async (client) => {
        const dn = `uid=nvmau1,${directory.peopleDn}`;
        await client.modify(
          dn,
          new Change({ operation: 'add', modification: new Attribute({ type: 'labeledURI', values: [foreign] }) }),
        );
      });

      await connector.modify(
        nativeId,
        { set: { fullName: null, familyName: null, mailAliases: null, unit: null, unitName: null, mail: null } },
        call(),
      );

      const read = await connector.read(nativeId, call());
      expect(read!.attributes).toEqual({ givenName: 'Mẫu', title: 'Giám đốc' });
      const entry = await asAdmin(directory, (client) =>
        client.search(`uid=nvmau1,${directory.peopleDn}`, { scope: 'base' }),
      );
      expect(entry.searchEntries[0]).toMatchObject({ labeledURI: foreign, sn: 'nvmau1', cn: 'nvmau1' });
    });

    it('serves two readers of all accounts at once', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory);
      for (let index = 1; index <= 20; index += 1) await connector.create(spec(index), call());

      const [sevens, threes] = await Promise.all([readAll(connector, 7), readAll(connector, 3)]);

      expect([sevens.length, threes.length]).toEqual([20, 20]);
    });

    it('never takes a search that was cut off for its end', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory);
      for (let index = 1; index <= 3; index += 1) await connector.create(spec(index), call());
      const { next } = await connector.search({ by: 'all' }, { after: null, size: 1 }, call());
      await directory.kill();
      await directory.start();

      const cutOff = await codeOf(connector.search({ by: 'all' }, { after: next, size: 1 }, call()));

      expect(cutOff).toBe('unreachable');
    });

    it('tells a wrong service password from a directory that is away', async () => {
      const directory = await bench.directory();
      const wrong = bench.connector(directory, { password: 'sai' });
      const away = bench.connector(directory, { url: 'ldap://127.0.0.1:1' });

      const codes = [await codeOf(wrong.disable('x', call())), await codeOf(away.disable('x', call()))];

      expect(codes).toEqual(['unauthorised', 'unreachable']);
      expect(await away.test(call())).toMatchObject([{ check: 'connection', ok: false }]);
    });

    it('shows the directory room what is live', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory);
      const { nativeId } = await connector.create(spec(1), call());
      await connector.disable(nativeId, call());

      const unknown = '7b0f64d2-2f2f-4c0c-9c07-6f5b5f0d8a11';
      const [before, entry, ...after] = await connector.readEntries([unknown, nativeId], call());

      expect(entry).toEqual({
        dn: `uid=nvmau1,${directory.peopleDn}`,
        groups: ['leaders'],
        locked: true,
        passwordExpiresAt: null,
      });
      expect([before, after]).toEqual([null, []]);
    });
  });
}
