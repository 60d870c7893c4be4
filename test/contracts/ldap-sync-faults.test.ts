/** Keeping in step goes wrong in the ways of everything else that is asked of a directory, and never half: no place to go on from. */
import { randomBytes } from 'node:crypto';
import type { LdapConnector, LdapSettingsInput } from '../../src/connectors/ldap';
import { describeWith } from '../servers';
import { call, codeOf } from './connector-contract';
import { DirectoryBench } from './directory-bench';
import { DIRECTORIES, spec, type Directory } from './ldap-subjects';
import { SyncImpostor, type Trick } from './sync-impostor';

/** LDAPMessage { id, SearchResultDone { code, "", "" } } */
function resultOf(messageId: number, code: number): Buffer {
  const enumerated = code < 0x80 ? [0x0a, 1, code] : [0x0a, 2, code >> 8, code & 0xff];
  const done = [...enumerated, 0x04, 0, 0x04, 0];
  const message = [0x02, 2, messageId >> 8, messageId & 0xff, 0x65, done.length, ...done];
  return Buffer.from([0x30, message.length, ...message]);
}

describeWith(['slapd'])('the LDAP connector that cannot keep in step with slapd', () => {
  const bench = new DirectoryBench(DIRECTORIES.slapd);
  const impostors: SyncImpostor[] = [];

  afterEach(async () => {
    for (const one of impostors.splice(0)) await one.close();
    await bench.clear();
  });

  /** In step with one account more than it knows of, through an impostor that has let everything through so far. */
  const inStep = async (): Promise<{
    readonly impostor: SyncImpostor;
    readonly directory: Directory;
    readonly connector: LdapConnector;
    readonly cursor: string;
  }> => {
    const directory = await bench.directory();
    const impostor = new SyncImpostor(Number(new URL(directory.url).port));
    impostors.push(impostor);
    const connector = bench.connector(directory, { url: await impostor.open() });
    await connector.create(spec(1), call());
    const { cursor } = await connector.changesSince(null, call());
    await connector.create(spec(2), call());
    return { impostor, directory, connector, cursor };
  };
  const goesOn = async (connector: LdapConnector, cursor: string): Promise<string[]> =>
    (await connector.changesSince(cursor, call())).records.map((one) => one.name);

  it('is a fault when slapd is killed while it answers, and everything is read when it has gone back behind the place', async () => {
    const { impostor, directory, connector, cursor } = await inStep();
    impostor.trick = () => ({ cutAfter: 150, atEnd: () => directory.kill() });

    const code = await codeOf(connector.changesSince(cursor, call()));
    const away = await codeOf(connector.changesSince(cursor, call()));
    impostor.trick = () => 'let';
    await directory.start();

    expect([code, away]).toEqual(['unreachable', 'unreachable']);
    expect(await connector.changesSince(cursor, call())).toMatchObject({ complete: false, records: [] });
  });

  const bad: readonly (readonly [string, (messageId: number) => Buffer])[] = [
    ['a message beyond all bounds', () => Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff])],
    ['a length that reaches backwards', () => Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xf0, 0x02, 1, 1])],
    ['garbage', () => Buffer.concat([Buffer.from([0x00]), randomBytes(500)])],
    ['an answer to another question', () => resultOf(999, 0)],
    ['an end that does not say how', (messageId) => resultOf(messageId, 0)],
  ];
  it(`refuses ${bad.map(([what]) => what).join(', ')}`, async () => {
    const { impostor, connector, cursor } = await inStep();

    const codes: string[] = [];
    for (const [, answer] of bad) {
      impostor.trick = ({ messageId }) => ({ answer: answer(messageId) });
      codes.push(await codeOf(connector.changesSince(cursor, call())));
    }
    impostor.trick = () => 'let';

    expect(codes).toEqual(bad.map(() => 'protocol'));
    expect(await goesOn(connector, cursor)).toContain('nvmau2');
  });

  it('is a timeout when no end comes, as unreachable as ever when the directory hangs up, and then goes on', async () => {
    const { impostor, connector, cursor } = await inStep();

    impostor.trick = () => ({ answer: Buffer.from([0x30]) });
    const silent = await codeOf(connector.changesSince(cursor, call(300)));
    impostor.trick = () => ({ answer: Buffer.alloc(0), close: true });
    const closed = await codeOf(connector.changesSince(cursor, call()));
    impostor.trick = () => 'let';
    const aborted = { signal: AbortSignal.abort(), timeoutMs: 5_000 };

    expect([silent, closed]).toEqual(['timeout', 'unreachable']);
    expect(await codeOf(connector.changesSince(cursor, aborted))).toBe('unreachable');
    expect(await goesOn(connector, cursor)).toContain('nvmau2');
  });

  it('means everything anew when a refresh is required, and its fault when it is anything else', async () => {
    const { impostor, connector, cursor } = await inStep();
    const answered = (code: number) => {
      impostor.trick = ({ messageId }): Trick => ({ answer: resultOf(messageId, code) });
      return connector.changesSince(cursor, call());
    };

    expect(await answered(4096)).toMatchObject({ complete: false, records: [], cursor });
    expect(await codeOf(answered(50))).toBe('unauthorised');
    expect(await codeOf(answered(51))).toBe('throttled');
  });

  it('is asked by its counting when its cookies belong to one search, or it does not synchronise this branch', async () => {
    const { impostor, connector } = await inStep();

    impostor.trick = ({ messageId, hasCookie }) => (hasCookie ? { answer: resultOf(messageId, 4096) } : 'let');
    const { cursor } = await connector.changesSince(null, call());
    await connector.create(spec(3), call());
    const changed = await connector.changesSince(cursor, call());
    impostor.trick = ({ messageId }) => ({ answer: resultOf(messageId, 12) });
    const refused = await connector.changesSince(null, call());

    expect([cursor, refused.cursor]).toEqual([
      expect.stringMatching(/^entryCSN /),
      expect.stringMatching(/^entryCSN /),
    ]);
    expect(changed).toMatchObject({ complete: true });
    expect(changed.records.map((one) => one.name)).toContain('nvmau3');
  });

  const ways: readonly (readonly [string, (directory: Directory) => Partial<LdapSettingsInput>])[] = [
    ['LDAPS', ({ secureUrl }) => ({ url: secureUrl })],
    ['StartTLS', () => ({ startTls: true })],
  ];
  it.each(ways)('keeps in step by %s, and with no certificate that is wrong', async (_, how) => {
    const directory = await bench.directory();
    const connector = bench.connector(directory, { ...how(directory), tls: { ca: directory.ca } });
    const { cursor } = await connector.changesSince(null, call());
    await connector.create(spec(1), call());
    const expired = await bench.directory({ certificate: 'expired' });

    const changed = await connector.changesSince(cursor, call());
    const untrusted = bench.connector(directory, how(directory));
    const outdated = bench.connector(expired, { ...how(expired), tls: { ca: expired.ca } });

    expect(cursor).toMatch(/^sync@/);
    expect(changed.records.map((one) => one.name)).toEqual(['nvmau1']);
    expect(await bench.messageOf(untrusted.changesSince(cursor, call()))).toMatch(/^unreachable .*tls\.ca/);
    expect(await bench.messageOf(outdated.changesSince(cursor, call()))).toMatch(
      /^unreachable .*renew the certificate/,
    );
  });

  it('is unauthorised with a wrong password, and where it may not read the branches', async () => {
    const directory = await bench.directory();
    const { cursor } = await bench.connector(directory).changesSince(null, call());
    const blind = await directory.blind();

    const wrong = bench.connector(directory, { password: 'sai' });
    const unseeing = bench.connector(directory, { bindDn: blind.dn, password: blind.password });

    expect(await codeOf(wrong.changesSince(cursor, call()))).toBe('unauthorised');
    expect(await codeOf(unseeing.changesSince(cursor, call()))).toBe('unauthorised');
    expect(await codeOf(unseeing.changesSince(null, call()))).toBe('unauthorised');
  });
});
