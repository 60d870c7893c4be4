import { desired } from './desired';
import { plan } from './plan';
import type { Shadow } from './plan.types';
import { loadPolicy } from './policy/load';
import { planHash, samePart, summarise } from './summary';
import { applyInMemory } from '../../../test/core/apply-in-memory';
import {
  appointment,
  KNOWN,
  noon,
  person,
  policy,
  POLICY_TEXT,
  post,
  SO_NOI_VU,
  SO_TTTT,
} from '../../../test/core/city';
import { after, ended, planned, steps } from '../../../test/core/planned';

const basis = { decisionId: 'suspension', line: 0 };

/** Where the policy says what a role has at the directory. */
function grantLine(role: string): number | undefined {
  return policy.roles.find((one) => one.role === role)?.targets.find(({ target }) => target === 'directory')?.grants[0]
    ?.line;
}

const head = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01');

describe('a plan for who comes', () => {
  it('creates every account, the mail after the directory', () => {
    const part = planned(person([head]), [], '2026-05-01');

    expect(steps(part)).toEqual(['create directory inOffice', 'create mail inOffice', 'create qlvb:so-tttt inOffice']);
    expect(part.operations.map(({ waitsFor }) => waitsFor)).toEqual([[], ['directory'], []]);
    expect(part.operations[1]).toMatchObject({
      accountName: 'nvmau',
      nativeId: null,
      before: null,
      after: { status: 'active', addGrants: [{ kind: 'roleMailbox', value: 'giam-doc-so_sotttt' }] },
      basis: [{ by: 'appointment', id: head.id, basis: head.basis }],
    });
    expect(part.operations[1]?.basis[0]?.policyLine).toBeGreaterThan(0);
  });

  it('waits for no target that is open already', () => {
    const shadows = after(person([head]), '2026-05-01').filter(({ targetId }) => targetId !== 'mail');

    expect(
      planned(person([head]), shadows, '2026-05-02').operations.map(({ kind, waitsFor }) => [kind, waitsFor]),
    ).toEqual([['create', []]]);
  });

  it('says nothing where nothing differs, whatever the order of lists', () => {
    const shadows = after(person([head]), '2026-05-01').map((shadow) => ({
      ...shadow,
      record: { ...shadow.record, grants: [...shadow.record.grants].reverse() },
    }));

    expect(planned(person([head]), shadows, '2026-05-02')).toMatchObject({ operations: [], blocked: [] });
  });

  it('creates nothing for a person who is suspended before the first account', () => {
    const facts = person([head], {
      suspensions: [{ appointmentId: null, startsOn: '2026-05-01', endsOn: null, basis }],
    });

    expect(steps(planned(facts, [], '2026-05-02'))).toEqual([]);
  });
});

describe('a plan for who leaves', () => {
  const facts = person([ended(head, '2026-06-01')]);
  const open = after(facts, '2026-05-01');

  it('closes first, takes the grants then, and names the decision line', () => {
    const part = planned(facts, open, '2026-06-01');

    expect(steps(part)).toEqual([
      'disable directory leftOffice',
      'modify directory leftOffice',
      'disable mail leftOffice',
      'modify mail leftOffice',
      'disable qlvb:so-tttt leftOffice',
      'modify qlvb:so-tttt leftOffice',
    ]);
    expect(part.operations.every(({ waitsFor }) => waitsFor.length === 0)).toBe(true);
    expect(part.operations[0]).toMatchObject({
      nativeId: 'directory#nvmau',
      before: { status: 'active' },
      after: { status: 'disabled' },
      basis: [{ id: head.id, basis: { decisionId: 'end', line: 3 } }],
    });
    expect(part.operations[1]?.after).toEqual({
      removeGrants: [
        { kind: 'group', value: 'heads-department' },
        { kind: 'group', value: 'leaders' },
        { kind: 'group', value: 'unit-so-tttt' },
      ],
    });
  });

  it('archives and deletes after their times from the observed disable, deletion with approval only', () => {
    const closed = after(facts, '2026-06-01', open);

    expect(steps(planned(facts, closed, '2026-08-29'))).toEqual([]);
    const archived = planned(facts, closed, '2026-08-30');
    // A directory has no archive.
    expect(steps(archived)).toEqual(['archive mail retention', 'archive qlvb:so-tttt retention']);
    const kept = applyInMemory(archived, closed);
    expect(steps(planned(facts, kept, '2031-05-30'))).toEqual([]);
    const deletion = planned(facts, kept, '2031-05-31');
    expect(steps(deletion)).toEqual([
      'delete directory retention',
      'delete mail retention',
      'delete qlvb:so-tttt retention',
    ]);
    expect(deletion.operations.map(({ needsApproval }) => needsApproval)).toEqual([true, true, true]);
  });

  it('archives nothing whose disable nobody observed', () => {
    const closed = after(facts, '2026-06-01', open).map((shadow) => ({ ...shadow, disabledSince: null }));

    expect(steps(planned(facts, closed, '2040-01-01'))).toEqual([]);
  });

  it('opens the same accounts again for who comes back, also out of the archive', () => {
    const closed = after(facts, '2026-06-01', open);
    const archived = after(facts, '2026-10-01', closed);
    const back = person([...facts.appointments, appointment(post(SO_NOI_VU, 'van-thu'), '2026-11-01')]);

    const part = planned(back, archived, '2026-11-01');

    expect(steps(part)).toEqual([
      'modify directory inOffice',
      'enable directory inOffice',
      'enable mail inOffice',
      'modify mail inOffice',
      'create qlvb:so-noi-vu inOffice',
    ]);
    expect(part.operations[2]?.waitsFor).toEqual(['directory']);
    expect(steps(planned(back, closed, '2026-11-01')).slice(0, 2)).toEqual([
      'modify directory inOffice',
      'enable directory inOffice',
    ]);
  });
});

describe('a plan for who moves', () => {
  it('keeps the account in shared systems, and closes the old instance before the new one opens', () => {
    const facts = person([ended(head, '2026-06-01'), appointment(post(SO_NOI_VU, 'giam-doc-so'), '2026-06-01')]);

    const part = planned(facts, after(facts, '2026-05-01'), '2026-06-01');

    expect(steps(part)).toEqual([
      'disable qlvb:so-tttt moved',
      'modify qlvb:so-tttt moved',
      'modify directory inOffice',
      'modify mail inOffice',
      'create qlvb:so-noi-vu inOffice',
    ]);
    expect(part.operations[3]).toMatchObject({
      before: { attributes: { aliases: ['nvmau_sotttt@hanoi.gov.vn'] } },
      after: {
        attributes: { aliases: ['nvmau_sonoivu@hanoi.gov.vn', 'nvmau_sotttt@hanoi.gov.vn'] },
        addGrants: [{ kind: 'roleMailbox', value: 'giam-doc-so_sonoivu' }],
        removeGrants: [{ kind: 'roleMailbox', value: 'giam-doc-so_sotttt' }],
      },
    });
    expect(Object.keys(part.operations[3]?.after?.attributes ?? {})).toEqual(['aliases']);
  });

  it('takes only what the ended one of two posts gave', () => {
    const clerk = appointment(post(SO_TTTT, 'van-thu'), '2026-05-01');
    const facts = person([ended(head, '2026-06-01'), clerk]);

    const part = planned(facts, after(facts, '2026-05-01'), '2026-06-01');

    expect(part.operations.map(({ kind }) => kind)).toEqual(['modify', 'modify', 'modify']);
    expect(part.operations[0]?.reason).toBe('noPostInForce');
    expect(part.operations[0]?.basis).toEqual([
      { by: 'appointment', id: head.id, basis: { decisionId: 'end', line: 3 }, policyLine: grantLine('unit-head') },
    ]);
  });
});

describe('a plan for who is suspended', () => {
  const facts = person([head], {
    suspensions: [{ appointmentId: null, startsOn: '2026-05-10', endsOn: '2026-06-10', basis }],
  });

  it('closes, keeps the grants, and opens again by itself', () => {
    const open = after(facts, '2026-05-01');
    const part = planned(facts, open, '2026-05-10');
    const closed = applyInMemory(part, open);

    expect(steps(part)).toEqual([
      'disable directory suspended',
      'disable mail suspended',
      'disable qlvb:so-tttt suspended',
    ]);
    expect(part.operations[0]?.basis).toEqual([{ by: 'appointment', id: head.id, basis, policyLine: null }]);
    expect(steps(planned(facts, closed, '2026-06-10')).map((step) => step.split(' ')[0])).toEqual([
      'enable',
      'enable',
      'enable',
    ]);
  });

  it('names the suspension of one post as what takes its grants while another is held', () => {
    const clerk = appointment(post(SO_TTTT, 'van-thu'), '2026-05-01');
    const both = person([head, clerk], {
      suspensions: [{ appointmentId: head.id, startsOn: '2026-05-10', endsOn: null, basis }],
    });

    const part = planned(both, after(both, '2026-05-01'), '2026-05-10');

    expect(part.operations[0]).toMatchObject({ kind: 'modify', targetId: 'directory', reason: 'noPostInForce' });
    expect(part.operations[0]?.basis).toEqual([{ by: 'appointment', id: head.id, basis, policyLine: null }]);
  });

  it('archives no account that is only closed', () => {
    const forever = person([head], {
      suspensions: [{ appointmentId: null, startsOn: '2026-05-10', endsOn: null, basis }],
    });
    const closed = after(forever, '2026-05-10', after(forever, '2026-05-01'));

    expect(steps(planned(forever, closed, '2036-05-10')).filter((step) => /archive|delete/.test(step))).toEqual([]);
  });

  it('takes what must go before it opens the account again', () => {
    const clerk = appointment(post(SO_TTTT, 'van-thu'), '2026-05-01');
    const both = person([head, clerk], {
      suspensions: [{ appointmentId: head.id, startsOn: '2026-05-10', endsOn: null, basis }],
    });
    const whole = person([head, clerk], {
      suspensions: [{ appointmentId: null, startsOn: '2026-05-10', endsOn: null, basis }],
    });
    const closed = after(whole, '2026-05-10', after(whole, '2026-05-01'));

    const part = planned(both, closed, '2026-05-11');

    expect(steps(part).slice(0, 2)).toEqual(['modify directory noPostInForce', 'enable directory inOffice']);
  });
});

describe('accounts that are not ours', () => {
  const stranger = (targetId: string, more: Partial<Shadow> = {}): Shadow => ({
    targetId,
    linked: false,
    observedAt: noon('2026-05-01'),
    disabledSince: null,
    record: {
      nativeId: 'x',
      name: 'nvmau',
      personId: null,
      status: 'active',
      attributes: {},
      grants: [],
      version: null,
    },
    ...more,
  });

  it('are never written, and what comes after them waits', () => {
    const part = planned(person([head]), [stranger('directory')], '2026-05-02');

    expect(steps(part)).toEqual(['create qlvb:so-tttt inOffice']);
    expect(part.blocked).toEqual([
      { targetId: 'directory', accountName: 'nvmau', because: 'unlinked' },
      { targetId: 'mail', accountName: 'nvmau', because: 'waitsForBlocked' },
    ]);
  });

  it('are never written when two are linked to one person', () => {
    const part = planned(
      person([head]),
      [stranger('directory', { linked: true }), stranger('directory', { linked: true })],
      '2026-05-02',
    );

    expect(part.blocked?.[0]).toMatchObject({ targetId: 'directory', because: 'disputed' });
    expect(part.operations.some(({ targetId }) => targetId === 'directory')).toBe(false);
  });

  it('are never written under a protected name, even linked', () => {
    const admin = person([], { login: 'admin' });
    const record = { ...stranger('directory').record, name: 'Admin', grants: [{ kind: 'group', value: 'root' }] };

    expect(steps(planned(admin, [stranger('directory', { linked: true, record })], '2026-05-02'))).toEqual([]);
    expect(planned(person([head], { login: 'admin' }), [], '2026-05-02').blocked?.[0]).toMatchObject({
      because: 'protected',
    });
  });
});

describe('what makes plans the same', () => {
  const facts = person([ended(head, '2026-06-01')]);
  const open = after(facts, '2026-05-01');

  it('is what they write, not when and not by which decision', () => {
    const later = person([{ ...ended(head, '2026-06-01'), endBasis: { decisionId: 'recorded', line: 0 } }]);
    const a = planned(facts, open, '2026-06-01');
    const b = planned(later, open, '2026-06-02');

    expect(samePart(a, b)).toBe(true);
    expect(planHash([a])).toBe(planHash([b, planned(person([]), [], '2026-06-01')]));
    expect(samePart(a, planned(facts, open, '2026-05-31'))).toBe(false);
    expect(planHash([a])).not.toBe(planHash([]));
  });

  it('is summed up by kind', () => {
    expect(summarise([planned(facts, open, '2026-06-01'), planned(facts, [], '2026-05-01')])).toEqual({
      create: 3,
      modify: 3,
      enable: 0,
      disable: 3,
      archive: 0,
      delete: 0,
      handover: 0,
      noop: 0,
      netLoss: 3,
    });
  });
});

describe('a changed policy', () => {
  it('is a loss that no decision explains', () => {
    const smaller = loadPolicy(
      POLICY_TEXT.replace('roles: [register, assign, read]', 'roles: [register, read]'),
      'p',
      KNOWN,
    );
    const facts = person([appointment(post(SO_TTTT, 'van-thu'), '2026-05-01')]);
    const at = noon('2026-05-02');

    const part = plan(desired(facts, smaller, at), facts, after(facts, '2026-05-01'), smaller, at);

    expect(part.operations).toMatchObject([
      {
        kind: 'modify',
        targetId: 'qlvb:so-tttt',
        reason: 'noPostInForce',
        basis: [],
        after: { removeGrants: [{ kind: 'role', value: 'assign' }] },
      },
    ]);
  });
});
