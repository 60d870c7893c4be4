/** Whoever is asked after at the same time is answered by one look at office, and each as they would be alone. */
import { City, TODAY } from './room.fixture';

let city: City;
let people: readonly string[];

beforeAll(async () => {
  city = await City.open();
  const found: string[] = [];
  for (const [index, postId] of [
    'so-a/pho',
    'so-a/van-thu',
    'so-b/quan-tri',
    'so-a-p1/giam-doc',
    'so-b/pho',
  ].entries()) {
    const personId = await city.person('Lê', 'Văn', `Người ${index}`);
    await city.appoint(personId, postId);
    found.push(personId);
  }
  await city.record({ suspend: [{ personId: found[4]! }] });
  people = [...found, await city.person('Lê', 'Không', 'Chức'), 'khong-co-ai'];
});

afterAll(() => city.close());

it('answers each of many as if asked alone, after something was recorded too', async () => {
  const at = new Date(`${TODAY}T03:00:00Z`);
  const together = await Promise.all(people.map((id) => city.room.standing.standing(id, at)));
  await city.record({ end: [{ personId: people[0]!, reason: 'RESIGNED' }] });
  const after = await Promise.all(people.map((id) => city.room.standing.standing(id, at)));
  const alone = [];
  for (const id of people) {
    // A step forward, so that nothing is answered from what was kept.
    await city.person('Lê', 'Văn', 'Khác');
    alone.push(await city.room.standing.standing(id, at));
  }

  expect(together[0]).toMatchObject({ inOffice: true, unitIds: ['so-a'] });
  expect(together[1]?.holds).toEqual([{ managementRole: 'records-clerk', unitIds: ['so-a', 'so-a-p1'] }]);
  expect(together[4]).toMatchObject({ suspended: true });
  expect(together.slice(5)).toEqual([expect.objectContaining({ inOffice: false }), null]);
  expect(after[0]).toMatchObject({ inOffice: false });
  expect(after.slice(1)).toEqual(together.slice(1));
  expect(alone).toEqual(after);
});
