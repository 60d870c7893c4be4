/** Between scans: what another hand changed at a system is found by asking what changed, and everybody is not read. */
import type { Engine, EngineSettings } from '../../src/provisioning/effects';
import { ShadowRow } from '../../src/provisioning/effects/shadow.entity';
import { TargetCursorRow } from '../../src/provisioning/effects/target-cursor.entity';
import { TargetScanRow } from '../../src/provisioning/effects/target-scan.entity';
import { DirectoryCity, logins } from './directory-city';

const MINUTE = 60_000;
const SETTINGS: Partial<EngineSettings> = {
  scanEveryMs: 24 * 60 * MINUTE,
  scanRetryMs: 15 * MINUTE,
  changesEveryMs: MINUTE,
  breakerThreshold: 50,
};

describe('what changed between scans', () => {
  let town: DirectoryCity;
  let engine: Engine;
  let pagesOfScans = 0;

  beforeEach(async () => {
    town = await DirectoryCity.open();
    engine = town.engine(SETTINGS);
    town.beforePage = () => Promise.resolve(void (pagesOfScans += 1));
    await town.appoint(engine, logins(5));
    await engine.loop.settle();
    town.city.clock.advance(1_000);
  });

  afterEach(() => town.close());

  const lookLater = async (ms = MINUTE, by = engine): Promise<void> => {
    town.city.clock.advance(ms);
    await by.scans.look();
    await by.loop.settle();
  };
  const scanned = async (): Promise<void> => {
    await engine.scans.run('directory');
    pagesOfScans = 0;
  };
  const cursor = async (): Promise<string | null> =>
    (await town.city.store.read.findOneBy(TargetCursorRow, { targetId: 'directory' }))?.cursor ?? null;
  const names = async (): Promise<string[]> =>
    (await town.city.store.read.find(ShadowRow)).map((row) => row.name).sort();

  it('is mended without reading everybody, a name, a lock and a group that was put on', async () => {
    await scanned();
    await town.set('nv1', 'displayName', ['Ai Đó']);
    await town.set('nv2', 'pwdAccountLockedTime', ['000001010000Z']);
    await town.group('hand', []);
    await town.join('hand', 'nv0');
    await town.add('khach');

    await lookLater();

    expect(await town.entry('nv0')).toMatchObject({ groups: ['leaders'] });
    expect(await town.entry('nv1')).toMatchObject({ name: 'Nguyễn Văn nv1' });
    expect(await town.entry('nv2')).toMatchObject({ locked: false });
    expect(await names()).toContain('khach');
    expect(pagesOfScans).toBe(0);
  });

  it('is not asked before everything was read once, nor again before its time', async () => {
    const asked: (string | null)[] = [];
    const changesSince = town.connector.changesSince.bind(town.connector);
    town.connector.changesSince = (from, call) => {
      asked.push(from);
      return changesSince(from, call);
    };

    await lookLater();
    const before = asked.length;
    await scanned();
    await lookLater(MINUTE / 2);
    const early = asked.length;
    await lookLater(MINUTE);

    expect(before).toBe(0);
    expect([asked.slice(0, early), asked.slice(early).length]).toEqual([[null], 1]);
    expect(asked.at(-1)).not.toBeNull();
  });

  it('concludes nothing from who is not told of; the next scan does', async () => {
    await scanned();
    await town.remove('nv3');

    await lookLater();
    const known = await town.city.store.read.findOneByOrFail(ShadowRow, { name: 'nv3' });
    await engine.scans.run('directory');
    await engine.loop.settle();

    expect(known.situation).toBe('linked');
    expect(await town.entry('nv3')).toMatchObject({ locked: false, groups: ['leaders'] });
  });

  it('goes on where it was when the system was away, and in another process', async () => {
    await scanned();
    await town.set('nv1', 'displayName', ['Ai Đó']);
    const from = await cursor();

    await town.door.shut();
    await lookLater();
    const during = await cursor();
    await town.door.open();
    await lookLater(MINUTE, town.engine(SETTINGS));

    expect(during).toBe(from);
    expect(await town.entry('nv1')).toMatchObject({ name: 'Nguyễn Văn nv1' });
    expect(await cursor()).not.toBe(from);
    expect(pagesOfScans).toBe(0);
  });

  it('reads everybody when the place is lost, and not again and again', async () => {
    await scanned();
    await town.set('nv1', 'displayName', ['Ai Đó']);
    await town.remove('nv3');
    const loseThePlace = (): Promise<unknown> =>
      town.city.store.write((tx) =>
        tx.manager.update(TargetCursorRow, { targetId: 'directory' }, { cursor: 'uSNChanged@CN=DC2 12' }),
      );
    const scans = (): Promise<number> => town.city.store.read.count(TargetScanRow);

    await loseThePlace();
    await lookLater(15 * MINUTE);
    const [after, name] = [await scans(), (await town.entry('nv1')).name];
    await loseThePlace();
    await lookLater();

    expect([after, await scans(), name]).toEqual([2, 2, 'Nguyễn Văn nv1']);
    expect(await town.entry('nv3')).toMatchObject({ groups: ['leaders'] });
  });

  it('keeps the earlier place when a scan does not come to its end', async () => {
    await scanned();
    const from = await cursor();
    await town.set('nv1', 'displayName', ['Ai Đó']);
    await town.group('hand', []);
    town.beforePage = () => town.door.shut();

    const cut = await engine.scans.run('directory');
    await town.door.open();
    const kept = await cursor();
    await lookLater();

    expect(cut.status).toBe('incomplete');
    expect(kept).toBe(from);
    expect(await town.entry('nv1')).toMatchObject({ name: 'Nguyễn Văn nv1' });
  });

  it('is looked at by one of two processes', async () => {
    await scanned();
    const asked = { count: 0 };
    const changesSince = town.connector.changesSince.bind(town.connector);
    town.connector.changesSince = (from, call) => {
      asked.count += 1;
      return changesSince(from, call);
    };
    const other = town.engine(SETTINGS);
    town.city.clock.advance(MINUTE);

    await Promise.all([engine.scans.look(), other.scans.look()]);

    expect(asked.count).toBe(1);
  });
});
