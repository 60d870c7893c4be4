import type { DecisionInput } from './input';
import type { Office } from './model';
import { Room } from './office.fixture';
import { unitsTouchedBy } from './touched-units';

const office = {
  posts: new Map([
    ['so-a/head', { unitId: 'so-a' }],
    ['so-b/clerk', { unitId: 'so-b' }],
  ]),
  appointments: new Map(),
  appointmentsByPerson: new Map([['p1', [{ postId: 'so-a/head', endsOn: null }]]]),
} as unknown as Office;

function appointing(primary: boolean): DecisionInput {
  const head = { number: '1', issuerId: 'so-b', signedOn: '2026-01-05', effectiveOn: '2026-01-05' };
  return { ...head, appoint: [{ personId: 'p1', postId: 'so-b/clerk', primary }] } as unknown as DecisionInput;
}

it('touches every unit where the person holds a post when the new post is to be the main one', () => {
  expect(unitsTouchedBy(appointing(true), office).sort()).toEqual(['so-a', 'so-b']);
  expect(unitsTouchedBy(appointing(false), office)).toEqual(['so-b']);
});

function touched(room: Room, more: Partial<DecisionInput>): string[] {
  const head = { number: '1', issuerId: 'a', signedOn: '2026-05-01', effectiveOn: '2026-05-04' };
  return unitsTouchedBy({ ...head, ...more }, room.office).sort();
}

describe('the units that have a say in a change of name', () => {
  it('are all in which the person holds, held or will hold a post', () => {
    const room = new Room();
    room.appoint('p1', 'a/deputy', '2020-01-01', { endsOn: '2021-01-01' });
    room.appoint('p1', 'b/deputy', '2030-01-01');

    const units = touched(room, { changeName: [{ personId: 'p1', givenName: 'Khác' }] });

    expect(units).toEqual(['a', 'b']);
  });

  it('are none when one of the persons never held a post, whatever else the decision says', () => {
    const room = new Room();
    room.appoint('p1', 'a/deputy');

    const units = touched(room, {
      appoint: [{ personId: 'p3', postId: 'a/deputy' }],
      changeName: [
        { personId: 'p1', givenName: 'Khác' },
        { personId: 'p2', givenName: 'Khác' },
      ],
    });

    expect(units).toEqual([]);
  });
});
