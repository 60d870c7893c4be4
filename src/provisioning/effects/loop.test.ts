import { AuditRecord } from '../../audit/audit-record.entity';
import { City, head, OTHER_UNIT, person, POLICY, START, SYSTEMS, UNIT } from '../../../test/fakes/provisioning-city';
import { DuePersonRow } from './due-person.entity';
import type { Engine } from './engine';

describe('the reconcile loop', () => {
  let city: City;
  let engine: Engine;

  beforeEach(async () => {
    city = await City.open();
    engine = city.engine();
  });

  afterEach(() => city.close());

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
    await city.join(engine);
    const written = SYSTEMS.map((id) => city.target(id).writes.length);

    await city.store.write((tx) => engine.due.mark(tx.manager, ['nvan'], { kind: 'scan', id: null }, tx.now));
    await engine.loop.settle();

    expect(SYSTEMS.map((id) => city.target(id).writes.length)).toEqual(written);
    expect(await city.plans()).toHaveLength(1);
  });

  it('closes every account of a leaver and takes the grants', async () => {
    await city.join(engine);

    await city.leave(engine);
    await engine.loop.settle();

    expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual(['disabled', 'disabled', 'disabled']);
    expect(city.target('directory').byName('nvan')?.grants).toEqual([]);
    const order = SYSTEMS.flatMap((id) => city.target(id).writes.map((call) => call.operation));
    expect(order.filter((operation) => operation === 'disable')).toHaveLength(3);
  });

  it('announces every call before it is made and tells its one outcome after it', async () => {
    await city.join(engine);

    const audit = await city.store.read.find(AuditRecord, { order: { id: 'ASC' } });

    const detailOf = (row: AuditRecord): string => (JSON.parse(row.detail) as { operationId: string }).operationId;
    const intents = audit.filter((row) => row.action === 'target.intent').map(detailOf);
    const outcomes = audit.filter((row) => row.action === 'target.outcome').map(detailOf);
    expect(intents).toHaveLength(3);
    expect([...outcomes].sort()).toEqual([...intents].sort());
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

    await city.leave(engine);
    arrival.letGo();
    await settled;

    expect(city.statusOf('directory', 'nvan')).toBe('disabled');
    expect(['disabled', undefined]).toContain(city.statusOf('mail', 'nvan'));
    expect(await city.store.read.countBy(DuePersonRow, { waiting: 'mark' })).toBe(0);
  });

  it('leaves an account alone that bears the name and is not ours', async () => {
    city.target('qlvb:so-tttt').plant({ name: 'nvan' });

    await city.join(engine);

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

    await city.leave(engine);
    city.target('mail').comeBack();
    await city.pass(engine, 400_000, 2);

    const mail = (await city.operations('nvan')).filter((one) => one.targetId === 'mail');
    expect(mail.filter((one) => one.planId === first).map((one) => one.status)).toEqual(['SUPERSEDED']);
    expect(city.statusOf('mail', 'nvan')).toBeUndefined();
  });

  it('moves a transferred person in the shared systems and closes one instance as it opens the other', async () => {
    await city.join(engine);

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
    await city.join(engine);
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

  it('works when the clock steps back', async () => {
    city.clock.advance(-86_400_000 * 3);

    await city.decide(engine, [person('nvan', [head('nvan')])]);
    city.clock.advance(-86_400_000);
    await engine.loop.settle();

    expect(city.statusOf('directory', 'nvan')).toBe('active');
  });

  it('closes on a lock and opens when it is lifted', async () => {
    await city.join(engine);

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
    await city.join(engine);

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
