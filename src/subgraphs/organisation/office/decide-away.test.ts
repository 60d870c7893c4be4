/** Decisions by which somebody is away from a post, or another carries it: suspension, secondment, delegation. */
import { Room } from './office.fixture';

const DAY = '2026-05-04';

describe('suspension', () => {
  it('lasts until its own end or its reinstatement, scope by scope', () => {
    const room = new Room();
    const appointmentId = room.appoint('p1', 'a/head');
    room.put({ suspend: [{ appointmentId, endsOn: '2026-07-01' }] });
    room.put({ suspend: [{ personId: 'p1' }] });

    const codes = [
      room.codes({ effectiveOn: '2026-05-10', suspend: [{ personId: 'p1' }] }),
      room.codes({ effectiveOn: '2026-05-10', reinstate: [{ personId: 'p1' }] }),
      room.codes({ effectiveOn: '2026-05-11', reinstate: [{ personId: 'p1' }] }),
    ];

    expect(codes).toEqual([['ALREADY_SUSPENDED suspend.0.personId'], [], ['NOT_SUSPENDED reinstate.0.personId']]);
    expect(new Set(room.office.suspensions.map((one) => one.endsOn))).toEqual(new Set(['2026-05-10', '2026-07-01']));
  });
});

describe('secondment', () => {
  it('names a home of the same person, in force, and only then', () => {
    const room = new Room();
    const [own, other] = [room.appoint('p1', 'a/head'), room.appoint('p2', 'b/head')];
    const second = (more: object): string[] =>
      room.codes({ appoint: [{ personId: 'p1', postId: 'b/deputy', mode: 'SECONDED', ...more }] });

    const codes = [
      second({}),
      second({ homeAppointmentId: other }),
      second({ homeAppointmentId: own, mode: 'OFFICIAL' }),
      second({ homeAppointmentId: own }),
    ];

    expect(codes).toEqual([
      ['HOME_APPOINTMENT_NEEDED appoint.0.homeAppointmentId'],
      ['HOME_OF_ANOTHER_PERSON appoint.0.homeAppointmentId'],
      ['HOME_ONLY_FOR_SECONDMENT appoint.0.homeAppointmentId'],
      [],
    ]);
  });
});

describe('delegation', () => {
  const to = (toPersonId: string, fromAppointmentId: string): object => ({
    delegate: [{ fromAppointmentId, toPersonId, scope: 'Ký văn bản', endsOn: '2026-12-01' }],
  });

  it('goes no further than the one who received it', () => {
    const room = new Room();
    const [head, deputy] = [room.appoint('p1', 'a/head'), room.appoint('p2', 'a/deputy')];
    room.appoint('p3', 'a/deputy');
    room.put(to('p2', head));
    const [delegationId] = room.office.delegations.keys();

    const codes = [
      room.codes(to('p3', deputy)),
      room.codes(to('p3', delegationId ?? '')),
      room.codes(to('p1', head)),
      room.codes(to('p4', head)),
    ];

    expect(codes).toEqual([
      ['NO_REDELEGATION delegate.0.scope'],
      ['NO_REDELEGATION delegate.0.fromAppointmentId'],
      ['DELEGATE_IS_DELEGATOR delegate.0.toPersonId'],
      ['NOT_IN_OFFICE delegate.0.toPersonId'],
    ]);
  });

  it.each([
    ['the delegator', 0],
    ['the delegate', 1],
  ])('ends with the post of %s', (_, side) => {
    const room = new Room();
    const appointments = [room.appoint('p1', 'a/head'), room.appoint('p2', 'a/deputy')];
    room.put(to('p2', appointments[0] ?? ''));

    room.put({ effectiveOn: '2026-08-01', end: [{ appointmentId: appointments[side], reason: 'OTHER' }] });

    expect([...room.office.delegations.values()]).toMatchObject([{ startsOn: DAY, endsOn: '2026-08-01' }]);
  });

  it('stays while the delegate moves to another post the same day', () => {
    const room = new Room();
    const [head, deputy] = [room.appoint('p1', 'a/head'), room.appoint('p2', 'a/deputy')];
    room.put(to('p2', head));

    room.put({ effectiveOn: '2026-08-01', transfer: [{ appointmentId: deputy, toPostId: 'b/deputy' }] });

    expect([...room.office.delegations.values()]).toMatchObject([{ endsOn: '2026-12-01' }]);
  });

  it('covers no field that the delegator does not', () => {
    const room = new Room();
    const head = room.appoint('p1', 'a/head', '2020-01-01', { fields: ['Ngân sách'] });
    room.appoint('p2', 'a/deputy');

    const codes = room.codes({
      delegate: [{ fromAppointmentId: head, toPersonId: 'p2', scope: 'Ký', fields: ['Đất đai'], endsOn: '2026-12-01' }],
    });

    expect(codes).toEqual(['FIELD_NOT_HELD delegate.0.fields']);
  });
});
