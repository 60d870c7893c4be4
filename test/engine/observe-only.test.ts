/** Targets that are read, compared and shown, and not written until a person says so. */
import { head, person } from '../fakes/provisioning-city';
import type { Engine } from '../../src/provisioning/effects';
import { DirectoryCity, logins } from './directory-city';

describe('a target that is only observed', () => {
  let town: DirectoryCity;
  let engine: Engine;

  beforeEach(async () => {
    town = await DirectoryCity.open();
    engine = town.engine();
  });

  afterEach(() => town.close());

  const begin = (targetId: string | null): Promise<void> =>
    town.city.store.write((tx) => engine.observeOnly.begin(tx, targetId, 'khôi phục'));
  const end = (targetId: string | null): Promise<boolean> =>
    town.city.store.write((tx) => engine.observeOnly.end(tx, targetId));

  it.each([['directory'], [null]])('is never written, whatever is decided, found or asked (%s)', async (targetId) => {
    await town.appoint(engine, logins(3));
    await engine.loop.settle();
    await begin(targetId);
    await town.set('nv1', 'displayName', ['Ai Đó']);
    town.city.clock.advance(1_000);
    const before = await town.stateOfDirectory();

    await town.city.decide(engine, [person('nv0', [head('nv0', { endsOn: '2026-03-02' })])]);
    await town.appoint(engine, ['moi']);
    await engine.loop.settle();
    const scan = await engine.scans.run('directory');
    await engine.loop.settle();
    await town.city.pass(engine, 60_000, 3);

    expect(await town.stateOfDirectory()).toBe(before);
    expect(scan).toMatchObject({ status: 'complete', seen: 3, drifted: 2 });
    expect(await engine.targets.find('directory')).toMatchObject({ observeOnly: 'khôi phục' });
  });

  it('stays so over a restart, and a unit that comes later is observed too', async () => {
    await begin(null);

    const next = town.engine();

    expect(await next.targets.mayWrite('directory')).toBe(false);
    expect(await next.targets.mayWrite('qlvb:don-vi-moi')).toBe(false);
  });

  it('can be let go alone while the rest of the city still observes', async () => {
    await begin(null);

    const ended = [await end('directory'), await end('directory')];

    expect(ended).toEqual([true, false]);
    expect(await engine.targets.mayWrite('directory')).toBe(true);
    expect(await engine.targets.mayWrite('mail')).toBe(false);
    expect(await end(null)).toBe(true);
    expect(await engine.targets.mayWrite('mail')).toBe(true);
  });

  it('stops what was begun before its next call', async () => {
    await town.appoint(engine, ['nv0']);
    await engine.loop.settle();
    await town.group('hand', ['nv0']);
    await town.set('nv0', 'pwdAccountLockedTime', ['000001010000Z']);
    await town.city.decide(engine, [person('nv0', [head('nv0')])]);
    const modify = town.connector.modify.bind(town.connector);
    town.connector.modify = async (...args) => {
      await begin('directory');
      return modify(...args);
    };

    await engine.loop.settle();

    expect(await town.entry('nv0')).toMatchObject({ locked: true, groups: ['leaders'] });
  });
});
