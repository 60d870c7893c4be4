/** An account of which we have not heard is found and closed, although its person left meanwhile. */
import { createTimesOut, processDiesInCreate } from '../../../test/fakes/create-in-doubt';
import { City, head, person } from '../../../test/fakes/provisioning-city';
import type { Engine } from './engine';

let city: City;
let engine: Engine;

beforeEach(async () => {
  city = await City.open();
  engine = city.engine();
});
afterEach(() => city.close());

it('closes what a create made although it timed out', async () => {
  await createTimesOut(city, engine);
  await city.leave(engine);
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
  await city.leave(engine);
  await engine.loop.settle();
  const found = city.target('directory').accounts.size;

  arrival.letGo();
  await city.pass(engine, 5_000, 3);
  await city.pass(engine, 60_000, 2);

  expect(found).toBe(0);
  expect(city.statusOf('directory', 'nvan')).toBe('disabled');
});

it('closes what a create made before the process died', async () => {
  const letGo = await processDiesInCreate(city);
  city.clock.advance(86_400_000);

  await city.leave(engine);
  await engine.loop.settle();
  await city.pass(engine, 400_000, 2);

  expect(city.statusOf('directory', 'nvan')).toBe('disabled');
  await letGo();
});
