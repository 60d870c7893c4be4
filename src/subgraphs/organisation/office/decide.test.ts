import { annul } from './annul';
import { headOn } from './head';
import { inForce } from './model';
import { POSITIONS, Room } from './office.fixture';

const DAY = '2026-05-04';

describe('the effective day', () => {
  it('lies at most ten years ahead, and as far back as there are papers', () => {
    const appointing = (effectiveOn: string): string[] =>
      new Room().codes({ effectiveOn, appoint: [{ personId: 'p1', postId: 'a/head' }] });

    const [last, beyond, endOfDays] = ['2036-05-04', '2036-05-05', '9999-12-31'].map(appointing);
    const past = appointing('2017-03-30');

    expect([last, past]).toEqual([[], []]);
    expect([beyond, endOfDays]).toEqual([['EFFECTIVE_TOO_LATE effectiveOn'], ['EFFECTIVE_TOO_LATE effectiveOn']]);
  });
});

describe('seats', () => {
  it('counts official holders on every day of the new appointment', () => {
    const room = new Room();
    room.appoint('p1', 'a/head', '2026-07-01', { endsOn: '2026-08-01' });

    const codes = [
      room.codes({ appoint: [{ personId: 'p2', postId: 'a/head' }] }),
      room.codes({ effectiveOn: '2026-07-15', appoint: [{ personId: 'p2', postId: 'a/head' }] }),
      room.codes({ effectiveOn: '2026-08-01', appoint: [{ personId: 'p2', postId: 'a/head' }] }),
    ];

    expect(codes).toEqual([['SEAT_OCCUPIED appoint.0.postId'], ['SEAT_OCCUPIED appoint.0.postId'], []]);
  });

  it('has room for any number of deputies, and for two heads of one decision only once', () => {
    const room = new Room();

    const deputies = room.codes({ appoint: ['p1', 'p2', 'p3'].map((personId) => ({ personId, postId: 'a/deputy' })) });
    const heads = room.codes({ appoint: ['p1', 'p2'].map((personId) => ({ personId, postId: 'a/head' })) });

    expect([deputies, heads]).toEqual([[], ['SEAT_OCCUPIED appoint.1.postId']]);
  });

  it('frees the seat for a successor in the same decision', () => {
    const room = new Room();
    const appointmentId = room.appoint('p1', 'a/head');

    expect(
      room.codes({
        end: [{ appointmentId, reason: 'RETIRED', successorId: 'p2' }],
        appoint: [{ personId: 'p2', postId: 'a/head' }],
      }),
    ).toEqual([]);
  });

  it.each([['ACTING'], ['IN_CHARGE']] as const)(
    'lets one %s stand beside a vacant or suspended head, and no second',
    (mode) => {
      const room = new Room();
      const occupied = new Room();
      occupied.appoint('p1', 'a/head');

      const vacant = room.codes({ appoint: [{ personId: 'p2', postId: 'a/head', mode }] });
      const second = room.codes({ appoint: [{ personId: 'p3', postId: 'a/head', mode: 'ACTING' }] });
      const present = occupied.codes({ appoint: [{ personId: 'p2', postId: 'a/head', mode }] });
      occupied.put({ suspend: [{ personId: 'p1' }] });
      const suspended = occupied.codes({ appoint: [{ personId: 'p2', postId: 'a/head', mode }] });

      expect({ vacant, second, present, suspended }).toEqual({
        vacant: [],
        second: ['SEAT_NOT_VACANT appoint.0.postId'],
        present: ['SEAT_NOT_VACANT appoint.0.postId'],
        suspended: [],
      });
      expect(headOn(occupied.office, 'a', DAY, POSITIONS)?.personId).toBe('p2');
    },
  );

  it('lets somebody act while the head is seconded, whose seat stays theirs', () => {
    const room = new Room();
    const home = room.appoint('p1', 'a/head');
    room.appoint('p1', 'b/deputy', DAY, { mode: 'SECONDED', homeAppointmentId: home });

    const acting = room.codes({ appoint: [{ personId: 'p2', postId: 'a/head', mode: 'ACTING' }] });
    const official = room.codes({ appoint: [{ personId: 'p3', postId: 'a/head' }] });

    expect([acting, official]).toEqual([[], ['SEAT_OCCUPIED appoint.0.postId']]);
  });

  it('refuses the same post twice for one person', () => {
    const room = new Room();
    room.appoint('p1', 'a/deputy');

    expect(room.codes({ appoint: [{ personId: 'p1', postId: 'a/deputy' }] })).toEqual([
      'ALREADY_HOLDS_POST appoint.0.postId',
    ]);
  });
});

describe('ground', () => {
  it('wants the unit and the post on every day', () => {
    const room = new Room();
    room.put({ effectiveOn: '2027-01-01', endUnit: [{ unitId: 'b' }] });

    const codes = [
      room.codes({ effectiveOn: '2016-01-01', appoint: [{ personId: 'p1', postId: 'a/head' }] }),
      room.codes({ appoint: [{ personId: 'p1', postId: 'b/head' }] }),
      room.codes({ appoint: [{ personId: 'p1', postId: 'b/head', endsOn: '2027-01-01' }] }),
    ];

    expect(codes).toEqual([['UNIT_NOT_IN_FORCE appoint.0.postId'], ['UNIT_NOT_IN_FORCE appoint.0.postId'], []]);
  });

  it('names every unknown id', () => {
    const room = new Room();

    const codes = room.codes({
      issuerId: 'x',
      appoint: [{ personId: 'x', postId: 'x' }],
      reappoint: [{ appointmentId: 'x', termEndsOn: '2030-01-01' }],
      end: [{ appointmentId: 'x', reason: 'OTHER' }],
      delegate: [{ fromAppointmentId: 'x', toPersonId: 'p1', scope: 's', endsOn: '2030-01-01' }],
      endDelegation: [{ delegationId: 'x' }],
      establishUnit: [{ id: 'u', name: 'U', kind: 'k', parentId: 'x' }],
      openPost: [{ id: 'a/x', unitId: 'a', positionId: 'x' }],
      endUnit: [{ unitId: 'x' }],
    });

    expect(codes).toEqual([
      'UNKNOWN_UNIT issuerId',
      'UNKNOWN_PERSON appoint.0.personId',
      'UNKNOWN_POST appoint.0.postId',
      'UNKNOWN_APPOINTMENT reappoint.0.appointmentId',
      'UNKNOWN_APPOINTMENT end.0.appointmentId',
      'UNKNOWN_APPOINTMENT delegate.0.fromAppointmentId',
      'UNKNOWN_DELEGATION endDelegation.0.delegationId',
      'UNKNOWN_UNIT establishUnit.0.parentId',
      'UNKNOWN_POSITION openPost.0.positionId',
      'UNKNOWN_UNIT endUnit.0.unitId',
    ]);
  });
});

describe('ends', () => {
  it('refuses an end before the start, and a second end', () => {
    const room = new Room();
    const appointmentId = room.appoint('p1', 'a/head', '2026-05-01');
    const end = (effectiveOn: string): string[] =>
      room.codes({ effectiveOn, end: [{ appointmentId, reason: 'RESIGNED' }] });

    expect([end('2026-04-30'), end('2026-05-02'), end('2026-05-03')]).toEqual([
      ['END_BEFORE_START end.0.appointmentId'],
      [],
      ['APPOINTMENT_ENDED end.0.appointmentId'],
    ]);
  });

  it('brings a planned end forward', () => {
    const room = new Room();
    const appointmentId = room.appoint('p1', 'a/head');
    room.put({ effectiveOn: '2026-12-01', end: [{ appointmentId, reason: 'RETIRED' }] });

    const codes = room.codes({ effectiveOn: '2026-06-01', end: [{ appointmentId, reason: 'DISMISSED' }] });

    expect(codes).toEqual([]);
    expect(room.office.appointments.get(appointmentId)).toMatchObject({ endsOn: '2026-06-01', endReason: 'dismissed' });
  });

  it('transfers at one instant: one ends, the other begins', () => {
    const room = new Room();
    const appointmentId = room.appoint('p1', 'a/deputy', '2020-01-01', { primary: true });

    room.put({ transfer: [{ appointmentId, toPostId: 'b/head' }] });

    expect(room.office.appointmentsByPerson.get('p1')).toMatchObject([
      { postId: 'a/deputy', endsOn: DAY, endReason: 'transferred' },
      { postId: 'b/head', startsOn: DAY, endsOn: null, mode: 'official', primary: true, movedFromId: appointmentId },
    ]);
  });

  it('refuses two lines about the same appointment', () => {
    const room = new Room();
    const appointmentId = room.appoint('p1', 'a/deputy');

    expect(
      room.codes({ end: [{ appointmentId, reason: 'OTHER' }], transfer: [{ appointmentId, toPostId: 'b/head' }] }),
    ).toEqual(['CONFLICTING_LINES transfer.0.appointmentId']);
  });

  it('names the expected end of a term without ending anything', () => {
    const room = new Room();
    const appointmentId = room.appoint('p1', 'a/head', '2020-01-01', { termEndsOn: '2025-01-01' });

    room.put({ reappoint: [{ appointmentId, termEndsOn: '2031-01-01' }] });

    expect(room.office.appointments.get(appointmentId)).toMatchObject({ termEndsOn: '2031-01-01', endsOn: null });
  });
});

describe('two decisions of one day', () => {
  it('refuses a contradiction unless the later says what it comes after', () => {
    const room = new Room();
    room.appoint('p1', 'a/head');
    const first = room.put({ changeName: [{ personId: 'p1', givenName: 'Hai' }] }).decisionId;
    const again = { changeName: [{ personId: 'p1', givenName: 'Ba' }] };

    const codes = [room.codes(again), room.codes({ ...again, afterDecisionId: first })];

    expect(codes).toEqual([['CONFLICTING_DECISION changeName.0'], []]);
    expect(room.office.names.get('p1')?.at(-1)?.givenName).toBe('Ba');
  });

  it('suspends and reinstates on one day in the declared order', () => {
    const room = new Room();
    room.appoint('p1', 'a/head');
    const first = room.put({ suspend: [{ personId: 'p1' }] }).decisionId;

    const codes = [
      room.codes({ reinstate: [{ personId: 'p1' }] }),
      room.codes({ reinstate: [{ personId: 'p1' }], afterDecisionId: first }),
    ];

    expect(codes).toEqual([['CONFLICTING_DECISION reinstate.0'], []]);
    expect(room.office.suspensions[0]).toMatchObject({ startsOn: DAY, endsOn: DAY });
  });

  it('refuses to end what another decision ends that day, but not what one begins', () => {
    const room = new Room();
    const begun = room.appoint('p1', 'a/head', DAY);
    const ended = room.appoint('p2', 'b/head');
    room.put({ end: [{ appointmentId: ended, reason: 'OTHER' }] });

    const codes = [begun, ended].map((appointmentId) => room.codes({ end: [{ appointmentId, reason: 'OTHER' }] }));

    expect(codes).toEqual([[], ['CONFLICTING_DECISION end.0.appointmentId']]);
    expect(room.office.appointments.get(begun)).toMatchObject({ startsOn: DAY, endsOn: DAY });
  });

  it('lets a person leave everything on the day of a new post, and come back on the day of leaving', () => {
    const room = new Room();
    room.appoint('p1', 'a/head');
    room.appoint('p1', 'b/deputy', DAY);

    const left = room.codes({ end: [{ personId: 'p1', reason: 'RESIGNED' }] });
    const inOffice = room.office.appointmentsByPerson.get('p1')?.filter((one) => inForce(one, DAY));
    const back = room.codes({ appoint: [{ personId: 'p1', postId: 'a/head' }] });

    expect([left, inOffice, back]).toEqual([[], [], []]);
    expect(room.office.appointmentsByPerson.get('p1')?.filter((one) => inForce(one, DAY))).toMatchObject([
      { postId: 'a/head' },
    ]);
  });

  it('wants the decision it comes after to exist and not to be later', () => {
    const room = new Room();
    const later = room.put({ effectiveOn: '2026-06-01', appoint: [{ personId: 'p1', postId: 'a/deputy' }] }).decisionId;
    const line = { appoint: [{ personId: 'p2', postId: 'a/deputy' }] };

    const codes = [room.codes({ ...line, afterDecisionId: 'x' }), room.codes({ ...line, afterDecisionId: later })];

    expect(codes).toEqual([['UNKNOWN_DECISION afterDecisionId'], ['AFTER_IS_LATER afterDecisionId']]);
  });
});

describe('annulment', () => {
  it('names what builds on the decision: what speaks of it, and what could not stand without it', () => {
    const room = new Room();
    const started = room.put({ effectiveOn: '2020-01-01', appoint: [{ personId: 'p1', postId: 'a/head' }] });
    const appointmentId = [...room.office.appointments.keys()][0] ?? '';
    const suspended = room.put({ suspend: [{ appointmentId }] });
    const acting = room.put({ appoint: [{ personId: 'p2', postId: 'a/head', mode: 'ACTING' }] });

    const ofStart = annul(room.facts, new Set([started.decisionId])).dependentIds;
    const ofSuspension = annul(room.facts, new Set([suspended.decisionId])).dependentIds;
    const ofActing = annul(room.facts, new Set([acting.decisionId]));

    expect([ofStart, ofSuspension, ofActing.dependentIds]).toEqual([[suspended.decisionId], [acting.decisionId], []]);
    expect(ofActing.after.appointments.size).toBe(1);
  });

  it('brings back a planned end that an earlier one had overtaken', () => {
    const room = new Room();
    const appointmentId = room.appoint('p1', 'a/head');
    room.put({ effectiveOn: '2026-12-01', end: [{ appointmentId, reason: 'RETIRED' }] });
    const early = room.put({ effectiveOn: '2026-06-01', end: [{ personId: 'p1', reason: 'DISMISSED' }] });

    const { after, dependentIds } = annul(room.facts, new Set([early.decisionId]));

    expect(dependentIds).toEqual([]);
    expect(after.appointments.get(appointmentId)).toMatchObject({ endsOn: '2026-12-01', endReason: 'retired' });
  });
});
