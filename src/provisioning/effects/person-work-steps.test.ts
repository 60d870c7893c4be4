/** What was approved is done, whatever happens at one target or between the approval and the next look. */
import { City, head, person, SYSTEMS } from '../../../test/fakes/provisioning-city';
import type { Engine } from './engine';
import { OperationRow } from './operation.entity';
import { PlanRow } from './plan.entity';

const DAY_MS = 86_400_000;
let city: City;
let engine: Engine;

beforeEach(async () => {
  city = await City.open();
  engine = city.engine();
  await city.decide(engine, [person('nvan', [head('nvan')])]);
  await engine.loop.settle();
});
afterEach(() => city.close());

const leave = async (): Promise<void> => {
  await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
  await engine.loop.settle();
};

/** As `reconcile` and `approvePlan` do: a plan from stored knowledge, and its approval. */
async function approveAnew(): Promise<void> {
  const plan = await engine.plans.prepare(['nvan'], { kind: 'scan', id: null });
  await city.store.write(async (tx) => {
    await engine.planStore.insert(tx, plan);
    await approve(tx, plan.id);
  });
}

/** As `approvePlan` does with every plan that waits. */
async function approveWhatWaits(): Promise<void> {
  const waiting = await city.store.read.findBy(OperationRow, { status: 'WAITING_APPROVAL' });
  await city.store.write(async (tx) => {
    for (const planId of new Set(waiting.map((row) => row.planId))) await approve(tx, planId);
  });
}

async function approve(tx: Parameters<Parameters<City['store']['write']>[0]>[0], planId: string): Promise<void> {
  await tx.manager.update(PlanRow, { id: planId }, { approvedById: 'admin' });
  const waiting = await tx.manager.findBy(OperationRow, { planId, status: 'WAITING_APPROVAL' });
  for (const row of waiting) await engine.planStore.setStatus(tx, row, { status: 'PENDING' });
  await engine.due.mark(tx.manager, ['nvan'], { kind: 'scan', id: null }, tx.now);
}

const waitingAt = async (): Promise<string[]> =>
  (await city.store.read.findBy(OperationRow, { status: 'WAITING_APPROVAL' })).map((row) => row.targetId).sort();

it('leaves nothing waiting for an approval that its like was given, although a target could not be read', async () => {
  await leave();
  await city.pass(engine, 91 * DAY_MS);
  await city.pass(engine, 1_826 * DAY_MS);
  const before = await waitingAt();
  city.target('mail').goDown();

  await approveAnew();
  await engine.loop.settle();

  expect(before).toEqual(SYSTEMS);
  expect(await waitingAt()).toEqual([]);
  expect(SYSTEMS.map((id) => city.statusOf(id, 'nvan'))).toEqual([undefined, 'archived', undefined]);
  city.target('mail').comeBack();
  await city.pass(engine, 400_000, 2);
  expect(city.statusOf('mail', 'nvan')).toBeUndefined();
});

it('does what was approved although what came before it was done without our hearing of it', async () => {
  await leave();
  const mail = city.target('mail');
  mail.refuses.set('archive', 'throttled');
  await city.pass(engine, 1_826 * DAY_MS);
  await approveWhatWaits();
  const account = mail.byName('nvan');
  mail.refuses.delete('archive');
  await mail.archive(account!.nativeId, { signal: new AbortController().signal, timeoutMs: 1_000 });

  await city.pass(engine, 400_000, 2);

  expect(city.statusOf('mail', 'nvan')).toBeUndefined();
  expect(await waitingAt()).toEqual([]);
});

it('does not ask again for an approval because another target refused what it was told', async () => {
  await leave();
  await city.pass(engine, 1_826 * DAY_MS);
  city.target('qlvb:so-tttt').refuses.set('delete', 'rejected');
  city.target('mail').goDown();
  await approveWhatWaits();
  await engine.loop.settle();

  city.target('mail').comeBack();
  await city.pass(engine, 400_000, 3);

  expect(city.statusOf('mail', 'nvan')).toBeUndefined();
  expect(await waitingAt()).toEqual(['qlvb:so-tttt']);
});
