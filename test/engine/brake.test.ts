/** Domain rule 10 over the real engine: what waits, what the window sees, and that going on after a wait does not wait again. */
import type { Policy } from '../../src/provisioning/core';
import { OperationRow, PlanRow, type CauseKind, type Engine } from '../../src/provisioning/effects';
import { City, head, OTHER_UNIT, person, POLICY } from '../fakes/provisioning-city';

jest.setTimeout(120_000);

/** Nobody is given anything any more: what everybody has is too much, and no decision says so. */
const NOTHING: Policy = { ...POLICY, version: 'nothing', roles: [] };
const MINUTE = 60_000;

let city: City;
beforeEach(async () => {
  city = await City.open();
});
afterEach(() => city.close());

async function people(count: number): Promise<readonly string[]> {
  const engine = city.engine();
  const ids = Array.from({ length: count }, (_, index) => `p${String(index).padStart(3, '0')}`);
  await city.decide(
    engine,
    ids.map((id) => person(id, [head(id)])),
  );
  await engine.loop.settle();
  return ids;
}

function strict(settings = {}): Engine {
  return city.engine(settings, { connectors: { get: (id) => city.targets.get(id) ?? null }, policy: NOTHING });
}

/** What a scan, an import or a person's order to look does: one plan of all of them, then each of them. */
async function look(engine: Engine, ids: readonly string[], kind: CauseKind): Promise<string> {
  const plan = await engine.plans.prepare(ids, { kind, id: null });
  await city.store.write(async (tx) => {
    await engine.planStore.insert(tx, plan);
    await engine.due.mark(tx.manager, ids, { kind, id: null }, tx.now);
  });
  await engine.loop.settle();
  return plan.id;
}

async function approve(engine: Engine, planId: string): Promise<void> {
  const rows = await city.store.read.findBy(OperationRow, { planId, status: 'WAITING_APPROVAL' });
  const ids = [...new Set(rows.map((row) => row.personId))];
  await city.store.write(async (tx) => {
    await tx.manager.update(PlanRow, { id: planId }, { approvedById: 'administrator' });
    for (const row of rows) await engine.planStore.setStatus(tx, row, { status: 'PENDING' });
    await engine.due.mark(tx.manager, ids, { kind: 'scan', id: null }, tx.now);
  });
}

function open(ids: readonly string[], targetId = 'directory'): number {
  return ids.filter((id) => city.statusOf(targetId, id) === 'active').length;
}

function waiting(): Promise<number> {
  return city.store.read.countBy(OperationRow, { status: 'WAITING_APPROVAL' });
}

describe.each(['scan', 'policy', 'link'] as const)('what a %s takes away', (cause) => {
  it('waits above the threshold, all of it, and below it does not', async () => {
    const ids = await people(25);
    const engine = strict();

    const planId = await look(engine, ids, cause);

    expect(open(ids)).toBe(25);
    expect((await city.store.read.findOneByOrFail(PlanRow, { id: planId })).needsApproval).toBe(true);
    const [first, second] = ids;
    await city.pass(engine, 61 * MINUTE);
    expect(open(ids)).toBe(25);
    expect([first, second].every((id) => city.statusOf('mail', id!) === 'active')).toBe(true);
  });
});

it('never holds what ends on the day that an accepted decision named, however many end', async () => {
  const engine = city.engine();
  const acting = Array.from({ length: 25 }, (_, index) => `a${index}`);
  await city.decide(
    engine,
    acting.map((id) => person(id, [head(id, { endsOn: '2026-03-10' })])),
  );
  await engine.loop.settle();
  expect(open(acting)).toBe(25);

  city.clock.set(new Date('2026-03-09T17:00:00.000Z'));
  await engine.loop.settle();

  expect([open(acting), await waiting()]).toEqual([0, 0]);
});

it('holds what is found changed behind our back on such a day, and nothing that the day itself does', async () => {
  const engine = city.engine();
  const midnight = new Date('2026-03-09T17:00:00.000Z');
  const ids = Array.from({ length: 25 }, (_, index) => `b${index}`);
  await city.decide(
    engine,
    ids.map((id) => person(id, [head(id), head(id, { unit: OTHER_UNIT, endsOn: '2026-03-10' })])),
  );
  await engine.loop.settle();
  for (const id of ids) {
    const account = city.target('directory').byName(id)!;
    city.target('directory').plant({ ...account, grants: [...account.grants, { kind: 'group', value: 'hand' }] });
  }

  city.clock.set(midnight);
  await engine.loop.settle();

  const strange = ids.filter((id) => city.target('directory').byName(id)!.grants.length > 1);
  expect(open(ids, 'qlvb:so-yt')).toBe(0);
  expect([strange.length, await waiting()]).toEqual([5, 5]);
});

it('lets a loss below the threshold go on by itself', async () => {
  const ids = await people(6);

  await look(strict(), ids, 'scan');

  expect(open(ids)).toBe(0);
  expect(await waiting()).toBe(0);
});

it('catches a slow drip over the window, over all targets, and lets it go on when the window has moved', async () => {
  const ids = await people(24);
  const engine = strict();

  for (const id of ids) {
    await look(engine, [id], 'scan');
    city.clock.advance(MINUTE);
  }

  // Three accounts a person: the seventeenth would be the fifty-first loss.
  expect(open(ids)).toBe(24 - 16);
  const late = ids[20]!;
  await city.store.write((tx) =>
    tx.manager.update(OperationRow, { personId: late, status: 'WAITING_APPROVAL' }, { status: 'SUPERSEDED' }),
  );
  city.clock.advance(61 * MINUTE);
  await look(engine, [late], 'scan');
  expect(city.statusOf('directory', late)).toBe('disabled');
});

it('catches a slow drip at one target', async () => {
  const ids = await people(24);
  const directoryOnly: Policy = {
    ...POLICY,
    version: 'no directory',
    roles: POLICY.roles.map((role) => ({
      ...role,
      targets: role.targets.filter(({ target }) => target !== 'directory'),
    })),
  };
  const engine = city.engine({}, { connectors: { get: (id) => city.targets.get(id) ?? null }, policy: directoryOnly });

  for (const id of ids) await look(engine, [id], 'scan');

  expect(open(ids)).toBe(4);
  expect(open(ids, 'mail')).toBe(24);
});

it('counts across causes and across a restart: a new process remembers the window', async () => {
  const ids = await people(24);
  await look(strict(), ids.slice(0, 10), 'scan');
  await look(strict(), ids.slice(10, 16), 'policy');
  const restarted = strict();

  await look(restarted, ids.slice(16, 17), 'scan');

  expect(open(ids)).toBe(24 - 16);
});

it('never holds what a decision takes away, however much, nor when a scan comes upon it first', async () => {
  const ids = await people(40);
  const engine = city.engine();
  for (const target of city.targets.values()) target.goDown();
  await city.decide(
    engine,
    ids.map((id) => person(id, [head(id, { endsOn: '2026-03-02' })])),
  );
  await engine.loop.settle();
  for (const target of city.targets.values()) target.comeBack();

  await city.pass(engine, 6 * MINUTE, 3);
  await look(engine, ids, 'scan');

  expect(open(ids)).toBe(0);
  expect(await waiting()).toBe(0);
});

it('does not count a move between units as a loss', async () => {
  const ids = await people(30);
  const engine = city.engine();
  const moved = ids.map((id) =>
    person(id, [head(id, { endsOn: '2026-03-02' }), head(id, { unit: OTHER_UNIT, startsOn: '2026-03-02' })]),
  );
  for (const one of moved) city.office.people.set(one.personId, one);

  await look(engine, ids, 'scan');

  expect(await waiting()).toBe(0);
  expect(open(ids, 'qlvb:so-yt')).toBe(30);
  expect(open(ids, 'qlvb:so-tttt')).toBe(0);
});

describe('after approval', () => {
  it('all of it goes on and nothing waits again', async () => {
    const ids = await people(40);
    const engine = strict();
    const planId = await look(engine, ids, 'scan');

    await approve(engine, planId);
    await engine.loop.settle();

    expect(open(ids)).toBe(0);
    expect(await waiting()).toBe(0);
  });

  it('a restart in the middle does not stop it', async () => {
    const ids = await people(40);
    const engine = strict();
    const planId = await look(engine, ids, 'scan');
    city.target('mail').goDown();
    await approve(engine, planId);
    await engine.loop.settle();
    await engine.loop.stop();
    city.target('mail').comeBack();

    const restarted = strict();
    await city.pass(restarted, 6 * MINUTE, 3);

    expect(open(ids)).toBe(0);
    expect(open(ids, 'mail')).toBe(0);
    expect(await waiting()).toBe(0);
  });

  it('a target that was paused meanwhile is caught up with when it is resumed', async () => {
    const ids = await people(40);
    const engine = strict();
    const planId = await look(engine, ids, 'scan');
    const pause = async (paused: boolean): Promise<void> => {
      const target = await engine.targets.require('mail');
      await city.store.write((tx) => engine.targets.setPaused(tx, target, paused, paused ? 'bảo trì' : null));
    };
    await pause(true);
    await approve(engine, planId);
    await engine.loop.settle();
    expect(open(ids, 'mail')).toBe(40);

    await pause(false);
    await city.store.write((tx) => engine.due.mark(tx.manager, ids, { kind: 'scan', id: null }, tx.now));
    await engine.loop.settle();

    expect(open(ids, 'mail')).toBe(0);
    expect(await waiting()).toBe(0);
  });

  it('what was approved does not weigh on the next small loss, and the next large one waits', async () => {
    const ids = await people(60);
    const engine = strict();
    await approve(engine, await look(engine, ids.slice(0, 30), 'scan'));
    await engine.loop.settle();

    await look(engine, ids.slice(30, 33), 'scan');
    await look(engine, ids.slice(33), 'scan');

    expect(open(ids.slice(0, 33))).toBe(0);
    expect(open(ids.slice(33))).toBe(27);
  });

  it('holds for that plan only: who came later waits', async () => {
    const ids = await people(60);
    const engine = strict();
    const first = await look(engine, ids.slice(0, 30), 'scan');
    await look(engine, ids.slice(30), 'scan');

    await approve(engine, first);
    await engine.loop.settle();

    expect(open(ids.slice(0, 30))).toBe(0);
    expect(open(ids.slice(30))).toBe(30);
  });
});
