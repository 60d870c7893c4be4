import type { PositionRule } from './model';
import { POSITIONS, Room } from './office.fixture';
import { ADMINISTERING_ROLE, standingOn } from './standing';

const DAY = '2026-05-04';

describe('standing', () => {
  const positions: ReadonlyMap<string, PositionRule> = new Map(
    [...POSITIONS].map(([id, rule]) => [id, id === 'deputy' ? { ...rule, managementRole: ADMINISTERING_ROLE } : rule]),
  );

  it('gives no administration at home to a unit administrator who is seconded, and gives it back', () => {
    const room = new Room();
    const home = room.appoint('p1', 'a/deputy');
    room.appoint('p1', 'b/head', DAY, { mode: 'SECONDED', homeAppointmentId: home, endsOn: '2026-08-01' });
    const on = (day: string): ReturnType<typeof standingOn> => standingOn(room.office, 'p1', day, positions);

    const [before, away, back] = [on('2026-05-03'), on(DAY), on('2026-08-01')];

    expect([before, away, back].map((one) => one.administersFrom)).toEqual([['a'], [], ['a']]);
    expect(away).toMatchObject({ inOffice: true, suspended: false });
  });

  it('is not in office by a delegation alone, least of all by one whose delegator is suspended', () => {
    const room = new Room();
    const from = room.appoint('p1', 'a/head');
    room.appoint('p2', 'b/deputy');
    room.put({ delegate: [{ fromAppointmentId: from, toPersonId: 'p2', scope: 'Ký', endsOn: '2026-12-31' }] });
    room.put({ suspend: [{ personId: 'p1' }] });
    const withoutPost = { ...room.office, appointmentsByPerson: new Map() };

    const [holding, delegatedOnly] = [room.office, withoutPost].map((one) => standingOn(one, 'p2', DAY, positions));

    expect(room.office.delegationsByDelegate.get('p2')).toHaveLength(1);
    expect([holding?.inOffice, delegatedOnly?.inOffice]).toEqual([true, false]);
  });
});
