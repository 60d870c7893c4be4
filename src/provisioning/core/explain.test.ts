import { appointment, noon, person, policy, post, SO_NOI_VU, SO_TTTT } from '../../../test/core/city';
import { startOf } from '../../shared/day';
import { desired } from './desired';
import { everHeld, explain, moments, type Asked, type PersonPast } from './explain';
import type { PersonFacts } from './facts';
import type { Policy } from './policy/policy.types';

const LEADERS: Asked = { targetId: 'directory', grant: { kind: 'group', value: 'leaders' } };
const head = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01');
const line = (role: string): number | undefined =>
  policy.roles.find((one) => one.role === role)?.targets.find(({ target }) => target === 'directory')?.grants[0]?.line;

function past(facts: PersonFacts, more: Partial<PersonPast> = {}): PersonPast {
  return { facts, keeping: [], policies: [{ from: startOf('2026-01-01'), policy }], ...more };
}

function told(all: PersonPast, asked: Asked, day: string): ReturnType<typeof explain> {
  return explain(moments(all, noon(day)), asked);
}

describe('an explanation', () => {
  it('answers as what is wanted does, for everything that was ever held, at every noon', () => {
    const clerk = appointment(post(SO_NOI_VU, 'van-thu'), '2026-03-01', { endsOn: '2026-07-01' });
    const facts = person([head, clerk], {
      suspensions: [
        { appointmentId: null, startsOn: '2026-06-01', endsOn: '2026-06-10', basis: { decisionId: 's', line: 0 } },
      ],
      exceptions: [
        {
          id: 'x',
          targetId: 'directory',
          grant: { kind: 'group', value: 'guests' },
          startsOn: '2026-05-05',
          endsOn: '2026-05-20',
          reason: 'hội nghị',
        },
      ],
    });

    for (const day of [
      '2026-02-28',
      '2026-03-01',
      '2026-05-10',
      '2026-05-20',
      '2026-06-05',
      '2026-06-10',
      '2026-07-01',
      '2027-01-01',
    ]) {
      const timeline = moments(past(facts), noon(day));
      const wanted = desired(facts, policy, noon(day)).accounts;
      const granted = everHeld(timeline).filter((asked) => explain(timeline, asked).answer !== 'notGranted');

      expect(granted.filter(({ grant }) => grant === null).map(({ targetId }) => targetId)).toEqual(
        wanted.map(({ targetId }) => targetId).sort(),
      );
      expect(granted.filter(({ grant }) => grant !== null)).toHaveLength(wanted.flatMap(({ grants }) => grants).length);
      expect(
        everHeld(timeline).every(
          (asked) =>
            explain(timeline, asked).answer !== 'granted' || explain(timeline, asked).justifications.length > 0,
        ),
      ).toBe(true);
    }
  });

  it('says which of two justifications went and that the other one stays', () => {
    const deputy = appointment(post(SO_NOI_VU, 'pho-giam-doc-so'), '2026-05-01');
    const ended = { ...head, endsOn: '2026-06-01', endBasis: { decisionId: 'end', line: 2 } };

    const answer = told(past(person([ended, deputy])), LEADERS, '2026-06-02');

    expect(answer.answer).toBe('granted');
    expect(answer.justifications).toEqual([
      { by: 'appointment', id: deputy.id, basis: deputy.basis, policyLine: line('deputy-head') },
    ]);
    expect(answer.turns).toHaveLength(1);
  });

  it('blames the policy where the facts did not move, and answers by the policy of the day', () => {
    const strict: Policy = {
      ...policy,
      version: 'strict',
      roles: policy.roles.filter(({ role }) => role !== 'unit-head'),
    };
    const policies = [
      { from: startOf('2026-01-01'), policy },
      { from: startOf('2026-08-01'), policy: strict },
    ];

    const after = told(past(person([head]), { policies }), LEADERS, '2026-08-02');
    const before = told(past(person([head]), { policies }), LEADERS, '2026-07-31');

    expect(after).toMatchObject({
      answer: 'notGranted',
      policy: { version: 'strict' },
      hindrances: [{ word: 'notInPolicy' }],
    });
    expect(after.turns[0]).toMatchObject({
      at: startOf('2026-08-01'),
      to: 'notGranted',
      causes: [{ word: 'policyChanged', by: 'policy', policyLine: line('unit-head'), policyVersion: policy.version }],
    });
    expect(before).toMatchObject({ answer: 'granted', policy: { version: policy.version } });
    const restored = [...policies, { from: startOf('2026-09-01'), policy }];
    expect(told(past(person([head]), { policies: restored }), LEADERS, '2026-09-02').turns[0]).toMatchObject({
      to: 'granted',
      causes: [{ word: 'policyChanged' }],
    });
  });

  it('follows a delegation to the end of the delegator’s post', () => {
    const from = { ...head, endsOn: '2026-06-01', endBasis: { decisionId: 'end', line: 0 } };
    const own = appointment(post(SO_TTTT, 'chuyen-vien'), '2026-01-01');
    const delegation = {
      id: 'd',
      from,
      scope: 'sign',
      fields: [],
      startsOn: '2026-05-10',
      endsOn: '2026-06-01',
      basis: { decisionId: 'paper', line: 0 },
      delegatorSuspensions: [],
    };
    const asked: Asked = { targetId: 'qlvb:so-tttt', grant: { kind: 'role', value: 'sign' } };
    const all = past(person([own], { delegations: [delegation] }));

    expect(told(all, asked, '2026-05-20')).toMatchObject({
      answer: 'granted',
      justifications: [{ by: 'delegation', id: 'd' }],
    });
    expect(told(all, asked, '2026-06-02').turns[0]).toMatchObject({
      causes: [{ word: 'delegatorLeft', basis: { decisionId: 'end' } }],
    });
  });

  it('gives the reason of an exception, while it lasts and once it is over', () => {
    const asked: Asked = { targetId: 'directory', grant: { kind: 'group', value: 'guests' } };
    const exception = {
      id: 'x',
      targetId: 'directory',
      grant: { kind: 'group', value: 'guests' },
      startsOn: '2026-05-05',
      endsOn: '2026-05-20',
      reason: 'hội nghị',
    };
    const all = past(person([head], { exceptions: [exception] }));

    expect(told(all, asked, '2026-05-04')).toMatchObject({ hindrances: [{ word: 'notYet', by: 'exception' }] });
    expect(told(all, asked, '2026-05-10').justifications).toMatchObject([{ by: 'exception', id: 'x' }]);
    expect(told(all, asked, '2026-05-20')).toMatchObject({
      answer: 'notGranted',
      turns: [
        { causes: [{ word: 'endsByItself', detail: 'hội nghị' }] },
        { causes: [{ word: 'began', detail: 'hội nghị' }] },
      ],
    });
  });

  it('says that somebody ended an exception before its day, and why', () => {
    const exception = {
      id: 'x',
      targetId: 'directory',
      grant: { kind: 'group', value: 'guests' },
      startsOn: '2026-05-05',
      endsOn: '2026-05-12',
      reason: 'hội nghị',
      endReason: 'đã về',
    };
    const all = past(person([head], { exceptions: [exception] }));

    const answer = told(all, { targetId: 'directory', grant: exception.grant }, '2026-05-13');

    expect(answer.hindrances).toMatchObject([{ word: 'endedEarly', detail: 'đã về' }]);
    expect(answer.turns[0]).toMatchObject({ to: 'notGranted', causes: [{ word: 'endedEarly', detail: 'đã về' }] });
  });

  const suspension = {
    appointmentId: null,
    startsOn: '2026-06-01',
    endsOn: '2026-06-10',
    basis: { decisionId: 'suspends', line: 1 },
  };
  const lifted = { ...suspension, endBasis: { decisionId: 'reinstates', line: 3 } };
  const other = appointment(post(SO_NOI_VU, 'chuyen-vien'), '2026-05-01');

  it.each([
    ['a suspension of the person that a line lifted', [lifted], [head], 'reinstates'],
    ['one that ended on its own day', [suspension], [head], 'suspends'],
    ['one of a single post among several', [{ ...lifted, appointmentId: head.id }], [head, other], 'reinstates'],
  ])('names the line that ended %s', (_, suspensions, posts, decisionId) => {
    const answer = told(past(person(posts, { suspensions })), LEADERS, '2026-06-11');

    expect(answer.turns[0]).toMatchObject({
      at: startOf('2026-06-10'),
      to: 'granted',
      causes: [{ word: 'suspendedOver', basis: { decisionId } }],
    });
    expect(answer.turns[1]?.causes).toMatchObject([{ word: 'suspended', basis: { decisionId: 'suspends' } }]);
  });

  it('names the line that brought somebody back from a secondment', () => {
    const host = appointment(post(SO_NOI_VU, 'chuyen-vien'), '2026-06-01', {
      mode: 'seconded',
      homeAppointmentId: head.id,
      endsOn: '2026-06-10',
      basis: { decisionId: 'seconds', line: 0 },
      endBasis: { decisionId: 'calls-back', line: 2 },
    });

    const answer = told(past(person([head, host])), LEADERS, '2026-06-11');

    expect(answer.turns[0]?.causes).toMatchObject([{ word: 'secondedOver', basis: { decisionId: 'calls-back' } }]);
  });

  it('tells a lock that is over from one that holds', () => {
    const locks = [{ targetId: null, startsAt: noon('2026-06-01'), endsAt: noon('2026-06-03'), reason: 'mất máy' }];
    const all = past(person([head], { locks }));

    expect(told(all, LEADERS, '2026-06-02')).toMatchObject({
      answer: 'paused',
      hindrances: [{ word: 'locked', detail: 'mất máy' }],
    });
    expect(told(all, LEADERS, '2026-06-04').turns.map(({ to, causes }) => [to, causes[0]?.word])).toEqual([
      ['granted', 'lockedOver'],
      ['paused', 'locked'],
      ['granted', 'began'],
    ]);
  });
});
