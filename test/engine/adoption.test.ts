/** A first connection to a directory that already holds people. */
import { situationsOf } from '../../src/provisioning/effects/scanner';
import { ShadowRow } from '../../src/provisioning/effects/shadow.entity';
import { DirectoryCity, logins } from './directory-city';

const PEOPLE = Number(process.env.ADOPTED ?? 300);

describe('the first connection to a directory that holds people', () => {
  let town: DirectoryCity;

  beforeEach(async () => {
    town = await DirectoryCity.open();
  });

  afterEach(() => town.close());

  it('adopts who agrees exactly, plans only what differs, and leaves everybody else alone', async () => {
    const people = logins(PEOPLE);
    const engine = town.engine();
    for (const login of people) await town.add(login);
    await town.group('leaders', people);
    await town.set('nv1', 'title', ['Chánh văn phòng']);
    await town.set('nv2', 'displayName', ['Nguyễn Văn Khác']);
    for (const login of ['la1', 'la2', 'la3']) await town.add(login);
    await town.add('admin');
    town.know([...people, 'admin']);

    const scan = await engine.scans.run('directory');
    const operations = (await Promise.all(people.map((id) => town.city.operations(id)))).flat();
    await engine.loop.settle();

    expect(scan).toMatchObject({ status: 'complete', seen: PEOPLE + 4, drifted: 1, missing: 0 });
    expect(situationsOf(scan)).toEqual({ linked: PEOPLE - 1, unlinked: 1, unmatched: 3, protected: 1 });
    expect(operations.map((one) => [one.personId, one.kind, one.planned.includes('Giám đốc Sở')])).toEqual([
      ['nv1', 'modify', true],
    ]);
    const orphans = await town.city.store.read.find(ShadowRow, { where: { linked: false } });
    const told = orphans.map((row) => [row.name, row.situation, row.personId]);
    expect(told.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['admin', 'protected', 'admin'],
      ['la1', 'unmatched', null],
      ['la2', 'unmatched', null],
      ['la3', 'unmatched', null],
      ['nv2', 'unlinked', 'nv2'],
    ]);
    expect(await town.entry('la1')).toEqual({ locked: false, name: 'Nguyễn Văn la1', groups: [] });
    expect(await town.entry('nv2')).toMatchObject({ locked: false, name: 'Nguyễn Văn Khác' });
    expect(town.largestPage).toBeLessThanOrEqual(100);
  });

  it('writes nothing when it scans what it adopted once more', async () => {
    const people = logins(12);
    const engine = town.engine();
    for (const login of people) await town.add(login);
    await town.group('leaders', people);
    town.know(people);
    await engine.scans.run('directory');
    await engine.loop.settle();
    const before = await town.stateOfDirectory();

    const again = await engine.scans.run('directory');
    await engine.loop.settle();

    expect(again).toMatchObject({ status: 'complete', seen: 12, drifted: 0 });
    expect(await town.stateOfDirectory()).toBe(before);
    expect(await town.city.plans()).toEqual([]);
  });

  it('adopts by the same rule who becomes due before any scan', async () => {
    const engine = town.engine();
    await town.add('nvan');
    await town.add('tvb', { displayName: 'Trần Văn B' });

    await town.appoint(engine, ['nvan', 'tvb']);
    await engine.loop.settle();

    expect((await town.entry('nvan')).groups).toEqual(['leaders']);
    expect((await town.entry('tvb')).groups).toEqual([]);
    const rows = await town.city.store.read.find(ShadowRow, { order: { name: 'ASC' } });
    expect(rows.map((row) => [row.name, row.situation])).toEqual([
      ['nvan', 'linked'],
      ['tvb', 'unlinked'],
    ]);
  });
});
