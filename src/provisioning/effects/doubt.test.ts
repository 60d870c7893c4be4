/** An account of which we have not heard is found and closed, although its person left meanwhile. */
import { City, head, person } from '../../../test/fakes/provisioning-city';
import { AttemptRow } from './attempt.entity';
import type { Engine } from './engine';

let city: City;
let engine: Engine;

beforeEach(async () => {
  city = await City.open();
  engine = city.engine();
});
afterEach(() => city.close());

const leave = (): Promise<string> => city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);

it('closes what a create made although it timed out', async () => {
  const arrival = city.target('directory').hold('create');
  await city.decide(engine, [person('nvan', [head('nvan')])]);
  const settled = engine.loop.settle();
  await arrival.arrived;
  city.target('directory').freeze();
  arrival.letGo();
  await settled;
  await leave();
  await engine.loop.settle();

  city.target('directory').thaw();
  await city.pass(engine, 5_000, 3);
  await city.pass(engine, 400_000, 2);

  expect(city.statusOf('directory', 'nvan')).toBe('disabled');
});

it('closes what a create makes after the target was found empty', async () => {
  const arrival = city.target('directory').hold('create');
  await city.decide(engine, [person('nvan', [head('nvan')])]);
  const settled = engine.loop.settle();
  await arrival.arrived;
  await settled;
  await leave();
  await engine.loop.settle();
  const found = city.target('directory').accounts.size;

  arrival.letGo();
  await city.pass(engine, 5_000, 3);
  await city.pass(engine, 60_000, 2);

  expect(found).toBe(0);
  expect(city.statusOf('directory', 'nvan')).toBe('disabled');
});

it('closes what a create made before the process died', async () => {
  const { letGo } = city.target('directory').hold('create');
  const crashed = city.engine({ writeTimeoutMs: 20_000, readTimeoutMs: 20_000 });
  await city.decide(crashed, [person('nvan', [head('nvan')])]);
  const interrupted = crashed.loop.settle().catch(() => undefined);
  while ((await city.store.read.countBy(AttemptRow, {})) === 0) await new Promise((resolve) => setImmediate(resolve));
  city.target('directory').plant({ name: 'nvan', personId: 'nvan' });
  city.clock.advance(86_400_000);

  await leave();
  await engine.loop.settle();
  await city.pass(engine, 400_000, 2);

  expect(city.statusOf('directory', 'nvan')).toBe('disabled');
  letGo();
  await interrupted;
});
