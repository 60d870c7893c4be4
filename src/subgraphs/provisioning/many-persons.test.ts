/** Looks at a whole city or target: however many persons it holds, no transaction and no question grows with them. */
import { operationRow } from '../../../test/fakes/operation-row';
import { City, person } from '../../../test/fakes/provisioning-city';
import { contextOf } from '../../../test/fakes/room-context';
import { shadowRow } from '../../../test/fakes/shadow-row';
import { writesDuring } from '../../../test/fakes/statements';
import { OperationRow, ShadowRow, type Engine } from '../../provisioning/effects';
import { DuePersonRow } from '../../provisioning/effects/due-person.entity';
import { observeBoundaries } from '../../shared/write-boundary';
import type { Context } from '../identity/face';
import { ReconcileScope } from './enums.graphql';
import { Scopes } from './scope';
import { ProvisioningService } from './service';

/** More than one transaction marks, and than one page holds. */
const MANY = 1_100;
const CTX: Context = contextOf({ id: 'admin', roles: ['administrator', 'person'], administers: [] });

describe('a look at many persons', () => {
  let city: City;
  let engine: Engine;
  let service: ProvisioningService;

  beforeEach(async () => {
    city = await City.open();
    engine = city.engine();
    service = new ProvisioningService(city.store, engine, new Scopes(city.store, engine, city.office));
  });

  afterEach(() => city.close());

  const ids = Array.from({ length: MANY }, (_, index) => `p${String(index).padStart(4, '0')}`);

  const due = async (): Promise<readonly string[]> => {
    const rows = await city.store.read.find(DuePersonRow, { order: { personId: 'ASC' } });
    return rows
      .filter(({ waiting, causeKind }) => waiting === 'mark' && causeKind === 'scan')
      .map((row) => row.personId);
  };

  const keepAccounts = (rows: readonly ShadowRow[]): Promise<void> =>
    city.store.write(async (tx) => {
      for (let start = 0; start < rows.length; start += 200)
        await tx.manager.insert(ShadowRow, rows.slice(start, start + 200));
    });

  it('marks a whole city in transactions of bounded length', async () => {
    for (const id of ids) city.office.people.set(id, person(id, []));

    const writes = await writesDuring(city.store, () => service.reconcile(CTX, ReconcileScope.ALL, null));

    const marks = writes
      .join('\n')
      .split('COMMIT')
      .map((one) => one.match(/INSERT INTO "due_person"/g)?.length ?? 0);
    expect(await due()).toEqual(ids);
    expect(Math.max(...marks)).toBe(5);
  });

  it('goes on, asked once more, where a process died between two of them', async () => {
    for (const id of ids) city.office.people.set(id, person(id, []));
    let marks = 0;
    const stop = observeBoundaries((boundary) => {
      if (boundary === 'due.marked' && ++marks > 1) throw new Error('the process is gone');
    });
    await expect(service.reconcile(CTX, ReconcileScope.ALL, null)).rejects.toThrow('the process is gone');
    stop();
    const before = await due();

    await service.reconcile(CTX, ReconcileScope.ALL, null);

    expect(before).toHaveLength(1_000);
    expect(await due()).toEqual(ids);
  });

  it('finds whom a target concerns by accounts and by what is still to be done there', async () => {
    const accounts = ids.map((id) => shadowRow(id, 'mail'));
    await keepAccounts([...accounts, shadowRow(null, 'mail'), shadowRow('other', 'directory')]);
    await city.store.write((tx) => tx.manager.insert(OperationRow, [operationRow('joins', 'mail', 'PENDING')]));

    const found = await new Scopes(city.store, engine, city.office).personsIn(ReconcileScope.TARGET, 'mail');

    expect(found).toEqual([...ids, 'joins']);
  });

  it('marks whom a resumed target concerns in as many statements for thousands as for one', async () => {
    await keepAccounts([shadowRow('p0000', 'mail'), shadowRow('other', 'directory')]);
    await city.store.write((tx) =>
      tx.manager.insert(OperationRow, [operationRow('joins', 'mail', 'PENDING'), operationRow('came', 'mail', 'DONE')]),
    );
    await service.pauseTarget(CTX, 'mail', 'bảo trì');
    const one = await writesDuring(city.store, () => service.resumeTarget(CTX, 'mail'));
    const few = await due();
    await keepAccounts([...ids.slice(1).map((id) => shadowRow(id, 'mail')), shadowRow(null, 'mail')]);
    await service.pauseTarget(CTX, 'mail', 'bảo trì');

    const many = await writesDuring(city.store, () => service.resumeTarget(CTX, 'mail'));

    expect(few).toEqual(['joins', 'p0000']);
    expect(await due()).toEqual(['joins', ...ids]);
    expect(many).toHaveLength(one.length);
  });
});
