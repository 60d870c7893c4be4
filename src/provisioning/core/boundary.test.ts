import { startOf } from '../../shared/day';
import { nextBoundary } from './boundary';
import type { PersonFacts } from './facts';
import type { Shadow } from './plan.types';
import { appointment, noon, person, policy, post, SO_TTTT } from '../../../test/core/city';

const basis = { decisionId: 'x', line: 0 };

function boundaries(facts: PersonFacts, shadows: readonly Shadow[] = []): readonly string[] {
  const instants: string[] = [];
  let at = nextBoundary(facts, policy, shadows, new Date(0));
  while (at !== null && instants.length < 50) {
    instants.push(at.toISOString());
    at = nextBoundary(facts, policy, shadows, at);
  }
  return instants;
}

const NAMED = startOf('2000-01-01').toISOString();

describe('nextBoundary', () => {
  it('knows every start and end, and the end of the alias', () => {
    const facts = person([appointment(post(SO_TTTT, 'van-thu'), '2026-05-01', { endsOn: '2026-06-01' })], {
      suspensions: [{ appointmentId: null, startsOn: '2026-05-10', endsOn: '2026-05-20', basis }],
      exceptions: [
        {
          id: 'e',
          targetId: 'mail',
          grant: { kind: 'k', value: 'v' },
          reason: '',
          startsOn: '2026-05-11',
          endsOn: '2026-05-12',
        },
      ],
      locks: [{ targetId: null, startsAt: noon('2026-05-13'), endsAt: noon('2026-05-14'), reason: '' }],
    });

    const days = ['2026-05-01', '2026-05-10', '2026-05-11', '2026-05-12'].map((day) => startOf(day).toISOString());
    expect(boundaries(facts)).toEqual([
      NAMED,
      ...days,
      noon('2026-05-13').toISOString(),
      noon('2026-05-14').toISOString(),
      ...['2026-05-20', '2026-06-01', '2026-08-30'].map((day) => startOf(day).toISOString()),
    ]);
  });

  it('follows the delegator as well as the delegation', () => {
    const from = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-01-01', { endsOn: '2026-09-01' });
    const delegatorSuspensions = [{ appointmentId: null, startsOn: '2026-05-10', endsOn: '2026-05-20', basis }];
    const facts = person([], {
      delegations: [
        {
          id: 'd',
          from,
          scope: 'sign',
          fields: [],
          delegatorSuspensions,
          basis,
          startsOn: '2026-05-01',
          endsOn: '2026-06-01',
        },
      ],
    });

    const days = ['2026-01-01', '2026-05-01', '2026-05-10', '2026-05-20', '2026-06-01', '2026-09-01'];
    expect(boundaries(facts)).toEqual([NAMED, ...days.map((day) => startOf(day).toISOString())]);
  });

  it('counts retention from the observed disable of our own accounts', () => {
    const shadow: Shadow = {
      targetId: 'mail',
      linked: true,
      observedAt: noon('2026-06-01'),
      disabledSince: noon('2026-06-01'),
      record: {
        nativeId: 'n',
        name: 'nvmau',
        personId: 'person-1',
        status: 'disabled',
        attributes: {},
        grants: [],
        version: null,
      },
    };

    expect(boundaries(person([]), [shadow])).toEqual([
      NAMED,
      noon('2026-08-30').toISOString(),
      noon('2031-05-31').toISOString(),
    ]);
    expect(boundaries(person([]), [{ ...shadow, linked: false }])).toEqual([NAMED]);
  });

  it('is null where time alone changes nothing', () => {
    expect(
      nextBoundary(person([appointment(post(SO_TTTT, 'van-thu'), '2026-05-01')]), policy, [], noon('2026-05-01')),
    ).toBeNull();
  });
});
