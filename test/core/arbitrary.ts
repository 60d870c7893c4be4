/** Random careers: any mix of posts, pauses, delegations, exceptions and locks within one year, as fast-check draws them. */
import * as fc from 'fast-check';
import { addDays, startOf } from '../../src/shared/day';
import type { AppointmentFacts, Interval, PersonFacts } from '../../src/provisioning/core/facts';
import type { Shadow } from '../../src/provisioning/core/plan.types';
import { person, post, SO_NOI_VU, SO_TTTT, UBND, unit } from './city';

const FIRST_DAY = '2026-01-01';
const DAYS = 120;

const anyDay = fc.integer({ min: 0, max: DAYS }).map((offset) => addDays(FIRST_DAY, offset));
export const anyInstant = fc
  .integer({ min: 0, max: DAYS * 24 + 48 })
  .map((hours) => new Date(startOf(FIRST_DAY).getTime() + hours * 3_600_000));

const anyInterval: fc.Arbitrary<Interval> = fc
  .tuple(anyDay, fc.option(fc.integer({ min: 0, max: DAYS })))
  .map(([startsOn, length]) => ({ startsOn, endsOn: length === null ? null : addDays(startsOn, length) }));

const anyPost = fc
  .tuple(
    fc.constantFrom(SO_TTTT, SO_NOI_VU, UBND, unit('phong-a', 'division', 'so-tttt')),
    fc.constantFrom('giam-doc-so', 'pho-giam-doc-so', 'uy-vien-ubnd-tp', 'van-thu', 'quan-tri-don-vi', 'chuyen-vien'),
  )
  .map(([where, position]) => post(where, position));

const anyFields = fc.uniqueArray(fc.constantFrom('tai-chinh', 'dat-dai', 'cntt'), { maxLength: 3 });

function anyAppointment(id: string): fc.Arbitrary<AppointmentFacts> {
  return fc
    .record({
      interval: anyInterval,
      post: anyPost,
      mode: fc.constantFrom('official' as const, 'acting' as const, 'in-charge' as const),
      primary: fc.boolean(),
      fields: anyFields,
    })
    .map(({ interval, ...rest }) => ({
      ...rest,
      ...interval,
      id,
      homeAppointmentId: null,
      basis: { decisionId: `begins-${id}`, line: 0 },
      endBasis: interval.endsOn === null ? null : { decisionId: `ends-${id}`, line: 0 },
    }));
}

const anyAppointments = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.boolean())
  .chain(([count, seconded]) =>
    fc
      .tuple(...Array.from({ length: count }, (_, index) => anyAppointment(`a${index}`)))
      .map((all): readonly AppointmentFacts[] =>
        all.map((one, index) =>
          seconded && index === 1 ? { ...one, mode: 'seconded' as const, homeAppointmentId: 'a0' } : one,
        ),
      ),
  );

const anySuspension = fc
  .tuple(anyInterval, fc.constantFrom(null, 'a0', 'a1', 'a2'))
  .map(([interval, appointmentId]) => ({ ...interval, appointmentId, basis: { decisionId: 'suspends', line: 0 } }));

const anyDelegation = (id: string) =>
  fc
    .record({
      interval: anyInterval,
      from: anyAppointment(`from-${id}`),
      scope: fc.constantFrom('all', 'sign', 'direct', 'process', 'mọi việc'),
      fields: anyFields,
      delegatorSuspensions: fc.array(anySuspension, { maxLength: 1 }),
    })
    .map(({ interval, ...rest }) => ({ ...rest, ...interval, id, basis: { decisionId: `delegates-${id}`, line: 0 } }));

const anyException = (id: string) =>
  fc
    .record({
      interval: anyInterval,
      targetId: fc.constantFrom('directory', 'mail', 'qlvb:so-tttt', 'qlvb:so-noi-vu', 'unknown'),
      grant: fc.record({ kind: fc.constant('role'), value: fc.constantFrom('read', 'sign', 'extra') }),
    })
    .map(({ interval, ...rest }) => ({ ...rest, ...interval, id, reason: 'clause 41' }));

const anyLock = fc
  .record({
    targetId: fc.constantFrom(null, 'mail', 'directory', 'qlvb:so-tttt'),
    startsAt: anyInstant,
    hours: fc.option(fc.integer({ min: 1, max: 200 })),
  })
  .map(({ targetId, startsAt, hours }) => ({
    targetId,
    startsAt,
    endsAt: hours === null ? null : new Date(startsAt.getTime() + hours * 3_600_000),
    reason: 'lost',
  }));

const anyNames = fc
  .uniqueArray(anyDay, { maxLength: 2 })
  .map((days) => [
    { startsOn: '2000-01-01', familyName: 'Nguyễn', middleName: 'Văn', givenName: 'Mẫu' },
    ...days.map((startsOn, index) => ({ startsOn, familyName: 'Trần', middleName: '', givenName: `Thử${index}` })),
  ]);

export const anyFacts: fc.Arbitrary<PersonFacts> = fc
  .record({
    appointments: anyAppointments,
    suspensions: fc.array(anySuspension, { maxLength: 2 }),
    delegations: fc.tuple(anyDelegation('d0'), anyDelegation('d1')).chain((all) => fc.subarray(all)),
    exceptions: fc.tuple(anyException('e0'), anyException('e1')).chain((all) => fc.subarray(all)),
    locks: fc.array(anyLock, { maxLength: 2 }),
    names: anyNames,
  })
  .map(({ appointments, ...more }) => person(appointments, more));

/** What targets may hold before: nothing, or an account in any state, ours or not. */
export const anyShadows: fc.Arbitrary<readonly Shadow[]> = fc
  .uniqueArray(fc.constantFrom('directory', 'mail', 'qlvb:so-tttt', 'qlvb:so-noi-vu', 'qlvb:ubnd-tp', 'qlvb:elsewhere'))
  .chain((targets) => fc.tuple(...targets.map(anyShadow)));

function anyShadow(targetId: string): fc.Arbitrary<Shadow> {
  return fc
    .record({
      status: fc.constantFrom('active' as const, 'disabled' as const, 'archived' as const),
      linked: fc.boolean(),
      seenAt: fc.option(anyInstant),
      title: fc.constantFrom(null, 'Chuyên viên', ''),
      grants: fc.uniqueArray(fc.constantFrom('read', 'sign', 'extra', 'leaders')),
    })
    .map(({ status, linked, seenAt, title, grants }) => ({
      targetId,
      linked,
      observedAt: startOf(FIRST_DAY),
      disabledSince: status === 'active' ? null : seenAt,
      record: {
        nativeId: `${targetId}#old`,
        name: 'nvmau',
        personId: linked ? 'person-1' : null,
        status,
        attributes: { title },
        grants: grants.map((value) => ({ kind: 'role', value })),
        version: null,
      },
    }));
}
