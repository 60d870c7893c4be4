/** Changes that somebody made at a system behind our back: found by a scan, corrected or reported, and braked. */
import { situationsOf } from '../../src/provisioning/effects/scanner';
import { head, person } from '../fakes/provisioning-city';
import { PlanRow } from '../../src/provisioning/effects/plan.entity';
import type { Engine } from '../../src/provisioning/effects';
import { DirectoryCity, logins } from './directory-city';

describe('drift', () => {
  let town: DirectoryCity;

  beforeEach(async () => {
    town = await DirectoryCity.open();
  });

  afterEach(() => town.close());

  /** Five in office, and a sixth who has left. */
  const city = async (engine: Engine): Promise<void> => {
    await town.appoint(engine, logins(5));
    await town.city.decide(engine, [person('cu', [head('cu')])]);
    await engine.loop.settle();
    await town.city.decide(engine, [person('cu', [head('cu', { endsOn: '2026-03-02' })])]);
    await engine.loop.settle();
    town.city.clock.advance(1_000);
  };

  const meddle = async (): Promise<void> => {
    await town.group('hand', []);
    await town.join('hand', 'nv0');
    await town.set('nv1', 'displayName', ['Ai Đó']);
    await town.set('nv2', 'pwdAccountLockedTime', ['000001010000Z']);
    await town.remove('nv3');
    await town.set('cu', 'pwdAccountLockedTime', []);
  };

  it('is found in every attribute and mended', async () => {
    const engine = town.engine();
    await city(engine);
    await meddle();

    const scan = await engine.scans.run('directory');
    await engine.loop.settle();

    expect(scan).toMatchObject({ status: 'complete', drifted: 4, missing: 1 });
    expect(situationsOf(scan)).toEqual({ linked: 5, gone: 1 });
    const rightful = (login: string, locked = false): object => ({
      locked,
      name: `Nguyễn Văn ${login}`,
      groups: locked ? [] : ['leaders'],
    });
    for (const login of logins(5)) expect(await town.entry(login)).toEqual(rightful(login));
    expect(await town.entry('cu')).toEqual(rightful('cu', true));
    const again = await engine.scans.run('directory');
    expect(again).toMatchObject({ status: 'complete', drifted: 0, missing: 0, seen: 6 });
  });

  it('is one plan, whose cause is the scan', async () => {
    const engine = town.engine();
    await city(engine);
    await meddle();
    const before = (await town.city.plans()).length;

    const scan = await engine.scans.run('directory');

    const plans = (await town.city.plans()).slice(before);
    expect(plans.map((plan) => [plan.causeKind, plan.causeId, plan.needsApproval])).toEqual([['scan', scan.id, false]]);
  });

  it('is only reported where the policy says so', async () => {
    town.rule = 'report';
    const engine = town.engine();
    await city(engine);
    await meddle();
    const [before, plans] = [await town.stateOfDirectory(), (await town.city.plans()).length];

    const scan = await engine.scans.run('directory');
    await engine.loop.settle();

    expect(scan).toMatchObject({ status: 'complete', drifted: 4, missing: 1 });
    expect(await town.stateOfDirectory()).toBe(before);
    expect(await town.city.plans()).toHaveLength(plans);
  });

  describe('above the brake', () => {
    const people = logins(30);
    let engine: Engine;

    beforeEach(async () => {
      engine = town.engine();
      await town.appoint(engine, people);
      await engine.loop.settle();
      town.city.clock.advance(1_000);
      await town.group('hand', people.slice(0, 25));
      await town.set('nv29', 'displayName', ['Ai Đó']);
    });

    it('waits for a person as one plan, and holds up nothing that takes nothing away', async () => {
      await engine.scans.run('directory');
      await engine.loop.settle();

      const waiting = await town.city.store.read.findBy(PlanRow, { needsApproval: true });
      expect(waiting).toHaveLength(1);
      expect(JSON.parse(waiting[0]!.summary)).toMatchObject({ modify: 25, netLoss: 25 });
      expect((await town.entry('nv7')).groups).toEqual(['hand', 'leaders']);
      expect((await town.entry('nv29')).name).toBe('Nguyễn Văn nv29');
    });

    it('never holds up what a decision took away, although it stands in a plan that waits', async () => {
      await town.city.decide(engine, [person('nv28', [head('nv28', { endsOn: '2026-03-02' })])]);
      await engine.loop.settle();
      await town.set('nv28', 'pwdAccountLockedTime', []);
      town.rule = 'report';
      await town.engine().scans.run('directory');
      const all = await engine.plans.prepare(people, { kind: 'scan', id: null });
      await town.city.store.write(async (tx) => {
        await engine.planStore.insert(tx, all);
        await engine.due.mark(tx.manager, people, all.cause, tx.now);
      });

      await engine.loop.settle();

      expect(all.verdict.needsApproval).toBe(true);
      expect((await town.entry('nv28')).locked).toBe(true);
      expect((await town.entry('nv7')).groups).toEqual(['hand', 'leaders']);
    });

    it('waits once, however often it is found', async () => {
      await engine.scans.run('directory');
      await engine.loop.settle();
      const plans = await town.city.plans();
      town.city.clock.advance(1_000);

      const again = await engine.scans.run('directory');
      await engine.loop.settle();

      expect(again).toMatchObject({ status: 'complete', drifted: 25 });
      expect((await town.city.plans()).map((plan) => plan.id)).toEqual(plans.map((plan) => plan.id));
      expect((await town.entry('nv7')).groups).toEqual(['hand', 'leaders']);
    });
  });

  it('never writes what is protected or nobody’s', async () => {
    const engine = town.engine();
    await town.add('admin');
    await town.add('la1');
    await town.add('nv0', { displayName: 'Người Khác' });
    town.know(['admin', 'nv0']);
    await engine.scans.run('directory');
    const before = await town.stateOfDirectory();
    await town.city.store.write((tx) =>
      engine.due.mark(tx.manager, ['admin', 'nv0'], { kind: 'scan', id: null }, tx.now),
    );

    await engine.loop.settle();
    await engine.scans.run('directory');
    await engine.loop.settle();

    expect(await town.stateOfDirectory()).toBe(before);
  });
});
