/** Ways in which nobody here hears what became of a create at the directory. */
import { AttemptRow } from '../../src/provisioning/effects/attempt.entity';
import type { Engine } from '../../src/provisioning/effects';
import { head, person, type City } from './provisioning-city';

/** The call arrives and is applied once the directory thaws; by then its deadline has passed. */
export async function createTimesOut(city: City, engine: Engine): Promise<void> {
  const arrival = city.target('directory').hold('create');
  await city.decide(engine, [person('nvan', [head('nvan')])]);
  const settled = engine.loop.settle();
  await arrival.arrived;
  city.target('directory').freeze();
  arrival.letGo();
  await settled;
}

/** The account is made and the process that asked for it is gone; call what is given back at the end of the test. */
export async function processDiesInCreate(city: City): Promise<() => Promise<void>> {
  const { letGo } = city.target('directory').hold('create');
  const crashed = city.engine({ writeTimeoutMs: 20_000, readTimeoutMs: 20_000 });
  await city.decide(crashed, [person('nvan', [head('nvan')])]);
  const interrupted = crashed.loop.settle().catch(() => undefined);
  while ((await city.store.read.countBy(AttemptRow, {})) === 0) await new Promise((resolve) => setImmediate(resolve));
  city.target('directory').plant({ name: 'nvan', personId: 'nvan' });
  return async () => {
    letGo();
    await interrupted;
  };
}
