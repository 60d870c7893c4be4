import { City, head, person } from '../../../test/fakes/provisioning-city';
import type { AccountRecord } from '../../connectors/contract';
import type { Engine } from './engine';
import { OperationRow } from './operation.entity';

let city: City;
let engine: Engine;

beforeEach(async () => {
  city = await City.open();
  engine = city.engine();
  await city.decide(engine, [person('nvan', [head('nvan')]), person('ttbinh', [head('ttbinh')])]);
  await engine.loop.settle();
});
afterEach(() => city.close());

const look = async (): Promise<void> => {
  await city.store.write((tx) => engine.due.mark(tx.manager, ['nvan'], { kind: 'scan', id: null }, tx.now));
  await engine.loop.settle();
};
const created = (): Promise<number> =>
  city.store.read.countBy(OperationRow, { personId: 'nvan', targetId: 'directory', kind: 'create' });
const recordOf = (name: string): AccountRecord =>
  [...city.target('directory').accounts.values()].find((one) => one.name === name)!;

it('makes no second account on the word of a target that shows nobody', async () => {
  const directory = city.target('directory');
  const all = [...directory.accounts];
  directory.accounts.clear();

  await look();
  for (const [id, record] of all) directory.accounts.set(id, record);
  await city.pass(engine, 60_000, 2);

  expect(await created()).toBe(1);
  expect(recordOf('nvan').status).toBe('active');
});

it('fills a target that shows nobody once a person has begun and ended to observe it', async () => {
  city.target('directory').accounts.clear();
  await city.store.write((tx) => engine.observeOnly.begin(tx, 'directory', 'a new server'));
  await city.store.write((tx) => engine.observeOnly.end(tx, 'directory'));

  await look();

  expect(await created()).toBe(2);
  expect(recordOf('nvan').status).toBe('active');
});

it('makes an account anew that is gone where others are shown', async () => {
  const before = recordOf('nvan');
  city.target('directory').accounts.delete(before.nativeId);

  await look();

  expect(recordOf('nvan').nativeId).not.toBe(before.nativeId);
  expect(await created()).toBe(2);
});
