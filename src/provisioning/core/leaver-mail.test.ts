import { desired } from './desired';
import type { PersonFacts } from './facts';
import { plan } from './plan';
import type { PersonPlan, Shadow } from './plan.types';
import { loadPolicy } from './policy/load';
import { PolicyError, type Policy } from './policy/policy.types';
import { applyInMemory } from '../../../test/core/apply-in-memory';
import { appointment, KNOWN, noon, person, POLICY_TEXT, post, SO_TTTT } from '../../../test/core/city';

const HANDOVER = '  handover: { tabletReturnDays: 7 }';
const REPLY = '"{fullName} has left. Write to {redirectTo}."';

function policyWith(mail: string): Policy {
  return loadPolicy(POLICY_TEXT.replace(HANDOVER, `  mail: ${mail}\n${HANDOVER}`), 'policy.yaml', KNOWN);
}

const answering = policyWith(`{ reply: ${REPLY}, redirectTo: keeper }`);
const head = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01');
const left = person([{ ...head, endsOn: '2026-06-01', endBasis: { decisionId: 'end', line: 3 } }]);

function planned(facts: PersonFacts, shadows: readonly Shadow[], day: string, policy: Policy): PersonPlan {
  return plan(desired(facts, policy, noon(day)), facts, shadows, policy, noon(day));
}

function atMail(part: PersonPlan): readonly unknown[] {
  return part.operations.filter(({ targetId }) => targetId === 'mail').map(({ kind, after }) => [kind, after]);
}

describe('mail for a leaver by name', () => {
  const inOffice = applyInMemory(planned(person([head]), [], '2026-05-01', answering), []);

  it('is answered and handed on to the mailbox of the post, once the account is closed', () => {
    const part = planned(left, inOffice, '2026-06-01', answering);

    expect(atMail(part)).toMatchObject([
      ['disable', { status: 'disabled' }],
      [
        'modify',
        {
          attributes: {
            autoReply: expect.stringMatching(/ has left\. Write to giam-doc-so_sotttt@hanoi\.gov\.vn\.$/),
            forwardTo: 'giam-doc-so_sotttt@hanoi.gov.vn',
          },
        },
      ],
    ]);
    const closed = applyInMemory(part, inOffice);
    expect(atMail(planned(left, closed, '2026-06-02', answering))).toEqual([]);
  });

  it('is the own again of who comes back', () => {
    const closed = applyInMemory(planned(left, inOffice, '2026-06-01', answering), inOffice);
    const back = person([...left.appointments, appointment(post(SO_TTTT, 'giam-doc-so'), '2026-07-01')]);

    const part = planned(back, closed, '2026-07-01', answering);

    expect(atMail(part)).toMatchObject([
      ['modify', { attributes: { autoReply: null, forwardTo: null } }],
      ['enable', { status: 'active' }],
    ]);
  });

  it('stays with the closed mailbox where the policy says nothing', () => {
    const silent = loadPolicy(POLICY_TEXT, 'policy.yaml', KNOWN);

    const part = planned(left, inOffice, '2026-06-01', silent);

    expect(atMail(part)).toMatchObject([
      ['disable', {}],
      ['modify', { removeGrants: expect.anything() }],
    ]);
    expect(JSON.stringify(part)).not.toContain('autoReply');
  });

  it('cannot be answered with nothing, or go to somebody whom the policy does not know', () => {
    const problems = ['{}', '{ reply: "" }', '{ redirectTo: anybody }'].map((mail) => {
      try {
        policyWith(mail);
        return [];
      } catch (error) {
        if (error instanceof PolicyError) return error.problems;
        throw error;
      }
    });

    expect(problems.map((some) => some.length)).toEqual([1, 1, 1]);
  });
});
