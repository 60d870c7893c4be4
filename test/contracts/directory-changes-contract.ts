/** Reading what changed and not everybody, before any directory that counts its changes. */
import { call } from './connector-contract';
import { DirectoryBench, type OpenDirectory } from './directory-bench';
import { spec } from './ldap-subjects';

export function describeChanges(name: string, open: OpenDirectory): void {
  describe(`the LDAP connector ${name}, reading what changed`, () => {
    const bench = new DirectoryBench(open);

    afterEach(() => bench.clear());

    it('tells what changed since an earlier look: accounts, and groups by name', async () => {
      const connector = bench.connector(await bench.directory());
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
  });
}
