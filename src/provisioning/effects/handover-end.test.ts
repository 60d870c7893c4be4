import { handoverRow } from '../../../test/fakes/handover-row';
import { head, POLICY } from '../../../test/fakes/provisioning-city';
import type { AppointmentFacts } from '../core/facts';
import { endNow, endOf, judgedOn, needsLook } from './handover-end';

const ON = '2026-03-20';
const LATER = {
  ...POLICY,
  leave: { ...POLICY.leave, handover: { tabletReturnDays: POLICY.leave.handover.tabletReturnDays + 7 } },
};
const left = { ...head('nvan', { endsOn: '2026-03-02' }), endBasis: { decisionId: 'd1', line: 0 } };
const row = handoverRow('1', { appointmentId: left.id, personId: 'nvan', ...endOf(left, ON, POLICY) });

describe('the end of a post in a handover', () => {
  it('keeps the day that was told when policy gives more days by now', () => {
    expect(endNow(row, left, ON, LATER)).toEqual(endOf(left, ON, POLICY));
  });

  it('is due anew, by the policy of now, when another decision ended the post on another day', () => {
    const corrected = { ...left, endsOn: '2026-03-10', endBasis: { decisionId: 'd2', line: 1 } };

    expect(endNow(row, corrected, ON, LATER)).toEqual(endOf(corrected, ON, LATER));
    expect(endOf(corrected, ON, LATER)).toMatchObject({ decisionId: 'd2', line: 1, endedOn: '2026-03-10' });
  });

  it('is judged as of its day while the clock is set back, and as of today otherwise', () => {
    expect([judgedOn(row, '2026-03-01'), judgedOn(row, ON)]).toEqual(['2026-03-02', ON]);
  });
});

describe('a handover that is done', () => {
  const done = { ...row, releasedAt: new Date(0), closedAt: new Date(0) };
  const factsOf = (appointment: AppointmentFacts) => [
    { personId: 'nvan', login: 'nvan', names: [], appointments: [appointment], suspensions: [], delegations: [] },
  ];

  it('is left alone as long as the end is the same, also while the clock is set back', () => {
    expect([ON, '2026-03-01'].map((on) => needsLook(done, factsOf(left), on))).toEqual([false, false]);
  });

  it.each([
    ['another decision', { endBasis: { decisionId: 'd2', line: 0 } }],
    ['another day', { endsOn: '2026-02-20' }],
    ['no end any more', { endsOn: null, endBasis: null }],
  ])('is looked at again when facts say %s', (_, change) => {
    expect(needsLook(done, factsOf({ ...left, ...change }), ON)).toBe(true);
  });
});
