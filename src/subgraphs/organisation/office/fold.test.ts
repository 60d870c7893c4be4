import * as fc from 'fast-check';
import { addDays } from '../../../shared/day';
import type { DecisionInput } from './input';
import { fold, outOfOfficeOn } from './fold';
import { Room } from './office.fixture';

const PERSONS = ['p1', 'p2', 'p3', 'p4'];
const POSTS = ['a/head', 'a/deputy', 'b/head', 'b/deputy', 'a1/deputy'];

/** A step that names things by number, so that it means something whatever office has become. */
const step = fc.record({
  what: fc.constantFrom('appoint', 'end', 'endAll', 'transfer', 'suspend', 'reinstate', 'delegate', 'changeName'),
  person: fc.nat(3),
  post: fc.nat(POSTS.length - 1),
  which: fc.nat(20),
  day: fc.nat(60),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function inputOf(room: Room, one: Step): Partial<DecisionInput> {
  const personId = PERSONS[one.person] ?? 'p1';
  const postId = POSTS[one.post] ?? 'a/head';
  const all = [...room.office.appointments.keys()];
  const appointmentId = all[one.which % Math.max(all.length, 1)] ?? 'none';
  switch (one.what) {
    case 'appoint':
      return { appoint: [{ personId, postId }] };
    case 'end':
      return { end: [{ appointmentId, reason: 'OTHER' }] };
    case 'endAll':
      return { end: [{ personId, reason: 'OTHER' }] };
    case 'transfer':
      return { transfer: [{ appointmentId, toPostId: postId }] };
    case 'suspend':
      return { suspend: [one.which % 2 ? { personId } : { appointmentId, endsOn: '2026-06-20' }] };
    case 'reinstate':
      return { reinstate: [one.which % 2 ? { personId } : { appointmentId }] };
    case 'delegate':
      return {
        delegate: [{ fromAppointmentId: appointmentId, toPersonId: personId, scope: 'Ký', endsOn: '2026-12-31' }],
      };
    case 'changeName':
      return { changeName: [{ personId, givenName: `Tên ${one.which}` }] };
  }
}

/** Puts the steps to an office; what is refused changes nothing. */
function live(steps: readonly Step[]): Room {
  const room = new Room();
  for (const one of steps) room.put({ effectiveOn: addDays('2026-05-01', one.day), ...inputOf(room, one) });
  return room;
}

/** An office as plain data, its lists in an order of their own. */
function plain(office: ReturnType<typeof fold>): unknown {
  const sorted = (values: Iterable<unknown>): string[] => [...values].map((one) => JSON.stringify(one)).sort();
  return {
    units: sorted(office.units.values()),
    posts: sorted(office.posts.values()),
    names: sorted(office.names.entries()),
    appointments: sorted(office.appointments.values()),
    suspensions: sorted(office.suspensions),
    delegations: sorted(office.delegations.values()),
  };
}

const BEGUN_AFTER_ITS_DELEGATOR_LEFT: Step[] = [
  { what: 'appoint', person: 0, post: 0, which: 0, day: 0 },
  { what: 'appoint', person: 3, post: 1, which: 0, day: 0 },
  { what: 'delegate', person: 0, post: 0, which: 13, day: 1 },
  { what: 'endAll', person: 3, post: 0, which: 0, day: 0 },
];

describe('folding facts', () => {
  it('gives the same office in whatever order the facts arrived', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), fc.infiniteStream(fc.nat()), (steps, numbers) => {
        const { facts } = live(steps);
        const keyed = facts.map((one) => ({ one, key: numbers.next().value ?? 0 }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);

        expect(plain(fold(shuffled))).toEqual(plain(fold(facts)));
      }),
      { numRuns: 150 },
    );
  });

  it('never has more official holders than seats, nor anyone out of their interval', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const { office } = live(steps);
        for (const one of office.appointments.values())
          expect(one.endsOn === null || one.endsOn >= one.startsOn).toBe(true);
        for (const postId of ['a/head', 'b/head']) {
          for (let day = 0; day < 62; day += 1) {
            const on = addDays('2026-05-01', day);
            const holders = (office.appointmentsByPost.get(postId) ?? []).filter(
              (one) => one.startsOn <= on && (one.endsOn === null || on < one.endsOn),
            );
            expect(holders.length).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('ends a delegation with either side, in every office', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 25 }), (steps) => {
        const { office } = live(steps);
        for (const one of office.delegations.values()) {
          const from = office.appointments.get(one.fromAppointmentId);
          const last = from?.endsOn ?? null;
          // One that would begin after its delegator has left is ended on its first day: it never holds.
          const neverHolds = one.endsOn !== null && one.endsOn <= one.startsOn;
          expect(last === null || neverHolds || (one.endsOn !== null && one.endsOn <= last)).toBe(true);
        }
      }),
      { numRuns: 60, examples: [[BEGUN_AFTER_ITS_DELEGATOR_LEFT]] },
    );
  });
});

describe('leaving office', () => {
  it('is the first day that no appointment covers', () => {
    const intervals = [
      { startsOn: '2026-01-01', endsOn: '2026-02-01' },
      { startsOn: '2026-02-01', endsOn: '2026-03-01' },
      { startsOn: '2026-04-01', endsOn: null },
    ];

    expect(outOfOfficeOn(intervals, '2026-01-15')).toBe('2026-03-01');
    expect(outOfOfficeOn(intervals, '2026-04-01')).toBeNull();
    expect(outOfOfficeOn(intervals, '2025-01-01')).toBe('2025-01-01');
  });
});
