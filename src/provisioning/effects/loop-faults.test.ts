/** Systems that are down, freeze, answer late, in part or rubbish; and a process that dies. */
import { createTimesOut, processDiesInCreate } from '../../../test/fakes/create-in-doubt';
import { City, head, person, SYSTEMS } from '../../../test/fakes/provisioning-city';
import { AttemptRow } from './attempt.entity';
import type { Engine } from './engine';

describe('the reconcile loop, where systems fail', () => {
  let city: City;
  let engine: Engine;

  beforeEach(async () => {
    city = await City.open();
    engine = city.engine();
  });

  afterEach(() => city.close());

  it('closes a leaver at the other targets while one is down, and there when it comes back', async () => {
    await city.join(engine);
    city.target('directory').goDown();

    await city.leave(engine);
    await engine.loop.settle();
    const meanwhile = SYSTEMS.map((id) => city.statusOf(id, 'nvan'));
    await city.pass(engine, 400_000, 5);
    city.target('directory').comeBack();
    await city.pass(engine, 400_000);

    expect(meanwhile).toEqual(['active', 'disabled', 'disabled']);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['disabled', 'disabled', 'disabled']);
  });

  it('cuts mail sessions once more when the directory closed after the mail', async () => {
    await city.join(engine);
    city.target('directory').goDown();
    await city.leave(engine);
    await engine.loop.settle();
    city.target('directory').comeBack();

    await city.pass(engine, 400_000);

    expect(city.target('mail').writes.filter((call) => call.operation === 'disable')).toHaveLength(2);
    expect(city.target('qlvb:so-tttt').writes.filter((call) => call.operation === 'disable')).toHaveLength(1);
  });

  it('never gives up a disable, however long and in whatever way it fails', async () => {
    await city.join(engine);
    city.target('qlvb:so-tttt').refuses.set('disable', 'rejected');
    await city.leave(engine);
    await engine.loop.settle();

    await city.pass(engine, 86_400_000, 10);
    const refused = city.statusOf('qlvb:so-tttt', 'nvan');
    city.target('qlvb:so-tttt').refuses.delete('disable');
    await city.pass(engine, 400_000, 2);

    expect(refused).toBe('active');
    expect(city.statusOf('qlvb:so-tttt', 'nvan')).toBe('disabled');
  });

  it('makes no second account when a create was applied after its deadline', async () => {
    city.target('directory').freeze();
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    await engine.loop.settle();

    city.target('directory').thaw();
    await city.pass(engine, 400_000, 3);

    expect([...city.target('directory').accounts.values()].filter((one) => one.personId === 'nvan')).toHaveLength(1);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active', 'active']);
  });

  it('finds an account that a create made although it timed out', async () => {
    await createTimesOut(city, engine);
    const unknown = (await city.store.read.findBy(AttemptRow, { outcome: 'unknown' })).length;

    city.target('directory').thaw();
    await city.pass(engine, 400_000, 3);

    expect(unknown).toBe(1);
    expect(city.target('directory').accounts.size).toBe(1);
    expect(city.target('directory').writes.filter((call) => call.operation === 'create')).toHaveLength(1);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active', 'active']);
  });

  it('closes again what a late enable opened after the leaver was closed', async () => {
    await city.join(engine);
    await city.leave(engine);
    await engine.loop.settle();
    city.clock.advance(1_000);
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    const arrival = city.target('qlvb:so-tttt').hold('enable');
    const settled = engine.loop.settle();
    await arrival.arrived;
    city.target('qlvb:so-tttt').freeze();
    arrival.letGo();
    await settled;
    city.clock.advance(1_000);
    await city.leave(engine);
    await engine.loop.settle();

    city.target('qlvb:so-tttt').thaw();
    await city.pass(engine, 5_000, 5);
    await city.pass(engine, 400_000, 3);

    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['disabled', 'disabled', 'disabled']);
  });

  it('goes on after a crash between intent and outcome, without a second account', async () => {
    const letGo = await processDiesInCreate(city);
    city.clock.advance(120_000);

    const restarted = city.engine();
    await restarted.loop.settle();
    await city.pass(restarted, 400_000, 2);

    expect(city.target('directory').accounts.size).toBe(1);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active', 'active']);
    expect(await city.store.read.countBy(AttemptRow, { errorCode: 'interrupted' })).toBe(1);
    await letGo();
  });

  it('comes back for what is left at a target that answered too late in a turn', async () => {
    await city.join(engine);
    const qlvb = city.target('qlvb:so-tttt');
    const late = ['read', 'search'].map((operation) => qlvb.hold(operation));
    await city.leave(engine);

    await engine.loop.settle();
    await city.pass(engine, 5_000, 3);

    const open = (await city.operations('nvan')).filter((row) => !['DONE', 'SUPERSEDED'].includes(row.status));
    expect(open.map((row) => `${row.kind} ${row.targetId} ${row.status}`)).toEqual([]);
    expect(qlvb.byName('nvan')).toMatchObject({ status: 'disabled', grants: [] });
    for (const { letGo } of late) letGo();
  });

  it('lets a target that fails delay no other, except one that is opened after it', async () => {
    city.target('directory').freeze();
    await city.decide(engine, [person('nvan', [head('nvan')])]);

    await engine.loop.settle();

    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual([undefined, undefined, 'active']);
  });

  it('closes a leaver by what is known although the target cannot be read to its end', async () => {
    await city.join(engine);
    city.target('qlvb:so-tttt').refuses.set('read', 'protocol');

    await city.leave(engine);
    await engine.loop.settle();

    expect(city.statusOf('qlvb:so-tttt', 'nvan')).toBe('disabled');
  });

  it('closes a leaver where an empty answer had made the account look gone', async () => {
    await city.join(engine);
    const [record] = city.target('directory').accounts.values();
    city.target('directory').accounts.clear();
    city.target('directory').refuses.set('create', 'rejected');
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    await engine.loop.settle();
    city.target('directory').accounts.set(record!.nativeId, record!);

    await city.leave(engine);
    await engine.loop.settle();

    expect(city.statusOf('directory', 'nvan')).toBe('disabled');
  });

  it('closes a leaver once where the account can be written and not be read', async () => {
    await city.join(engine);
    for (const operation of ['read', 'search']) city.target('directory').refuses.set(operation, 'protocol');
    const disables = (): number =>
      city.target('directory').writes.filter((call) => call.operation === 'disable').length;
    const look = async (): Promise<void> => {
      await city.leave(engine);
      await engine.loop.settle();
    };

    await look();
    await look();
    await look();

    expect([city.statusOf('directory', 'nvan'), disables()]).toEqual(['disabled', 1]);
  });

  it('creates nothing where a search was not read to its end', async () => {
    city.target('directory').answerInPart(true);

    await city.join(engine);

    expect(city.target('directory').writes).toEqual([]);
  });

  it('tries a disable that fails once in a turn, as one operation', async () => {
    await city.join(engine);
    city.target('qlvb:so-tttt').refuses.set('disable', 'rejected');

    await city.leave(engine);
    await engine.loop.settle();

    const disables = (await city.operations('nvan')).filter(
      (one) => one.targetId === 'qlvb:so-tttt' && one.kind === 'disable',
    );
    expect(disables.map((one) => [one.status, one.attempts, one.lastErrorCode])).toEqual([
      ['WAITING_RETRY', 1, 'rejected'],
    ]);
    expect(city.target('qlvb:so-tttt').writes.filter((call) => call.operation === 'disable')).toHaveLength(1);
  });

  it('does not cut every wait short because a target fails now and then', async () => {
    city.target('directory').refuses.set('create', 'protocol');

    await city.join(engine);

    expect(city.target('directory').writes).toHaveLength(1);
  });

  it('looks once more at whoever was worked on while a target came back', async () => {
    city.target('qlvb:so-tttt').goDown();
    const arrival = city.target('directory').hold('create');
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    const settling = engine.loop.settle();
    await arrival.arrived;

    city.target('qlvb:so-tttt').comeBack();
    await engine.due.wakeWaiting(city.clock.now());
    arrival.letGo();
    await settling;

    expect(city.statusOf('qlvb:so-tttt', 'nvan')).toBe('active');
  });

  it('works by itself once started, and wakes those who wait when a target answers again', async () => {
    city.target('qlvb:so-tttt').goDown();
    engine.loop.start();
    await city.decide(engine, [
      person('nvan', [head('nvan')]),
      person('tvb', [head('tvb')]),
      person('lvc', [head('lvc')]),
    ]);
    await until(() => city.statusOf('mail', 'nvan') === 'active' && engine.gate.health('qlvb:so-tttt') === 'down');

    city.target('qlvb:so-tttt').comeBack();
    await until(() => ['nvan', 'tvb', 'lvc'].every((id) => city.statusOf('qlvb:so-tttt', id) === 'active'));

    expect(city.statusOf('qlvb:so-tttt', 'nvan')).toBe('active');
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
}
