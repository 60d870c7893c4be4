/** What a scan may conclude: nothing from an answer that was cut, hidden, empty or too poor to be true. */
import { situationsOf } from '../../src/provisioning/effects/scanner';
import { ShadowRow } from '../../src/provisioning/effects/shadow.entity';
import { TargetScanRow } from '../../src/provisioning/effects/target-scan.entity';
import type { Engine } from '../../src/provisioning/effects';
import { BLIND, BLINKERED, DirectoryCity, logins, PEOPLE, SUFFIX } from './directory-city';

const PAGE = 10;

describe('a scan of a target', () => {
  let town: DirectoryCity;
  let engine: Engine;

  beforeEach(async () => {
    town = await DirectoryCity.open();
    engine = town.engine({ scanPageSize: PAGE, scanRetryMs: 60_000, breakerThreshold: 50 });
  });

  afterEach(() => town.close());

  const situations = async (): Promise<Record<string, number>> => {
    const rows = await town.city.store.read.find(ShadowRow);
    return rows.reduce<Record<string, number>>(
      (counts, row) => ({ ...counts, [row.situation]: (counts[row.situation] ?? 0) + 1 }),
      {},
    );
  };

  const inOffice = async (count: number): Promise<readonly string[]> => {
    const people = logins(count);
    await town.appoint(engine, people);
    await engine.loop.settle();
    town.city.clock.advance(1_000);
    return people;
  };

  /** What a scan ended with, and that it neither called anybody gone nor changed the directory. */
  const harmless = async (): Promise<TargetScanRow> => {
    const [before, known] = [await town.stateOfDirectory(), await situations()];
    const scan = await engine.scans.run('directory');
    await engine.loop.settle();
    expect(await situations()).toEqual(known);
    expect(await town.stateOfDirectory()).toBe(before);
    return scan;
  };

  it('is incomplete when a page is missing, and keeps what the pages before it told', async () => {
    await inOffice(3 * PAGE);
    town.beforePage = async (page) => {
      if (page === 2) await town.door.shut();
    };

    const scan = await harmless();

    expect(scan).toMatchObject({ status: 'incomplete', pages: 1, seen: PAGE, errorCode: 'unreachable' });
  });

  it('is incomplete when the directory gives no more than its limit', async () => {
    const people = logins(501);
    for (const login of people) await town.add(login, login === people[0] ? { userPassword: 'mat-khau-dai' } : {});
    town.know(people);
    await engine.scans.run('directory');
    town.city.clock.advance(1_000);
    await town.speakAs({ bindDn: `uid=${people[0]},${PEOPLE}`, password: 'mat-khau-dai' });
    const wide = town.engine({ scanPageSize: 1_000 });

    const scan = await wide.scans.run('directory');

    expect(scan).toMatchObject({ status: 'incomplete', seen: 0, missing: 0 });
    expect(scan.errorMessage).toContain('(4)');
    expect((await situations()).gone).toBeUndefined();
  });

  it('is incomplete when the accounts may not be read', async () => {
    await inOffice(5);
    await town.speakAs({ bindDn: BLIND.dn, password: BLIND.password });

    const scan = await harmless();

    expect(scan).toMatchObject({ status: 'incomplete', seen: 0, errorCode: 'unauthorised' });
  });

  it('is not believed when it shows nobody where people are known', async () => {
    await inOffice(5);
    await town.speakAs({ peopleDn: `ou=empty,${SUFFIX}` });

    const scan = await harmless();

    expect(scan).toMatchObject({ status: 'incomplete', seen: 0 });
    expect(scan.errorMessage).toContain('nothing is called gone');
  });

  it('is not believed when a branch that it may not read hides more accounts than the brake lets go', async () => {
    const people = await inOffice(2 * PAGE + 5);
    for (const login of people.slice(0, 21)) await town.move(login, `ou=branch,${PEOPLE}`);
    await town.speakAs({ bindDn: BLINKERED.dn, password: BLINKERED.password });

    const scan = await harmless();

    expect(scan).toMatchObject({ status: 'incomplete', seen: 4 });
    expect(scan.errorMessage).toContain('21 of 25');
  });

  it('calls gone what it does not find, and asks for by its own id before', async () => {
    await inOffice(5);
    await town.remove('nv3');

    const scan = await engine.scans.run('directory');

    expect(scan).toMatchObject({ status: 'complete', seen: 4, missing: 1 });
    expect(situationsOf(scan)).toEqual({ linked: 4, gone: 1 });
    expect(await situations()).toEqual({ linked: 4, gone: 1 });
  });

  it('does not call gone what was made while it read', async () => {
    await inOffice(2 * PAGE);
    town.beforePage = async (page) => {
      if (page !== 2) return;
      town.city.clock.advance(1_000);
      await town.appoint(engine, ['moi']);
      await engine.loop.settle();
    };

    const scan = await engine.scans.run('directory');

    expect(scan).toMatchObject({ status: 'complete', missing: 0 });
    expect((await situations()).linked).toBe(2 * PAGE + 1);
  });

  it('does not overwrite what was seen later than its page', async () => {
    const people = await inOffice(2 * PAGE);
    const call = { signal: new AbortController().signal, timeoutMs: 5_000 };
    const { records } = await town.connector.search({ by: 'all' }, { after: null, size: PAGE }, call);
    const late = people.find((login) => !records.some((record) => record.name === login))!;
    await town.set(late, 'title', ['Chánh văn phòng']);
    town.beforePage = async (page) => {
      if (page !== 2) return;
      // The second page has been read ahead by now, with a title that is put right before the page is written.
      town.city.clock.advance(1_000);
      await town.city.store.write((tx) => engine.due.mark(tx.manager, [late], { kind: 'scan', id: null }, tx.now));
      await engine.loop.settle();
    };

    const scan = await engine.scans.run('directory');

    const row = await town.city.store.read.findOneByOrFail(ShadowRow, { name: late });
    expect(scan).toMatchObject({ status: 'complete', drifted: 1 });
    expect(row.record).toContain('Giám đốc Sở');
    expect(row.driftedIn).toBeNull();
  });

  it('says how far it has come, and joins who asks meanwhile', async () => {
    await inOffice(3 * PAGE);
    const told: unknown[] = [];
    town.beforePage = async (page) => {
      const [row] = [...(await engine.scans.latest(['directory'])).values()];
      told.push([page, row?.status, row?.seen]);
    };

    const [one, other] = await Promise.all([engine.scans.run('directory'), engine.scans.run('directory')]);

    expect(told).toEqual([
      [1, 'running', 0],
      [2, 'running', PAGE],
      [3, 'running', 2 * PAGE],
    ]);
    expect(one.id).toBe(other.id);
    expect(one).toMatchObject({ status: 'complete', pages: 3, seen: 3 * PAGE });
    expect(town.largestPage).toBe(PAGE);
  });

  it('goes on after the process that began it died, and ends with the same figures', async () => {
    await inOffice(3 * PAGE);
    town.beforePage = async (page) => {
      if (page === 3) await engine.scans.stop();
    };
    const first = town.city.store.write((tx) => engine.scans.ask(tx, 'directory', null));
    const begun = await first;
    await engine.scans.stop();
    const left = await town.city.store.read.findOneByOrFail(TargetScanRow, { id: begun.id });
    await town.city.store.write((tx) => tx.manager.update(TargetScanRow, { id: begun.id }, { holder: 'dead' }));
    town.beforePage = () => Promise.resolve();
    const next = town.engine({ scanPageSize: PAGE, scanEveryMs: 0 });

    await next.scans.look();

    expect(left.status).toBe('running');
    const ended = await town.city.store.read.findOneByOrFail(TargetScanRow, { id: begun.id });
    expect(ended).toMatchObject({ status: 'complete', seen: 3 * PAGE, pages: 3, missing: 0 });
  });

  it('begins by itself when its interval has passed, and after a while when it did not come to its end', async () => {
    await inOffice(3);
    const own = town.engine({ scanEveryMs: 3_600_000, scanRetryMs: 60_000, breakerThreshold: 50 });
    const count = (): Promise<number> => town.city.store.read.count(TargetScanRow);
    const after = async (ms: number): Promise<number> => {
      town.city.clock.advance(ms);
      await own.scans.look();
      return count();
    };
    own.scans.start();

    const seen = [await after(1_000), await after(60_000), await after(60_000), await after(3_600_000)];
    await town.door.shut();
    seen.push(await after(3_600_000));
    await town.door.open();
    seen.push(await after(1_000), await after(60_000));
    await own.scans.stop();

    expect(seen).toEqual([0, 1, 1, 2, 3, 3, 4]);
  });
});
