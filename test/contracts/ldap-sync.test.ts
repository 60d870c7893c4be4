/** Keeping in step with slapd by content synchronisation: what only that can tell, which is who is not there any more. */
import { Attribute, Change, type Client } from 'ldapts';
import type { ChangedAccounts } from '../../src/connectors/contract';
import type { LdapSettingsInput } from '../../src/connectors/ldap';
import { describeWith } from '../servers';
import { call } from './connector-contract';
import { DirectoryBench } from './directory-bench';
import { asAdmin, DIRECTORIES, spec, type Directory } from './ldap-subjects';

describeWith(['slapd'])('the LDAP connector in step with slapd', () => {
  const bench = new DirectoryBench(DIRECTORIES.slapd);
  let directory: Directory;

  afterEach(() => bench.clear());

  const dnOf = (login: string): string => `uid=${login},${directory.peopleDn}`;
  const behind = <T>(work: (client: Client) => Promise<T>): Promise<T> => asAdmin(directory, work);
  const replace = (login: string, type: string, value: string): Promise<void> =>
    behind((client) =>
      client.modify(
        dnOf(login),
        new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) }),
      ),
    );
  const connectorOf = (more: Partial<LdapSettingsInput> = {}) => bench.connector(directory, more);
  const opened = async (count: number, sessionLog: number, more: Partial<LdapSettingsInput> = {}) => {
    directory = await bench.directory({ sessionLog });
    const connector = connectorOf(more);
    const ids: string[] = [];
    for (let index = 1; index <= count; index += 1)
      ids.push((await connector.create({ ...spec(index), grants: [] }, call())).nativeId);
    return { connector, ids, ...(await connector.changesSince(null, call())) };
  };
  /** Of these accounts, who is not there any more by what was told. */
  const goneOf = ({ gone }: ChangedAccounts, ids: readonly string[]): string[] =>
    ids.filter((id) => gone!.nativeIds.includes(id) === (gone!.kind === 'these'));
  const namesOf = ({ records }: ChangedAccounts): string[] => records.map((one) => one.name).sort();

  describe.each([
    ['that remembers deletions', 1_000, 'these'],
    ['that tells what is there', 0, 'all-but'],
  ] as const)('%s', (_, sessionLog, kind) => {
    it('tells who was made, changed, renamed, moved away and deleted between two looks', async () => {
      const { connector, ids, cursor, records, complete } = await opened(6, sessionLog);
      await behind((client) =>
        client.add(`ou=khac,${directory.suffix}`, { objectClass: 'organizationalUnit', ou: 'khac' }),
      );

      const made = await connector.create({ ...spec(7), grants: [] }, call());
      await replace('nvmau1', 'displayName', 'Ai Đó');
      await behind((client) => client.modifyDN(dnOf('nvmau2'), 'uid=moi'));
      await behind((client) => client.modifyDN(dnOf('nvmau3'), `uid=nvmau3,ou=khac,${directory.suffix}`));
      await behind((client) => client.del(dnOf('nvmau4')));
      await behind((client) => client.del(dnOf('nvmau5')));
      const changed = await connector.changesSince(cursor, call());
      const later = await connector.changesSince(changed.cursor, call());

      expect([complete, records]).toEqual([true, []]);
      expect(changed).toMatchObject({ complete: true, gone: { kind } });
      expect(namesOf(changed)).toEqual(['moi', 'nvmau1', 'nvmau7']);
      expect(changed.records.find((one) => one.name === 'moi')!.nativeId).toBe(ids[1]);
      expect(goneOf(changed, [...ids, made.nativeId])).toEqual([ids[2], ids[3], ids[4]]);
      expect(later).toMatchObject({ complete: true, records: [], gone: { kind: 'these' } });
      expect(goneOf(later, ids)).toEqual([]);
    });

    it('tells who was deleted and made again as another, and nobody who is only locked', async () => {
      const { connector, ids, cursor } = await opened(2, sessionLog);

      await behind((client) => client.del(dnOf('nvmau1')));
      const again = await connector.create({ ...spec(1), grants: [] }, call());
      await connector.disable(ids[1]!, call());
      const changed = await connector.changesSince(cursor, call());

      expect(changed.records.map((one) => [one.nativeId, one.status])).toEqual(
        expect.arrayContaining([
          [again.nativeId, 'active'],
          [ids[1], 'disabled'],
        ]),
      );
      expect(goneOf(changed, [...ids, again.nativeId])).toEqual([ids[0]]);
    });

    it('goes on in step after the directory was stopped and started again', async () => {
      const { connector, ids, cursor } = await opened(3, sessionLog);

      await behind((client) => client.del(dnOf('nvmau1')));
      await directory.stop();
      await directory.start();
      await behind((client) => client.del(dnOf('nvmau2')));
      const changed = await connector.changesSince(cursor, call());

      // What it remembered is lost with it, so it tells what is there.
      expect(changed).toMatchObject({ complete: true, gone: { kind: 'all-but' } });
      expect(goneOf(changed, ids)).toEqual([ids[0], ids[1]]);
    });

    it('goes on in step with what happens after the directory was killed', async () => {
      const { connector, ids, cursor } = await opened(3, sessionLog);

      await directory.kill();
      await directory.start();
      await behind((client) => client.del(dnOf('nvmau2')));
      await replace('nvmau3', 'displayName', 'Ai Đó');
      const changed = await connector.changesSince(cursor, call());

      expect(namesOf(changed)).toContain('nvmau3');
      expect(goneOf(changed, ids)).toEqual([ids[1]]);
    });
  });

  it('reads everything anew where the directory is behind its place, and where the place is of another branch or kind', async () => {
    const { connector, cursor } = await opened(2, 1_000);
    const [kind, people] = cursor.split(' ');
    const later = Buffer.from(
      Buffer.from(people!, 'base64url')
        .toString('latin1')
        .replace(/csn=\d{4}/, 'csn=2199'),
      'latin1',
    ).toString('base64url');

    const behindUs = await connector.changesSince([kind, later, later].join(' '), call());
    const elsewhere = await connectorOf({ peopleDn: directory.suffix }).changesSince(cursor, call());
    const counted = await connectorOf({ changesBy: 'counter' }).changesSince(null, call());
    const ofAnotherKind = await connector.changesSince(counted.cursor, call());

    for (const one of [behindUs, elsewhere, ofAnotherKind]) expect(one).toMatchObject({ complete: false, records: [] });
    expect(await connectorOf({ changesBy: 'counter' }).changesSince(cursor, call())).toMatchObject({ complete: false });
  });

  it('tells what is there when more has happened than the log keeps', async () => {
    const { connector, ids, cursor } = await opened(4, 2);

    for (const login of ['nvmau2', 'nvmau3', 'nvmau4']) await behind((client) => client.del(dnOf(login)));
    for (let turn = 0; turn < 4; turn += 1) await replace('nvmau1', 'displayName', `Ai Đó ${turn}`);
    const changed = await connector.changesSince(cursor, call());

    expect(changed).toMatchObject({ complete: true, gone: { kind: 'all-but' } });
    expect(goneOf(changed, ids)).toEqual(ids.slice(1));
  });

  it('is asked by its counting where it does not synchronise, or knows accounts by another id', async () => {
    directory = await bench.directory();
    const byOtherId = connectorOf({ schema: { nativeId: 'employeeNumber' } });
    await byOtherId.create({ ...spec(1), grants: [] }, call());

    const { cursor } = await byOtherId.changesSince(null, call());
    const changed = await byOtherId.changesSince(cursor, call());

    expect(cursor).toMatch(/^entryCSN /);
    expect(changed.gone).toBeUndefined();
  });
});
