import { AuditRecord } from '../../audit/audit-record.entity';
import { City, head, OTHER_UNIT, person, POLICY, START, UNIT } from '../../../test/fakes/provisioning-city';
import { AttemptRow } from './attempt.entity';
import { DuePersonRow } from './due-person.entity';
import type { Engine } from './engine';

const SYSTEMS = ['directory', 'mail', 'qlvb:so-tttt'];

describe('the reconcile loop', () => {
  let city: City;
  let engine: Engine;

  beforeEach(async () => {
    city = await City.open();
    engine = city.engine();
  });

  afterEach(() => city.close());

  const join = async (id = 'nvan'): Promise<void> => {
    await city.decide(engine, [person(id, [head(id)])]);
    await engine.loop.settle();
  };
  const leave = (id = 'nvan'): Promise<string> =>
    city.decide(engine, [person(id, [head(id, { endsOn: '2026-03-02' })])]);

  it('opens every account of a joiner, mail after the directory', async () => {
    const decisionId = await city.decide(engine, [person('nvan', [head('nvan')])]);

    await engine.loop.settle();

    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active', 'active']);
    expect(city.target('directory').byName('nvan')?.grants).toEqual([{ kind: 'group', value: 'leaders' }]);
    const operations = await city.operations('nvan');
    expect(operations.map((one) => [one.planId, one.status])).toEqual(operations.map(() => [decisionId, 'DONE']));
    expect((await city.plans()).map((plan) => plan.id)).toEqual([decisionId]);
  });

  it('writes nothing the second time', async () => {
    await join();
    const written = SYSTEMS.map((id) => city.target(id).writes.length);

    await city.store.write((tx) => engine.due.mark(tx.manager, ['nvan'], { kind: 'scan', id: null }, tx.now));
    await engine.loop.settle();

    expect(SYSTEMS.map((id) => city.target(id).writes.length)).toEqual(written);
    expect(await city.plans()).toHaveLength(1);
  });

  it('closes every account of a leaver and takes the grants', async () => {
    await join();

    await leave();
    await engine.loop.settle();

    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['disabled', 'disabled', 'disabled']);
    expect(city.target('directory').byName('nvan')?.grants).toEqual([]);
    const order = SYSTEMS.flatMap((id) => city.target(id).writes.map((call) => call.operation));
    expect(order.filter((operation) => operation === 'disable')).toHaveLength(3);
  });

  it('announces every call before it is made and tells its one outcome after it', async () => {
    await join();

    const audit = await city.store.read.find(AuditRecord, { order: { id: 'ASC' } });

    const detailOf = (row: AuditRecord): string => (JSON.parse(row.detail) as { operationId: string }).operationId;
    const intents = audit.filter((row) => row.action === 'target.intent').map(detailOf);
    const outcomes = audit.filter((row) => row.action === 'target.outcome').map(detailOf);
    expect(intents).toHaveLength(3);
    expect([...outcomes].sort()).toEqual([...intents].sort());
  });

  it('closes a leaver at the other targets while one is down, and there when it comes back', async () => {
    await join();
    city.target('directory').goDown();

    await leave();
    await engine.loop.settle();
    const meanwhile = SYSTEMS.map((id) => city.statusOf(id, 'nvan'));
    await city.pass(engine, 400_000, 5);
    city.target('directory').comeBack();
    await city.pass(engine, 400_000);

    expect(meanwhile).toEqual(['active', 'disabled', 'disabled']);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['disabled', 'disabled', 'disabled']);
  });

  it('cuts mail sessions once more when the directory closed after the mail', async () => {
    await join();
    city.target('directory').goDown();
    await leave();
    await engine.loop.settle();
    city.target('directory').comeBack();

    await city.pass(engine, 400_000);

    expect(city.target('mail').writes.filter((call) => call.operation === 'disable')).toHaveLength(2);
    expect(city.target('qlvb:so-tttt').writes.filter((call) => call.operation === 'disable')).toHaveLength(1);
  });

  it('never gives up a disable, however long and in whatever way it fails', async () => {
    await join();
    city.target('qlvb:so-tttt').refuses.set('disable', 'rejected');
    await leave();
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
    const arrival = city.target('directory').hold('create');
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    const settled = engine.loop.settle();
    await arrival.arrived;
    city.target('directory').freeze();
    arrival.letGo();
    await settled;
    const unknown = (await city.store.read.findBy(AttemptRow, { outcome: 'unknown' })).length;

    city.target('directory').thaw();
    await city.pass(engine, 400_000, 3);

    expect(unknown).toBe(1);
    expect(city.target('directory').accounts.size).toBe(1);
    expect(city.target('directory').writes.filter((call) => call.operation === 'create')).toHaveLength(1);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active', 'active']);
  });

  it('closes again what a late enable opened after the leaver was closed', async () => {
    await join();
    await leave();
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
    await leave();
    await engine.loop.settle();

    city.target('qlvb:so-tttt').thaw();
    await city.pass(engine, 5_000, 5);
    await city.pass(engine, 400_000, 3);

    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['disabled', 'disabled', 'disabled']);
  });

  it('goes on after a crash between intent and outcome, without a second account', async () => {
    const { letGo } = city.target('directory').hold('create');
    const crashed = city.engine({ writeTimeoutMs: 20_000, readTimeoutMs: 20_000 });
    await city.decide(crashed, [person('nvan', [head('nvan')])]);
    const interrupted = crashed.loop.settle().catch(() => undefined);
    while ((await city.store.read.countBy(AttemptRow, {})) === 0) await new Promise((resolve) => setImmediate(resolve));
    city.target('directory').plant({ name: 'nvan', personId: 'nvan' });
    city.clock.advance(120_000);

    const restarted = city.engine();
    await restarted.loop.settle();
    await city.pass(restarted, 400_000, 2);

    expect(city.target('directory').accounts.size).toBe(1);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active', 'active']);
    expect(await city.store.read.countBy(AttemptRow, { errorCode: 'interrupted' })).toBe(1);
    letGo();
    await interrupted;
  });

  it('comes back for what is left at a target that answered too late in a turn', async () => {
    await join();
    const qlvb = city.target('qlvb:so-tttt');
    const late = ['read', 'search'].map((operation) => qlvb.hold(operation));
    await leave();

    await engine.loop.settle();
    await city.pass(engine, 5_000, 3);

    const open = (await city.operations('nvan')).filter((row) => !['DONE', 'SUPERSEDED'].includes(row.status));
    expect(open.map((row) => `${row.kind} ${row.targetId} ${row.status}`)).toEqual([]);
    expect(qlvb.byName('nvan')).toMatchObject({ status: 'disabled', grants: [] });
    for (const { letGo } of late) letGo();
  });

  it('shares the work between two workers without doing anything twice', async () => {
    const other = city.engine();
    const people = Array.from({ length: 20 }, (_, index) => `p${index}`);
    await city.decide(
      engine,
      people.map((id) => person(id, [head(id)])),
    );

    await Promise.all([engine.loop.settle(), other.loop.settle()]);

    for (const id of SYSTEMS) {
      expect(city.target(id).accounts.size).toBe(20);
      expect(city.target(id).writes.filter((call) => call.operation === 'create')).toHaveLength(20);
    }
  });

  it('does not lose a decision that is recorded while the person is worked on', async () => {
    const arrival = city.target('directory').hold('create');
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    const settled = engine.loop.settle();
    await arrival.arrived;

    await leave();
    arrival.letGo();
    await settled;

    expect(city.statusOf('directory', 'nvan')).toBe('disabled');
    expect(['disabled', undefined]).toContain(city.statusOf('mail', 'nvan'));
    expect(await city.store.read.countBy(DuePersonRow, { waiting: 'mark' })).toBe(0);
  });

  it('lets a target that fails delay no other, except one that is opened after it', async () => {
    city.target('directory').freeze();
    await city.decide(engine, [person('nvan', [head('nvan')])]);

    await engine.loop.settle();

    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual([undefined, undefined, 'active']);
  });

  it('closes a leaver by what is known although the target cannot be read to its end', async () => {
    await join();
    city.target('qlvb:so-tttt').refuses.set('read', 'protocol');

    await leave();
    await engine.loop.settle();

    expect(city.statusOf('qlvb:so-tttt', 'nvan')).toBe('disabled');
  });

  it('closes a leaver where an empty answer had made the account look gone', async () => {
    await join();
    const [record] = city.target('directory').accounts.values();
    city.target('directory').accounts.clear();
    city.target('directory').refuses.set('create', 'rejected');
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    await engine.loop.settle();
    city.target('directory').accounts.set(record!.nativeId, record!);

    await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
    await engine.loop.settle();

    expect(city.statusOf('directory', 'nvan')).toBe('disabled');
  });

  it('closes a leaver once where the account can be written and not be read', async () => {
    await join();
    for (const operation of ['read', 'search']) city.target('directory').refuses.set(operation, 'protocol');
    const disables = (): number =>
      city.target('directory').writes.filter((call) => call.operation === 'disable').length;
    const look = async (): Promise<void> => {
      await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
      await engine.loop.settle();
    };

    await look();
    await look();
    await look();

    expect([city.statusOf('directory', 'nvan'), disables()]).toEqual(['disabled', 1]);
  });

  it('creates nothing where a search was not read to its end', async () => {
    city.target('directory').answerInPart(true);

    await join();

    expect(city.target('directory').writes).toEqual([]);
  });

  it('leaves an account alone that bears the name and is not ours', async () => {
    city.target('qlvb:so-tttt').plant({ name: 'nvan' });

    await join();

    expect(city.target('qlvb:so-tttt').writes).toEqual([]);
    expect(city.statusOf('directory', 'nvan')).toBe('active');
  });

  it('waits for the day on which a decision takes effect, and then executes its plan', async () => {
    const decisionId = await city.decide(
      engine,
      [person('nvan', [head('nvan', { startsOn: '2026-03-10' })])],
      new Date('2026-03-09T17:00:00.000Z'),
    );
    await engine.loop.settle();
    const before = SYSTEMS.map((id) => city.statusOf(id, 'nvan'));

    city.clock.set(new Date('2026-03-09T17:00:00.000Z'));
    await engine.loop.settle();

    expect(before).toEqual([undefined, undefined, undefined]);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active', 'active']);
    expect((await city.operations('nvan')).map((one) => [one.planId, one.status])).toEqual(
      SYSTEMS.map(() => [decisionId, 'DONE']),
    );
  });

  it('marks the operations of a plan superseded when the facts have moved on', async () => {
    city.target('mail').goDown();
    const first = await city.decide(engine, [person('nvan', [head('nvan')])]);
    await engine.loop.settle();
    city.clock.advance(1_000);

    await leave();
    city.target('mail').comeBack();
    await city.pass(engine, 400_000, 2);

    const mail = (await city.operations('nvan')).filter((one) => one.targetId === 'mail');
    expect(mail.filter((one) => one.planId === first).map((one) => one.status)).toEqual(['SUPERSEDED']);
    expect(city.statusOf('mail', 'nvan')).toBeUndefined();
  });

  it('moves a transferred person in the shared systems and closes one instance as it opens the other', async () => {
    await join();

    await city.decide(engine, [
      person('nvan', [
        head('nvan', { endsOn: '2026-03-02' }),
        head('nvan', { unit: OTHER_UNIT, startsOn: '2026-03-02' }),
      ]),
    ]);
    await engine.loop.settle();

    expect(['directory', 'mail', 'qlvb:so-tttt', 'qlvb:so-yt'].map((id) => city.statusOf(id, 'nvan'))).toEqual([
      'active',
      'active',
      'disabled',
      'active',
    ]);
    expect((await city.operations('nvan')).map((one) => one.status)).not.toContain('SUPERSEDED');
  });

  it('gives the decision the hash that its preview had', async () => {
    await join();
    const gone = person('nvan', [head('nvan', { endsOn: '2026-03-02' })]);
    city.office.under = { effectiveAt: START, before: [], after: [gone] };
    const shown = await engine.plans.preview({}, { personId: null });

    const decisionId = await city.decide(engine, [gone]);
    const plan = await engine.plans.forDecision(decisionId);

    expect(shown.operations.length).toBeGreaterThan(0);
    expect(plan?.hash).toBe(shown.plan.hash);
    expect(await engine.plans.hashOf({}, { personId: null })).toEqual({
      hash: shown.plan.hash,
      exceedsBrake: false,
      netLoss: 3,
      exceeded: '',
    });
  });

  it('tries a disable that fails once in a turn, as one operation', async () => {
    await join();
    city.target('qlvb:so-tttt').refuses.set('disable', 'rejected');

    await leave();
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

    await join();

    expect(city.target('directory').writes).toHaveLength(1);
  });

  it('forgets the plan of a decision that was taken back before its day', async () => {
    const effectiveAt = new Date('2026-03-09T17:00:00.000Z');
    const taken = await city.decide(engine, [person('nvan', [head('nvan', { startsOn: '2026-03-10' })])], effectiveAt);
    await engine.loop.settle();
    await engine.plans.forDecision(taken);
    await city.decide(engine, [person('nvan', [])]);
    await engine.loop.settle();

    city.clock.set(effectiveAt);
    await engine.loop.settle();

    expect((await city.operations('nvan')).map((one) => one.status)).toEqual(SYSTEMS.map(() => 'SUPERSEDED'));
    expect(city.target('directory').accounts.size).toBe(0);
  });

  it('lets a person approve what no decision takes away, above the brake', async () => {
    const people = Array.from({ length: 30 }, (_, index) => `p${index}`);
    await city.decide(
      engine,
      people.map((id) => person(id, [head(id)])),
    );
    await engine.loop.settle();
    // Another policy no longer gives these posts anything.
    const stricter = city.engine(
      {},
      {
        connectors: { get: (id) => city.targets.get(id) ?? null },
        policy: { ...POLICY, version: 'test-2', roles: [] },
      },
    );

    await city.store.write((tx) => stricter.due.mark(tx.manager, people, { kind: 'policy', id: null }, tx.now));
    await stricter.loop.settle();

    const closed = people.filter((id) => city.statusOf('directory', id) === 'disabled').length;
    expect(closed).toBeLessThanOrEqual(20);
    const waiting = (await city.plans()).filter((plan) => plan.needsApproval);
    expect(waiting.length).toBeGreaterThan(0);
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

  it('works when the clock steps back', async () => {
    city.clock.advance(-86_400_000 * 3);

    await city.decide(engine, [person('nvan', [head('nvan')])]);
    city.clock.advance(-86_400_000);
    await engine.loop.settle();

    expect(city.statusOf('directory', 'nvan')).toBe('active');
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

  it('closes on a lock and opens when it is lifted', async () => {
    await join();

    await city.store.write(async (tx) => {
      await engine.locks.lock(tx, { personId: 'nvan', targetId: null, reason: 'tablet lost', endsAt: null });
      await engine.due.mark(tx.manager, ['nvan'], { kind: 'lock', id: null }, tx.now);
    });
    await engine.loop.settle();
    const locked = SYSTEMS.map((id) => city.statusOf(id, 'nvan'));
    const refused = await engine.isLocked('nvan', city.clock.now());
    await city.store.write(async (tx) => {
      await engine.locks.unlock(tx, 'nvan', null);
      await engine.due.mark(tx.manager, ['nvan'], { kind: 'lock', id: null }, tx.now);
    });
    await engine.loop.settle();

    expect([locked, refused]).toEqual([['disabled', 'disabled', 'disabled'], true]);
    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active', 'active']);
  });

  it('finds the accounts of a person for the other rooms', async () => {
    await join();

    const found = await engine.accounts.locate(['nvan'], 'qlvb');

    expect(found).toEqual([
      {
        personId: 'nvan',
        targetId: 'qlvb:so-tttt',
        unitId: UNIT.id,
        nativeId: 'qlvb:so-tttt-1',
        name: 'nvan',
        status: 'active',
      },
    ]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
}
