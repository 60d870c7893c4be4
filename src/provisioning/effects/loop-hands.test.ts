import { City, head, person } from '../../../test/fakes/provisioning-city';

describe('a person in the hands of the loop', () => {
  let city: City;

  beforeEach(async () => {
    city = await City.open();
  });

  afterEach(() => city.close());

  /** Holds the answer to the next release after its commit: done in the store, and not known here yet. */
  const holdRelease = (due: ReturnType<City['engine']>['due']): { committed: Promise<void>; letGo: () => void } => {
    const write = city.store.write.bind(city.store);
    const release = due.release.bind(due);
    let letGo: () => void = () => undefined;
    let told: () => void = () => undefined;
    const go = new Promise<void>((resolve) => (letGo = resolve));
    const committed = new Promise<void>((resolve) => (told = resolve));
    let released = false;
    due.release = async (...args) => {
      released = true;
      return release(...args);
    };
    city.store.write = async (work) => {
      const result = await write(work);
      if (!released) return result;
      released = false;
      due.release = release;
      city.store.write = write;
      told();
      await go;
      return result;
    };
    return { committed, letGo };
  };

  it('who is marked and claimed again before the work has ended is worked on at once after it', async () => {
    const engine = city.engine();
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    const held = holdRelease(engine.due);
    const claim = engine.due.claim.bind(engine.due);
    const claimed: string[] = [];
    engine.due.claim = async (...args) => {
      const claims = await claim(...args);
      claimed.push(...claims.map((one) => one.personId));
      return claims;
    };
    engine.loop.start();
    await held.committed;

    await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
    for (let turn = 0; turn < 400 && claimed.length < 2; turn += 1) await new Promise((done) => setTimeout(done, 5));
    held.letGo();
    await engine.loop.settle();

    expect(claimed.slice(0, 2)).toEqual(['nvan', 'nvan']);
    expect(city.statusOf('directory', 'nvan')).toBe('disabled');
  });

  it('whose facts cannot be read is put off, and holds up nobody who was taken with them', async () => {
    const engine = city.engine();
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    await engine.loop.settle();
    const facts = city.office.facts.bind(city.office);
    city.office.facts = (ids) =>
      ids.includes('hong') ? Promise.reject(new Error('these facts cannot be read')) : facts(ids);

    await city.decide(engine, [person('hong', [head('hong')])]);
    await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
    await engine.loop.settle();
    const whileBroken = [city.statusOf('directory', 'nvan'), city.statusOf('directory', 'hong')];
    city.office.facts = facts;
    await city.pass(engine, 300_000);

    expect(whileBroken).toEqual(['disabled', undefined]);
    expect(city.statusOf('directory', 'hong')).toBe('active');
  });

  it('is worked on though the plan of the decision cannot be computed, which is tried again later and not at every turn', async () => {
    const engine = city.engine();
    const decision = city.office.decision.bind(city.office);
    let tried = 0;
    city.office.decision = (id) => {
      tried += 1;
      return id === 'decision-1' ? Promise.reject(new Error('this plan cannot be computed')) : decision(id);
    };

    await city.decide(engine, [person('nvan', [head('nvan')])]);
    await engine.loop.settle();
    const once = tried;
    await city.decide(engine, [person('tvb', [head('tvb')])]);
    await engine.loop.settle();
    city.office.decision = decision;
    await city.pass(engine, 60_000);
    await city.decide(engine, [person('lvc', [head('lvc')])]);
    await engine.loop.settle();

    expect([once, tried]).toEqual([1, 2]);
    expect(['nvan', 'tvb'].map((id) => city.statusOf('directory', id))).toEqual(['active', 'active']);
    expect((await city.plans()).find(({ id }) => id === 'decision-1')?.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
