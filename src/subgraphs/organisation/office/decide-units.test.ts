/** Decisions that establish, end and map units. */
import { inForce } from './model';
import { Room } from './office.fixture';

const DAY = '2026-05-04';

describe('units', () => {
  it('refuses circles, taken and malformed ids, and unknown parents', () => {
    const room = new Room();
    const unit = (
      id: string,
      parentId: string | null,
    ): { id: string; name: string; kind: string; parentId: string | null } => ({
      id,
      name: 'Đơn vị',
      kind: 'department',
      parentId,
    });

    const codes = [
      room.codes({ establishUnit: [unit('x', 'y'), unit('y', 'x')] }),
      room.codes({ establishUnit: [unit('x', 'x')] }),
      room.codes({ establishUnit: [unit('a', null), unit('Sở A', null)] }),
      room.codes({
        issuerId: 'x',
        establishUnit: [unit('y', 'x'), unit('x', null)],
        openPost: [{ id: 'y/head', unitId: 'y', positionId: 'head' }],
        appoint: [{ personId: 'p1', postId: 'y/head' }],
      }),
    ];

    expect(codes).toEqual([
      ['CIRCULAR_UNITS establishUnit.0.parentId', 'CIRCULAR_UNITS establishUnit.1.parentId'],
      ['CIRCULAR_UNITS establishUnit.0.parentId'],
      ['ID_TAKEN establishUnit.0.id', 'INVALID_ID establishUnit.1.id'],
      [],
    ]);
  });

  it('ends only with those below it and with nobody left', () => {
    const room = new Room();
    const held = room.appoint('p1', 'a/deputy');
    const scheduled = room.put({ effectiveOn: '2027-01-01', appoint: [{ personId: 'p2', postId: 'a1/head' }] });

    const codes = [
      room.codes({ endUnit: [{ unitId: 'a', successorIds: ['b'] }] }),
      room.codes({
        endUnit: [{ unitId: 'a' }, { unitId: 'a1' }],
        end: [{ appointmentId: held, reason: 'REORGANISED' }],
      }),
      room.codes({
        issuerId: 'b',
        endUnit: [{ unitId: 'a' }, { unitId: 'a1' }],
        end: [{ appointmentId: held, reason: 'REORGANISED' }],
        mapPost: [{ fromPostId: 'a1/head', toPostId: 'b/head' }],
      }),
    ];

    expect(scheduled.problems).toBeNull();
    expect(codes).toEqual([
      ['UNIT_HAS_HOLDERS endUnit.0.unitId', 'UNIT_HAS_UNITS endUnit.0.unitId'],
      ['UNIT_HAS_HOLDERS endUnit.1.unitId'],
      [],
    ]);
    expect(room.office.appointmentsByPerson.get('p2')?.filter((one) => inForce(one, '2027-01-01'))).toMatchObject([
      { postId: 'b/head' },
    ]);
  });

  it('maps holders with mode, term, suspension and secondment', () => {
    const room = new Room();
    const home = room.appoint('p1', 'a/deputy', '2020-01-01', {
      primary: true,
      fields: ['Y tế'],
      termEndsOn: '2030-01-01',
    });
    room.appoint('p1', 'b/deputy', '2026-01-01', { mode: 'SECONDED', homeAppointmentId: home });
    room.put({ effectiveOn: '2026-03-01', suspend: [{ appointmentId: home }] });

    room.put({ mapPost: [{ fromPostId: 'a/deputy', toPostId: 'a1/deputy' }] });

    const moved = room.office.appointmentsByPost.get('a1/deputy')?.[0];
    expect(moved).toMatchObject({
      personId: 'p1',
      primary: true,
      fields: ['Y tế'],
      termEndsOn: '2030-01-01',
      startsOn: DAY,
    });
    expect(room.office.suspensions.filter((one) => one.appointmentId === moved?.id)).toHaveLength(1);
    expect(room.office.appointmentsByPost.get('b/deputy')?.at(-1)).toMatchObject({
      mode: 'seconded',
      homeAppointmentId: moved?.id,
      endsOn: null,
    });
    expect(room.codes({ effectiveOn: '2026-06-01', appoint: [{ personId: 'p4', postId: 'a/deputy' }] })).toEqual([
      'POST_NOT_IN_FORCE appoint.0.postId',
    ]);
  });
});
