/** Reading what changed and not everybody, before any directory: in step with it, by its own counting, and by time. */
import { Attribute, Change } from 'ldapts';
import type { ChangedAccounts } from '../../src/connectors/contract';
import { call, codeOf } from './connector-contract';
import { DirectoryBench, type OpenDirectory } from './directory-bench';
import { asAdmin, spec, type Directory } from './ldap-subjects';

const SMALL = { kind: 'group', value: 'nho' };

type Way = 'sync' | 'counter' | 'time';

export function describeChanges(name: string, open: OpenDirectory, ways: readonly Way[] = ['counter', 'time']): void {
  describe.each(ways)(`the LDAP connector ${name}, reading what changed by %s`, (changesBy) => {
    const bench = new DirectoryBench(open);

    afterEach(() => bench.clear());

    const namesOf = ({ records }: ChangedAccounts): string[] => records.map((one) => one.name).sort();
    const put = (directory: Directory, group: string, login: string): Promise<void> =>
      asAdmin(directory, (client) =>
        client.modify(
          `cn=${group},${directory.groupsDn}`,
          new Change({
            operation: 'add',
            modification: new Attribute({ type: 'member', values: [`uid=${login},${directory.peopleDn}`] }),
          }),
        ),
      );

    it('tells nobody before there was a look, and who changed after it', async () => {
      const connector = bench.connector(await bench.directory(), { changesBy });
      const [first, second] = [await connector.create(spec(1), call()), await connector.create(spec(2), call())];
      const { cursor, records } = await connector.changesSince(null, call());

      await connector.disable(first.nativeId, call());
      await connector.modify(second.nativeId, { addGrants: [SMALL] }, call());
      const changed = await connector.changesSince(cursor, call());

      expect(records).toEqual([]);
      expect(changed).toMatchObject({ complete: true });
      expect(changed.records.map((one) => [one.name, one.status])).toContainEqual(['nvmau1', 'disabled']);
      expect(changed.grants).toContainEqual(SMALL);
    });

    it('tells of whoever was made, renamed or put into a group by another hand', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory, { changesBy });
      for (const index of [1, 2, 3]) await connector.create({ ...spec(index), grants: [] }, call());
      const holder = await connector.create({ ...spec(4), grants: [SMALL] }, call());
      const { cursor } = await connector.changesSince(null, call());

      await connector.create({ ...spec(5), grants: [] }, call());
      await asAdmin(directory, (client) => client.modifyDN(`uid=nvmau1,${directory.peopleDn}`, 'uid=moi'));
      await put(directory, SMALL.value, 'nvmau2');
      const changed = await connector.changesSince(cursor, call());

      expect(namesOf(changed)).toEqual(expect.arrayContaining(['moi', 'nvmau2', 'nvmau4', 'nvmau5']));
      expect(changed.records.find((one) => one.name === 'nvmau2')!.grants).toContainEqual(SMALL);
      expect(changed.records.find((one) => one.name === 'nvmau4')!.nativeId).toBe(holder.nativeId);
    });

    it('asks for everything to be read when there is too much, when its cursor is another’s, never when it is cut', async () => {
      const directory = await bench.directory({ sizeLimit: 6 });
      const connector = bench.connector(directory, { changesBy });
      const few = bench.connector(directory, { changesBy, changesMax: 3 });
      const { cursor } = await connector.changesSince(null, call());
      for (let index = 1; index <= 5; index += 1) await connector.create({ ...spec(index), grants: [] }, call());

      const within = await connector.changesSince(cursor, call());
      const tooMuch = await few.changesSince(cursor, call());
      const another = await connector.changesSince('uSNChanged@CN=DC2 12', call());
      for (let index = 6; index <= 8; index += 1) await connector.create({ ...spec(index), grants: [] }, call());
      const cut = connector.changesSince(cursor, call());

      expect(within).toMatchObject({ complete: true });
      expect(namesOf(within)).toHaveLength(5);
      for (const one of [tooMuch, another]) expect(one).toMatchObject({ complete: false, records: [] });
      // In step, everything is told at once: there a limit of the directory's own is "too much", which pages get round.
      if (changesBy === 'sync') expect(await cut).toMatchObject({ complete: false, records: [] });
      else expect(await codeOf(cut)).toBe('rejected');
    });

    it('goes on from its cursor after the directory was started again', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory, { changesBy });
      const { nativeId } = await connector.create(spec(1), call());
      const { cursor } = await connector.changesSince(null, call());

      await directory.kill();
      await directory.start();
      await connector.disable(nativeId, call());
      const changed = await connector.changesSince(cursor, call());

      expect(namesOf(changed)).toContain('nvmau1');
    });
  });

  it(`the LDAP connector ${name} tells by counting only what changed since, and nobody once it was told`, async () => {
    const bench = new DirectoryBench(open);
    const connector = bench.connector(await bench.directory(), { changesBy: 'counter' });
    const created = [];
    for (const index of [1, 2, 3]) created.push(await connector.create({ ...spec(index), grants: [] }, call()));
    const { cursor } = await connector.changesSince(null, call());

    await connector.disable(created[1]!.nativeId, call());
    const changed = await connector.changesSince(cursor, call());
    const later = await connector.changesSince(changed.cursor, call());

    // What stands at the cursor itself may be told again.
    expect(changed.records.map((one) => one.name)).toContain('nvmau2');
    expect(changed.records.length).toBeLessThanOrEqual(2);
    expect(later.records.length).toBeLessThanOrEqual(1);
    expect(changed.cursor > cursor).toBe(true);
    await bench.clear();
  });
}
