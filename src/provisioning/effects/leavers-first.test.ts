/** "Leavers before joiners": whoever loses access is next, however many wait for theirs. */
import { City, head, person } from '../../../test/fakes/provisioning-city';
import type { OfficeFacts } from '../office-reader';
import type { Engine } from './engine';

/** Enough to fill the hands of the loop many times over. */
const JOINERS = Array.from({ length: 60 }, (_, index) => `p${index}`);
/** Whom the loop works on while it is not yet looked for leavers again. */
const FEW = 20;
const LEAVER = 'nvan';

describe('one leaver among many joiners', () => {
  let city: City;
  let engine: Engine;

  beforeEach(async () => {
    city = await City.open();
    engine = city.engine({ concurrency: 1, batch: 8 });
    await city.decide(engine, [person(LEAVER, [head(LEAVER)])]);
    await engine.loop.settle();
  });

  afterEach(() => city.close());

  const joiners = (startsOn?: string): readonly OfficeFacts[] =>
    JOINERS.map((id) => person(id, [head(id, startsOn === undefined ? {} : { startsOn })]));
  const created = (): number => city.target('directory').accounts.size - 1;
  /** How many joiners had an account when the leaver's was closed. */
  const openedBefore = async (work: () => void): Promise<number> => {
    const disable = city.target('directory').hold('disable');
    work();
    await disable.arrived;
    const opened = created();
    disable.letGo();
    await engine.loop.stop();
    return opened;
  };

  it('is next who becomes due while they are worked on', async () => {
    const firstJoiner = city.target('directory').hold('create');
    await city.decide(engine, joiners());
    engine.loop.start();
    await firstJoiner.arrived;
    await city.decide(engine, [person(LEAVER, [head(LEAVER, { endsOn: '2026-03-02' })])]);

    const opened = await openedBefore(() => firstJoiner.letGo());

    expect(opened).toBeLessThan(FEW);
    expect(city.statusOf('directory', LEAVER)).toBe('disabled');
  });

  it('is first of those who become due at the same midnight', async () => {
    const midnight = new Date('2026-03-09T17:00:00.000Z');
    await city.decide(engine, joiners('2026-03-10'), midnight);
    await city.decide(engine, [person(LEAVER, [head(LEAVER, { endsOn: '2026-03-10' })])], midnight);
    await engine.loop.settle();
    city.clock.set(midnight);

    const opened = await openedBefore(() => engine.loop.start());

    expect(opened).toBeLessThan(FEW);
    expect(city.statusOf('directory', LEAVER)).toBe('disabled');
  });

  it('is first whose time runs out at that midnight although nobody decides anything on that day', async () => {
    const midnight = new Date('2026-03-09T17:00:00.000Z');
    await city.decide(engine, joiners('2026-03-10'), midnight);
    await city.decide(engine, [person(LEAVER, [head(LEAVER, { endsOn: '2026-03-10' })])]);
    await engine.loop.settle();
    city.clock.set(midnight);

    const opened = await openedBefore(() => engine.loop.start());

    expect(opened).toBeLessThan(FEW);
  });

  it('is first when a target answers again that neither could be written at', async () => {
    await city.decide(engine, joiners());
    city.target('directory').goDown();
    await engine.loop.settle();
    await city.decide(engine, [person(LEAVER, [head(LEAVER, { endsOn: '2026-03-02' })])]);
    await engine.loop.settle();
    city.target('directory').comeBack();

    const opened = await openedBefore(() => engine.loop.start());

    expect(opened).toBeLessThan(FEW);
    expect(city.statusOf('directory', LEAVER)).toBe('disabled');
  });

  it('is next who is locked, although no decision says so', async () => {
    const firstJoiner = city.target('directory').hold('create');
    await city.decide(engine, joiners());
    engine.loop.start();
    await firstJoiner.arrived;
    await city.store.write(async (tx) => {
      await engine.locks.lock(tx, { personId: LEAVER, targetId: null, reason: 'tablet lost', endsAt: null });
      await engine.due.mark(tx.manager, [LEAVER], { kind: 'lock', id: null }, tx.now);
    });

    const opened = await openedBefore(() => firstJoiner.letGo());

    expect(opened).toBeLessThan(FEW);
  });
});
