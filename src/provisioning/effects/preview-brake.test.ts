/** Which losses a decision answers for when it is previewed: its own, not those that others have planned for that day. */
import type { OfficeFacts } from '../office-reader';
import { City, head, person } from '../../../test/fakes/provisioning-city';
import type { Engine } from './engine';

const DAY = '2026-04-01';
const COUNT = 24;

describe('the brake over a preview', () => {
  let city: City;
  let engine: Engine;
  const ids = Array.from({ length: COUNT }, (_, index) => `p${String(index).padStart(2, '0')}`);
  const staying = ids.map((id) => person(id, [head(id)]));
  const leaving = ids.map((id) => person(id, [head(id, { endsOn: DAY })]));

  beforeAll(async () => {
    city = await City.open();
    engine = city.engine();
    await city.decide(engine, staying);
    await engine.loop.settle();
  });

  afterAll(() => city.close());

  const exceeds = async (before: readonly OfficeFacts[], after: readonly OfficeFacts[]): Promise<boolean> => {
    city.office.under = { effectiveAt: new Date(`${DAY}T00:00:00+07:00`), before, after };
    return (await engine.plans.preview({}, { personId: null })).exceedsBrake;
  };

  it('lets one person’s planned leave be recorded although many others leave by the same day', async () => {
    const allButOne = [...leaving.slice(0, -1), staying.at(-1)!];

    expect(await exceeds(allButOne, leaving)).toBe(false);
  });

  it('weighs everything that the decision itself takes away', async () => {
    expect(await exceeds(staying, leaving)).toBe(true);
  });
});
