/** The file of the store may not grow any more: what is refused is told, and what was answered is kept. */
import { CREATE_PERSON, nameOf, peopleKnown } from './full-disk.fixture';
import { TestCity } from '../city/harness';

describe('a city whose disk is full', () => {
  let city: TestCity;

  beforeAll(async () => {
    city = await TestCity.open();
  });

  afterAll(() => city.close());

  it('refuses with what to do, acknowledges nothing that is not stored, and goes on once there is room', async () => {
    const pragma = (text: string): Promise<readonly Record<string, number>[]> =>
      city.city.store.write((tx) => tx.manager.query(`PRAGMA ${text}`));
    const [{ page_count: pages }] = (await pragma('page_count')) as [{ page_count: number }];
    // Room for some people and not for all: how much is free in the pages there are depends on what went before.
    await pragma(`max_page_count = ${pages + 20}`);
    const acknowledged: string[] = [];
    const codes = new Set<string>();

    for (let index = 0; index < 200 && codes.size === 0; index += 1) {
      const answer = await city.send<{ createPerson: { id: string } }>(CREATE_PERSON, { input: nameOf(index) });
      if (answer.data !== null) acknowledged.push(answer.data.createPerson.id);
      for (const { extensions, message } of answer.errors) {
        codes.add(extensions.code);
        expect(message).toMatch(/The store could not write: its disk is full.*make room on the disk of the store/);
      }
    }
    // Whoever writes together with a refusal that finds no room fails with it: this too, and so it is asked again.
    let roomy = false;
    for (let tries = 0; !roomy && tries < 100; tries += 1) {
      roomy = await pragma('max_page_count = 1073741823').then(
        () => true,
        () => false,
      );
    }
    const { createPerson: after } = await city.ask<{ createPerson: { id: string } }>(CREATE_PERSON, {
      input: nameOf(999),
    });
    await city.settle();

    expect(roomy).toBe(true);
    expect([...codes]).toEqual(['STORE_FULL']);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(await peopleKnown(city.city.store, [...acknowledged, after.id])).toBe(acknowledged.length + 1);
    expect((await city.city.store.read.query('SELECT COUNT(*) AS n FROM person')) as unknown).toEqual([
      { n: acknowledged.length + 2 },
    ]);
  });
});
