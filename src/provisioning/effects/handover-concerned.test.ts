import { handoverRow } from '../../../test/fakes/handover-row';
import { City, head, person } from '../../../test/fakes/provisioning-city';
import { readsDuring } from '../../../test/fakes/statements';
import { concernedHandovers } from './handover-concerned';
import { HandoverRow } from './handover.entity';

const ON = '2026-03-02';
const NOTHING_CLOSED = { unitIds: [], postIds: [] };

describe('handovers that facts may change', () => {
  let city: City;

  beforeAll(async () => {
    city = await City.open();
  });

  afterAll(() => city.close());

  it('are found once each by person, post, unit and appointment, however many there are of them', async () => {
    await city.store.write(async (tx) => {
      await tx.manager.insert(HandoverRow, [
        handoverRow('1-received', { receiverId: 'p0000', unitPath: '/unit-1199/' }),
        handoverRow('2-left', { personId: 'p1199' }),
        handoverRow('3-named', { namedId: 'p0700' }),
        handoverRow('4-post', { postId: 'post-1199' }),
        handoverRow('5-unit', { unitPath: '/unit-0/ubnd-tp/' }),
        handoverRow('6-appointment', { appointmentId: 'ended-1199' }),
        handoverRow('7-released', { postId: 'post-3', unitPath: '/unit-3/', releasedAt: city.clock.now() }),
        handoverRow('8-elsewhere', {}),
      ]);
    });
    const many = Array.from({ length: 1_200 }, (_, index) => index);
    const facts = many.map((index) => person(`p${String(index).padStart(4, '0')}`, []));
    const closed = { unitIds: many.map((index) => `unit-${index}`), postIds: many.map((index) => `post-${index}`) };
    const ended = many.map((index) => `ended-${index}`);

    const rows = await concernedHandovers(city.store.read, facts, ended, closed, ON);

    expect(rows.map(({ id }) => id)).toEqual(['1-received', '2-left', '3-named', '4-post', '5-unit', '6-appointment']);
  });

  it('are found where somebody was given a post and does not hold it after all', async () => {
    await city.store.write((tx) => tx.manager.insert(HandoverRow, handoverRow('9-undone', { postId: 'undone' })));
    const facts = [{ ...person('p', []), undonePostIds: ['undone'] }];

    const rows = await concernedHandovers(city.store.read, facts, [], NOTHING_CLOSED, ON);

    expect(rows.map(({ id }) => id)).toEqual(['9-undone']);
  });

  it('cost one question where they are few', async () => {
    const answering = head('p', { endsOn: '2026-06-01' });
    const facts = [person('p', [{ ...answering, post: { ...answering.post, answers: true } }])];

    const reads = await readsDuring(city.store, () =>
      concernedHandovers(city.store.read, facts, [], NOTHING_CLOSED, ON),
    );

    expect(reads).toHaveLength(1);
  });
});
