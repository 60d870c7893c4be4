import { handoverRow } from '../../../test/fakes/handover-row';
import { City, POLICY } from '../../../test/fakes/provisioning-city';
import type { HoldingMoved } from '../../connectors/contract';
import { HandoverItemRow } from './handover-item.entity';
import { HandoverMinutes } from './handover-minutes';
import { HandoverRow } from './handover.entity';

const DONE = { personId: 'nvan', targetId: 'qlvb:so-tttt', key: 'so-tttt/chuyen-vien#nvan' };
const PAPER: HoldingMoved = { kind: 'document', ref: 'paper-1', label: 'Công văn', dueOn: null, to: 'key' };

describe('the minutes of a handover', () => {
  let city: City;
  let minutes: HandoverMinutes;

  beforeEach(async () => {
    city = await City.open();
    minutes = new HandoverMinutes(city.store, city.engine().due, { current: () => POLICY, text: () => '' });
  });

  afterEach(() => city.close());

  const lines = async (): Promise<readonly string[]> => {
    const items = await city.store.read.find(HandoverItemRow, { order: { id: 'ASC' } });
    return items.map(({ ref, toPersonId, status }) => `${ref} ${toPersonId} ${status}`);
  };

  it('tell a paper once that was announced before it moved, also where the leaver keeps it by another post', async () => {
    const keptByLeaver = { personId: 'nvan', receiverId: 'nvan', keyName: DONE.key };
    await city.store.write((tx) => tx.manager.insert(HandoverRow, handoverRow('1', keptByLeaver)));

    await minutes.announced(DONE, [PAPER]);
    await city.store.write((tx) => minutes.transferred(tx, DONE, { items: [PAPER] }));

    expect(await lines()).toEqual(['paper-1 nvan HANDED_OVER']);
  });

  it('tell a paper anew that had come back to the leaver and goes over once more', async () => {
    const row = handoverRow('1', { personId: 'nvan', receiverId: 'ttbinh', keyName: DONE.key });
    await city.store.write((tx) => tx.manager.insert(HandoverRow, row));
    await minutes.announced(DONE, [PAPER]);
    await city.store.write((tx) =>
      tx.manager.update(HandoverItemRow, { ref: PAPER.ref }, { fromPersonId: 'ttbinh', toPersonId: 'nvan' }),
    );

    await city.store.write((tx) => minutes.transferred(tx, DONE, { items: [PAPER] }));

    expect(await lines()).toEqual(['paper-1 nvan HANDED_OVER', 'paper-1 ttbinh HANDED_OVER']);
  });
});
