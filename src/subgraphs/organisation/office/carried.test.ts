/** A reorganisation carries over whoever holds the post that day, as it is known later too. */
import { affected } from './affected';
import { annul } from './annul';
import { fold } from './fold';
import { inForce, isAway, isSuspended, type AppointmentState } from './model';
import { POSITIONS, Room } from './office.fixture';
import { endsMoved } from './role-changes';
import { unitsTouchedBy } from './touched-units';

const BEFORE = '2026-05-01';
const MAPPED = '2026-05-04';
const AFTER = '2026-05-10';
const MAP = { mapPost: [{ fromPostId: 'a/deputy', toPostId: 'b/deputy' }] };

function held(room: Room, personId: string, on: string): string[] {
  return (room.office.appointmentsByPerson.get(personId) ?? [])
    .filter((one) => inForce(one, on))
    .map((one) => one.postId);
}

function at(room: Room, postId: string, personId = 'p1'): AppointmentState {
  const found = room.office.appointmentsByPost
    .get(postId)
    ?.filter((one) => one.personId === personId)
    .at(-1);
  if (!found) throw new Error(`nobody at ${postId}`);
  return found;
}

function suspended(room: Room, on: string, personId = 'p1'): boolean[] {
  const now = (room.office.appointmentsByPerson.get(personId) ?? []).filter((one) => inForce(one, on));
  return now.map((one) => isSuspended(room.office, one, on));
}

describe('what is recorded of an appointment after it was carried over', () => {
  it.each([
    ['of the appointment', (old: string) => ({ appointmentId: old })],
    ['of the person', () => ({ personId: 'p1' })],
  ])('ends it at the new post too: an end %s', (_, whom) => {
    const room = new Room();
    const old = room.appoint('p1', 'a/deputy');
    room.put({ effectiveOn: MAPPED, ...MAP });
    expect(held(room, 'p1', AFTER)).toEqual(['b/deputy']);

    const end = room.put({ effectiveOn: BEFORE, end: [{ ...whom(old), reason: 'RESIGNED' }] });

    expect(end.problems).toBeNull();
    expect([held(room, 'p1', BEFORE), held(room, 'p1', AFTER)]).toEqual([[], []]);
    expect(at(room, 'b/deputy')).toMatchObject({ startsOn: MAPPED, endsOn: MAPPED, endReason: 'resigned' });
  });

  it('lets who leaves before a planned reorganisation leave', () => {
    const room = new Room();
    room.appoint('p1', 'a/deputy');
    room.put({ effectiveOn: '2026-07-01', ...MAP });

    room.put({ effectiveOn: '2026-06-01', end: [{ personId: 'p1', reason: 'RETIRED' }] });

    expect(held(room, 'p1', '2026-07-01')).toEqual([]);
  });

  it('suspends it at the new post too, until a reinstatement there or one before the reorganisation', () => {
    const room = new Room();
    const old = room.appoint('p1', 'a/deputy');
    room.put({ effectiveOn: MAPPED, ...MAP });

    room.put({ effectiveOn: '2026-04-20', suspend: [{ appointmentId: old }] });
    const late = suspended(room, AFTER);
    const lifted = new Room(room.facts);
    lifted.put({ effectiveOn: '2026-05-08', reinstate: [{ appointmentId: at(room, 'b/deputy').id }] });
    room.put({ effectiveOn: BEFORE, reinstate: [{ appointmentId: old }] });

    expect([late, suspended(lifted, '2026-05-05'), suspended(lifted, AFTER), suspended(room, AFTER)]).toEqual([
      [true],
      [true],
      [false],
      [false],
    ]);
  });

  it('carries over what was planned: a suspension, an end, and the annulment of that end', () => {
    const room = new Room();
    const old = room.appoint('p1', 'a/deputy');
    room.put({ effectiveOn: '2026-06-01', suspend: [{ appointmentId: old, endsOn: '2026-06-10' }] });
    const end = room.put({ effectiveOn: '2026-07-01', end: [{ appointmentId: old, reason: 'RETIRED' }] });
    room.put({ effectiveOn: MAPPED, ...MAP });
    const planned = [suspended(room, '2026-06-01'), held(room, 'p1', '2026-06-30'), held(room, 'p1', '2026-07-01')];

    const { after, dependentIds } = annul(room.facts, new Set([end.decisionId]));

    expect(planned).toEqual([[true], ['b/deputy'], []]);
    expect(dependentIds).toEqual([]);
    expect(after.appointments.get(at(room, 'b/deputy').id)).toMatchObject({ endsOn: null });
  });

  it('reaches the last of several reorganisations, and not another post that was taken by transfer', () => {
    const room = new Room();
    const old = room.appoint('p1', 'a/deputy');
    const other = room.appoint('p2', 'a/deputy');
    room.put({ effectiveOn: MAPPED, ...MAP });
    room.put({ effectiveOn: '2026-05-06', mapPost: [{ fromPostId: 'b/deputy', toPostId: 'a1/deputy' }] });
    room.put({
      effectiveOn: '2026-05-08',
      transfer: [{ appointmentId: at(room, 'a1/deputy', 'p2').id, toPostId: 'a/head' }],
    });

    room.put({ effectiveOn: BEFORE, suspend: [{ appointmentId: old }] });
    const paused = suspended(room, AFTER);
    room.put({
      effectiveOn: BEFORE,
      end: [old, other].map((appointmentId) => ({ appointmentId, reason: 'RESIGNED' })),
    });

    expect(paused).toEqual([true]);
    expect([held(room, 'p1', AFTER), held(room, 'p2', AFTER)]).toEqual([[], ['a/head']]);
  });

  it('gives way to a transfer out of the old post before that day', () => {
    const room = new Room();
    const old = room.appoint('p1', 'a/deputy');
    room.put({ effectiveOn: MAPPED, ...MAP });

    room.put({ effectiveOn: BEFORE, transfer: [{ appointmentId: old, toPostId: 'a1/head' }] });

    expect(held(room, 'p1', AFTER)).toEqual(['a1/head']);
  });

  it('stays with the appointment when the reorganisation is annulled, and goes with its own annulment', () => {
    const room = new Room();
    const old = room.appoint('p1', 'a/deputy');
    const map = room.put({ effectiveOn: MAPPED, ...MAP });
    const end = room.put({ effectiveOn: BEFORE, end: [{ appointmentId: old, reason: 'RESIGNED' }] });

    const withoutMap = annul(room.facts, new Set([map.decisionId]));
    const withoutEnd = annul(room.facts, new Set([end.decisionId]));

    expect([withoutMap.dependentIds, withoutEnd.dependentIds]).toEqual([[], []]);
    expect(withoutMap.after.appointments.get(old)).toMatchObject({ endsOn: BEFORE, endReason: 'resigned' });
    expect(withoutEnd.after.appointments.get(at(room, 'b/deputy').id)).toMatchObject({
      startsOn: MAPPED,
      endsOn: null,
    });
  });

  it('cannot be annulled where somebody took the seat meanwhile', () => {
    const room = new Room();
    const old = room.appoint('p1', 'a/head');
    room.put({ effectiveOn: MAPPED, mapPost: [{ fromPostId: 'a/head', toPostId: 'b/head' }] });
    const end = room.put({ effectiveOn: BEFORE, end: [{ appointmentId: old, reason: 'RESIGNED' }] });
    const next = room.put({ effectiveOn: AFTER, appoint: [{ personId: 'p2', postId: 'b/head' }] });

    const { dependentIds } = annul(room.facts, new Set([end.decisionId]));

    expect(next.problems).toBeNull();
    expect(dependentIds).toEqual([next.decisionId]);
  });

  it('concerns the person, the units of both posts, and whoever stands in at the new one', () => {
    const room = new Room();
    const old = room.appoint('p1', 'a/head');
    room.put({ effectiveOn: MAPPED, mapPost: [{ fromPostId: 'a/head', toPostId: 'b/head' }] });
    room.put({ effectiveOn: '2026-05-05', suspend: [{ personId: 'p1' }] });
    room.appoint('p2', 'b/head', '2026-05-06', { mode: 'ACTING' });
    const line = { effectiveOn: BEFORE, end: [{ appointmentId: old, reason: 'RESIGNED' as const }] };
    const units = unitsTouchedBy({ number: '1', issuerId: 'a1', signedOn: BEFORE, ...line }, room.office);

    const outcome = room.put(line);

    expect(units.sort()).toEqual(['a', 'a1', 'b']);
    expect(outcome.problems === null && affected(outcome.facts, outcome.before, outcome.after)).toEqual(['p1', 'p2']);
  });
});

describe('a secondment whose home is carried over', () => {
  it('follows it, planned or not, with its suspension', () => {
    const room = new Room();
    const home = room.appoint('p1', 'a/deputy');
    room.appoint('p1', 'a1/deputy', '2026-06-01', { mode: 'SECONDED', homeAppointmentId: home });
    room.put({ effectiveOn: '2026-06-05', suspend: [{ appointmentId: at(room, 'a1/deputy').id }] });

    room.put({ effectiveOn: MAPPED, ...MAP });

    expect(isAway(room.office, at(room, 'b/deputy'), '2026-06-01')).toBe(true);
    expect(suspended(room, '2026-06-06')).toEqual(expect.arrayContaining([true, false]));
  });

  it.each([
    ['the home first', ['a/deputy', 'a1/deputy']],
    ['its own post first', ['a1/deputy', 'a/deputy']],
  ])('goes over with it where one paper carries both posts over, %s', (_, order) => {
    const room = new Room();
    const home = room.appoint('p1', 'a/deputy');
    room.appoint('p1', 'a1/deputy', '2026-01-01', { mode: 'SECONDED', homeAppointmentId: home });
    const to: Record<string, string> = { 'a/deputy': 'b/deputy', 'a1/deputy': 'b/head' };

    const outcome = room.put({
      effectiveOn: MAPPED,
      mapPost: order.map((fromPostId) => ({ fromPostId, toPostId: to[fromPostId]! })),
    });

    expect(outcome.problems).toBeNull();
    expect(held(room, 'p1', AFTER).sort()).toEqual(['b/deputy', 'b/head']);
    expect(at(room, 'b/head')).toMatchObject({ mode: 'seconded', homeAppointmentId: at(room, 'b/deputy').id });
    expect(isAway(room.office, at(room, 'b/deputy'), AFTER)).toBe(true);
  });

  it('goes on unmoved where the home had ended before', () => {
    const room = new Room();
    const home = room.appoint('p1', 'a/deputy');
    room.appoint('p1', 'a1/deputy', '2026-01-01', { mode: 'SECONDED', homeAppointmentId: home });
    room.put({ effectiveOn: MAPPED, ...MAP });

    room.put({ effectiveOn: BEFORE, end: [{ appointmentId: home, reason: 'OTHER' }] });

    const now = (room.office.appointmentsByPerson.get('p1') ?? []).filter((one) => inForce(one, AFTER));
    expect(now).toMatchObject([{ postId: 'a1/deputy', startsOn: '2026-01-01', homeAppointmentId: home, endsOn: null }]);
  });
});

describe('what cannot follow a reorganisation that is known already', () => {
  it('is refused and says until when: an appointment, a transfer and a secondment of before it', () => {
    const room = new Room();
    const home = room.appoint('p1', 'a/deputy');
    const other = room.appoint('p2', 'b/deputy');
    room.put({ effectiveOn: MAPPED, ...MAP });
    const late = { effectiveOn: BEFORE };

    const codes = [
      room.codes({ ...late, appoint: [{ personId: 'p3', postId: 'a/deputy' }] }),
      room.codes({ ...late, transfer: [{ appointmentId: other, toPostId: 'a/deputy' }] }),
      room.codes({
        ...late,
        appoint: [{ personId: 'p1', postId: 'a1/deputy', mode: 'SECONDED', homeAppointmentId: home }],
      }),
      room.codes({ ...late, mapPost: [{ fromPostId: 'a/deputy', toPostId: 'a1/deputy' }] }),
      room.codes({ ...late, appoint: [{ personId: 'p3', postId: 'a/deputy', endsOn: MAPPED }] }),
      room.codes({ effectiveOn: MAPPED, appoint: [{ personId: 'p3', postId: 'b/deputy' }] }),
    ];

    expect(codes).toEqual([
      ['POST_WENT_OVER appoint.0.postId'],
      ['POST_WENT_OVER transfer.0.toPostId'],
      ['POST_WENT_OVER appoint.0.homeAppointmentId'],
      ['POST_ALREADY_MAPPED mapPost.0.fromPostId', 'POST_HAS_HOLDERS mapPost.0.fromPostId'],
      [],
      [],
    ]);
  });
});

it('asks what a line carried over of what it continues, and not of the copies that stand beside it', () => {
  const room = new Room();
  const old = room.appoint('p1', 'a/deputy');
  const end = room.put({ effectiveOn: '2026-07-01', end: [{ appointmentId: old, reason: 'RETIRED' }] });
  room.put({ effectiveOn: MAPPED, ...MAP });
  const start = room.facts.find((one) => one.kind === 'appointmentStart' && one.body.movedFromId === old);
  if (start === undefined) throw new Error('nobody was carried over');
  const subject = { ...start, id: 'copy-1', onDay: '2026-07-01' };
  const copies = [
    { ...subject, kind: 'appointmentEnd' as const, body: { reason: 'retired' as const, successorId: null } },
    {
      ...subject,
      id: 'copy-2',
      onDay: MAPPED,
      kind: 'suspensionStart' as const,
      subjectId: 's1',
      body: { endsOn: null },
    },
  ];

  const office = fold([...room.facts, ...copies].filter((one) => one.decisionId !== end.decisionId));

  expect(office.appointments.get(start.subjectId)).toMatchObject({ startsOn: MAPPED, endsOn: null });
  expect(office.suspensions).toEqual([]);
});

it('tells that somebody who was carried over is suspended or out there, and that they are not after all', () => {
  const room = new Room();
  const old = room.appoint('p1', 'a/deputy');
  const other = room.appoint('p2', 'a/deputy');
  room.put({ effectiveOn: MAPPED, ...MAP });
  const moved = [at(room, 'b/deputy').id, at(room, 'b/deputy', 'p2').id];
  const before = room.office;
  room.put({
    effectiveOn: BEFORE,
    suspend: [{ appointmentId: old }],
    end: [{ appointmentId: other, reason: 'RESIGNED' }],
  });

  const late = endsMoved(before, room.office, { positions: POSITIONS, logins: new Map() });
  const annulled = endsMoved(room.office, before, { positions: POSITIONS, logins: new Map() });

  const told = ({ changes }: typeof late): string[] =>
    changes.filter((one) => moved.includes(one.appointmentId ?? '')).map((one) => `${one.kind} ${one.appointmentId}`);
  expect(told(late)).toEqual([`ENDED ${moved[1]}`, `SUSPENDED ${moved[0]}`]);
  expect(told(annulled)).toEqual([`REINSTATED ${moved[0]}`]);
  expect(annulled.neverBegun).toHaveLength(1);
});
