import { City, head, person, SYSTEMS } from '../../../test/fakes/provisioning-city';

const LEAVERS = ['an', 'binh', 'chi', 'dung', 'giang'];

describe('many who leave at once', () => {
  let city: City;

  beforeEach(async () => {
    city = await City.open();
  });

  afterEach(() => city.close());

  const writesTo = (id: string): readonly string[] => city.target(id).writes.map((call) => call.operation);
  const leave = async (engine: ReturnType<City['engine']>): Promise<void> => {
    await city.decide(
      engine,
      LEAVERS.map((id) => person(id, [head(id)])),
    );
    await engine.loop.settle();
    await city.decide(
      engine,
      LEAVERS.map((id) => person(id, [head(id, { endsOn: '2026-03-02' })])),
    );
  };

  it('have every account closed before the rest is done for any of them', async () => {
    const engine = city.engine({ concurrency: 1 });
    await leave(engine);

    await engine.loop.settle();

    const directory = writesTo('directory').filter((operation) => operation !== 'create');
    expect(directory.slice(0, LEAVERS.length)).toEqual(LEAVERS.map(() => 'disable'));
    expect(directory.slice(LEAVERS.length)).toEqual(LEAVERS.map(() => 'modify'));
    for (const id of LEAVERS) expect(city.target('directory').byName(id)?.grants).toEqual([]);
  });

  it('are closed once, in each system', async () => {
    const engine = city.engine({ concurrency: 1 });
    await leave(engine);

    await engine.loop.settle();

    const disables = SYSTEMS.map((id) => city.target(id).writes.filter((call) => call.operation === 'disable').length);
    expect(disables).toEqual(SYSTEMS.map(() => LEAVERS.length));
  });

  it('are all closed in the end at a system that was down, and lose the rest there too', async () => {
    const engine = city.engine({ concurrency: 1 });
    await leave(engine);
    city.target('directory').goDown();
    await engine.loop.settle();
    const meanwhile = LEAVERS.map((id) => city.statusOf('mail', id));

    city.target('directory').comeBack();
    await city.pass(engine, 400_000, 3);

    expect(meanwhile).toEqual(LEAVERS.map(() => 'disabled'));
    expect(LEAVERS.map((id) => city.statusOf('directory', id))).toEqual(LEAVERS.map(() => 'disabled'));
    for (const id of LEAVERS) expect(city.target('directory').byName(id)?.grants).toEqual([]);
  });

  it('keep their account when the leave is annulled before their turn has come again', async () => {
    const engine = city.engine({ concurrency: 1 });
    await leave(engine);
    const held = city.target('directory').hold('disable');
    const settled = engine.loop.settle();
    await held.arrived;

    await city.decide(
      engine,
      LEAVERS.map((id) => person(id, [head(id)])),
    );
    held.letGo();
    await settled;
    await city.pass(engine, 400_000, 3);

    for (const target of SYSTEMS)
      expect(LEAVERS.map((id) => city.statusOf(target, id))).toEqual(LEAVERS.map(() => 'active'));
  });
});
