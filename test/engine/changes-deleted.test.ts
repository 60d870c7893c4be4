/** Between scans, before slapd: whom another hand deleted is missed within a minute, and nothing is done on a word alone. */
import { execFileSync } from 'node:child_process';
import type { ChangedAccounts } from '../../src/connectors/contract';
import type { Engine } from '../../src/provisioning/effects';
import { ShadowRow } from '../../src/provisioning/effects/shadow.entity';
import { TargetCursorRow } from '../../src/provisioning/effects/target-cursor.entity';
import { TargetScanRow } from '../../src/provisioning/effects/target-scan.entity';
import { describeWith, slapd, type Slapd } from '../servers';
import { program } from '../servers/programs';
import { DirectoryCity, logins, PEOPLE } from './directory-city';

const MINUTE = 60_000;

describeWith(['slapd', 'ldap-utils'])('who was deleted between scans', () => {
  let server: Slapd;
  let town: DirectoryCity;
  let engine: Engine;
  let pagesOfScans = 0;

  const begin = async (sessionLog: number, count = 5): Promise<void> => {
    const opened = await slapd({ sessionLog, unsynced: true });
    [server, town] = [opened, await DirectoryCity.before(opened)];
    engine = town.engine({ scanEveryMs: 24 * 60 * MINUTE, scanRetryMs: 15 * MINUTE, changesEveryMs: MINUTE });
    await town.appoint(engine, logins(count));
    await engine.loop.settle();
    town.city.clock.advance(1_000);
    await engine.scans.run('directory');
    town.beforePage = () => Promise.resolve(void (pagesOfScans += 1));
    pagesOfScans = 0;
  };

  afterEach(() => town.close());

  const lookLater = async (ms = MINUTE): Promise<void> => {
    town.city.clock.advance(ms);
    await engine.scans.look();
    await engine.loop.settle();
  };
  const ldapdelete = (login: string): unknown =>
    execFileSync(program('ldapdelete'), [
      '-xH',
      server.url,
      '-D',
      server.admin.dn,
      '-w',
      server.admin.password,
      `uid=${login},${PEOPLE}`,
    ]);
  const nativeIdOf = async (name: string): Promise<string> =>
    (await town.city.store.read.findOneByOrFail(ShadowRow, { name, situation: 'linked' })).nativeId;
  const cursor = async (): Promise<string | null> =>
    (await town.city.store.read.findOneByOrFail(TargetCursorRow, { targetId: 'directory' })).cursor;

  it.each([
    ['by a directory that remembers it', 1_000],
    ['by one that tells who is there', 0],
  ])('has an account again within a minute, told %s, and nobody else is looked at', async (_, sessionLog) => {
    await begin(sessionLog);
    const [before, other] = [await nativeIdOf('nv3'), await nativeIdOf('nv2')];
    const from = await cursor();

    ldapdelete('nv3');
    await lookLater();
    const again = await nativeIdOf('nv3');
    await lookLater();

    expect(await town.entry('nv3')).toMatchObject({ locked: false, groups: ['leaders'] });
    expect(again).not.toBe(before);
    expect([await nativeIdOf('nv3'), await nativeIdOf('nv2')]).toEqual([again, other]);
    expect(await cursor()).not.toBe(from);
    expect(pagesOfScans).toBe(0);
  });

  it('is believed of nobody who is there, nor of more than the brake lets go, which everything is read for', async () => {
    await begin(1_000, 25);
    const ids = await Promise.all(logins(25).map(nativeIdOf));
    let gone: ChangedAccounts['gone'];
    const changesSince = town.connector.changesSince.bind(town.connector);
    town.connector.changesSince = async (from, call) => ({
      ...(await changesSince(from, call)),
      ...(gone && { gone }),
    });
    const situations = async (): Promise<string[]> => [
      ...new Set((await town.city.store.read.find(ShadowRow)).map((row) => row.situation)),
    ];

    gone = { kind: 'these', nativeIds: [ids[0]!, 'no account at all'] };
    await lookLater();
    const afterOne = [await situations(), pagesOfScans];
    const from = await cursor();
    gone = { kind: 'all-but', nativeIds: [] };
    await town.set('nv1', 'displayName', ['Ai Đó']);
    await lookLater();
    const afterAll = [await situations(), pagesOfScans, await cursor()];
    await lookLater(15 * MINUTE);

    expect(afterOne).toEqual([['linked'], 0]);
    expect(afterAll).toEqual([['linked'], 0, from]);
    expect(await situations()).toEqual(['linked']);
    expect(pagesOfScans).toBeGreaterThan(0);
    expect(await town.city.store.read.count(TargetScanRow)).toBe(2);
    expect(await town.entry('nv1')).toMatchObject({ name: 'Nguyễn Văn nv1' });
    expect(await nativeIdOf('nv0')).toBe(ids[0]);
  });
});
