/** No operation is left open with nobody due for it, whatever order plans and turns come in. */
import { City, head, person } from '../../../test/fakes/provisioning-city';
import { openWithoutDue } from '../../../test/process/open-without-due';
import { DuePersonRow } from './due-person.entity';
import type { Engine } from './engine';

const DAY_MS = 86_400_000;
const IN_TEN_DAYS = new Date('2026-03-11T17:00:00.000Z');

let city: City;
let engine: Engine;

beforeEach(async () => {
  city = await City.open();
  engine = city.engine();
});
afterEach(() => city.close());

const forgotten = (): Promise<readonly string[]> => openWithoutDue(city.store.read, city.clock.now());
const statuses = async (): Promise<string[]> => [
  ...new Set((await city.operations('nvan')).map(({ status }) => status)),
];

/** A decision whose plan names somebody whom the decision does not, as it names the keeper of what is left. */
async function planNaming(personId: string, effectiveAt = city.clock.now()): Promise<string> {
  const id = `names-${personId}`;
  city.office.decisions.set(id, {
    id,
    number: id,
    effectiveAt,
    recordedAt: city.clock.now(),
    affectedPersonIds: [personId],
  });
  await engine.plans.forDecision(id);
  return id;
}

it('does what is planned for somebody whom nobody marked', async () => {
  city.office.people.set('nvan', person('nvan', [head('nvan')]));

  await planNaming('nvan');
  const left = await forgotten();
  await engine.loop.settle();

  expect(left).toEqual([]);
  expect(await statuses()).toEqual(['DONE']);
});

it('comes back to what was planned for somebody while they were worked on', async () => {
  const arrival = city.target('directory').hold('create');
  await city.decide(engine, [person('nvan', [head('nvan')])]);
  const settled = engine.loop.settle();
  await arrival.arrived;

  await planNaming('nvan');
  arrival.letGo();
  await settled;

  expect(await forgotten()).toEqual([]);
  expect((await statuses()).sort()).toEqual(['DONE', 'SUPERSEDED']);
  expect(city.target('directory').accounts.size).toBe(1);
});

it('comes back on the day for which somebody is planned who was worked on meanwhile', async () => {
  const arrival = city.target('directory').hold('create');
  await city.decide(engine, [person('nvan', [head('nvan')])]);
  const settled = engine.loop.settle();
  await arrival.arrived;
  await planNaming('nvan', IN_TEN_DAYS);
  arrival.letGo();
  await settled;
  const due = await city.store.read.findOneBy(DuePersonRow, { personId: 'nvan' });

  city.clock.set(IN_TEN_DAYS);
  await engine.loop.settle();

  expect(due?.dueAt).toEqual(IN_TEN_DAYS);
  expect(await forgotten()).toEqual([]);
  expect((await statuses()).sort()).toEqual(['DONE', 'SUPERSEDED']);
});

it('brings nobody back before the day for which they are planned', async () => {
  city.office.people.set('nvan', person('nvan', [head('nvan')]));

  await planNaming('nvan', IN_TEN_DAYS);
  await engine.loop.settle();

  const due = await city.store.read.findOneBy(DuePersonRow, { personId: 'nvan' });
  expect(due).toMatchObject({ dueAt: IN_TEN_DAYS, waiting: 'boundary' });
  expect(await statuses()).toEqual(['PENDING']);
  expect(await forgotten()).toEqual([]);
});

it('leaves nothing behind when a worker that was paused wakes after its lease', async () => {
  const arrivals = ['search', 'read'].map((operation) => city.target('directory').hold(operation));
  const paused = city.engine({ patienceMs: 60_000, readTimeoutMs: 60_000 });
  await city.decide(paused, [person('nvan', [head('nvan')])]);
  const waking = paused.loop.settle();
  await arrivals[0]!.arrived;
  city.clock.advance(600_000);
  for (const { letGo } of arrivals.slice(1)) letGo();
  await city.store.write((tx) =>
    tx.manager.update(DuePersonRow, { personId: 'nvan' }, { leaseHolder: null, leaseUntil: null }),
  );
  city.target('directory').freeze();
  await engine.loop.settle();
  city.target('directory').thaw();
  await city.pass(engine, 400_000, 2);

  arrivals[0]!.letGo();
  await waking;

  expect(await forgotten()).toEqual([]);
  expect(await statuses()).toEqual(['DONE']);
});

it('is over with what had to wait for an operation that was refused', async () => {
  city.target('directory').refuses.set('create', 'rejected');
  await city.decide(engine, [person('nvan', [head('nvan')])]);

  await engine.loop.settle();

  const rows = await city.operations('nvan');
  expect(rows.map((row) => `${row.kind} ${row.targetId} ${row.status} ${row.lastErrorCode ?? ''}`.trim())).toEqual([
    'create directory FAILED rejected',
    'create mail FAILED rejected',
    'create qlvb:so-tttt DONE',
  ]);
  expect(await forgotten()).toEqual([]);
});

it('opens both at the next look once the target takes them', async () => {
  city.target('directory').refuses.set('create', 'rejected');
  await city.decide(engine, [person('nvan', [head('nvan')])]);
  await engine.loop.settle();
  city.target('directory').refuses.delete('create');

  city.clock.advance(DAY_MS);
  await city.store.write((tx) => engine.due.mark(tx.manager, ['nvan'], { kind: 'scan', id: null }, tx.now));
  await engine.loop.settle();

  expect(['directory', 'mail'].map((id) => city.statusOf(id, 'nvan'))).toEqual(['active', 'active']);
  expect(await forgotten()).toEqual([]);
});
