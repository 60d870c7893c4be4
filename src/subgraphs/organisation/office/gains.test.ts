import type { PositionRule } from './model';
import { gainsBy, type Gain } from './gains';
import { POSITIONS, Room } from './office.fixture';

const ROLES: ReadonlyMap<string, PositionRule> = new Map(
  [...POSITIONS].map(([id, rule]) => [id, id === 'deputy' ? { ...rule, managementRole: 'unit-administrator' } : rule]),
);

/** What is gained from one state of the room to the next. */
function gained(room: Room, change: () => void): Gain[] {
  const before = room.office;
  change();
  return gainsBy(before, room.office, ROLES);
}

describe('what a decision gives', () => {
  it('is the post that begins, to its holder, and nothing to those who lose', () => {
    const room = new Room();
    const held = room.appoint('p1', 'a/deputy');

    const begins = gained(room, () => void room.appoint('p2', 'b/deputy'));
    const ends = gained(room, () => void room.put({ end: [{ appointmentId: held, reason: 'RETIRED' }] }));

    expect(begins).toEqual([{ personId: 'p2', unitId: 'b', managementRole: 'unit-administrator' }]);
    expect(ends).toEqual([]);
  });

  it('is what a suspension held back, once it is lifted', () => {
    const room = new Room();
    room.appoint('p1', 'a/deputy');

    const suspended = gained(room, () => void room.put({ suspend: [{ personId: 'p1' }] }));
    const lifted = gained(room, () => void room.put({ effectiveOn: '2026-06-01', reinstate: [{ personId: 'p1' }] }));

    expect(suspended).toEqual([]);
    expect(lifted).toEqual([{ personId: 'p1', unitId: 'a', managementRole: 'unit-administrator' }]);
  });

  it('is the delegator’s post, to the delegate', () => {
    const room = new Room();
    const fromAppointmentId = room.appoint('p1', 'a/deputy');
    room.appoint('p2', 'b/head');

    const delegated = gained(
      room,
      () => void room.put({ delegate: [{ fromAppointmentId, toPersonId: 'p2', scope: 'all', endsOn: '2026-12-31' }] }),
    );

    expect(delegated).toEqual([{ personId: 'p2', unitId: 'a', managementRole: 'unit-administrator' }]);
  });
});
