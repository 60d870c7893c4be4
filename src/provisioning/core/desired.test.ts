import { desired } from './desired';
import type { DesiredAccount } from './plan.types';
import { appointment, noon, person, policy, post, SO_NOI_VU, SO_TTTT, UBND } from '../../../test/core/city';
import type { PersonFacts } from './facts';

const TODAY = '2026-05-10';
const basis = { decisionId: 'suspension', line: 0 };

function accounts(facts: PersonFacts, day = TODAY): ReadonlyMap<string, DesiredAccount> {
  return new Map(desired(facts, policy, noon(day)).accounts.map((account) => [account.targetId, account]));
}

function grantsAt(facts: PersonFacts, targetId: string, day = TODAY): readonly string[] {
  return (accounts(facts, day).get(targetId)?.grants ?? []).map(({ kind, value }) => `${kind}:${value}`);
}

describe('desired', () => {
  it('opens the directory, the mail and the document system of the unit to its head', () => {
    const facts = person([appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01')]);

    const wanted = accounts(facts);

    expect([...wanted.keys()]).toEqual(['directory', 'mail', 'qlvb:so-tttt']);
    expect(grantsAt(facts, 'directory')).toEqual(['group:heads-department', 'group:leaders', 'group:unit-so-tttt']);
    expect(grantsAt(facts, 'mail')).toEqual(['roleMailbox:giam-doc-so_sotttt']);
    expect(wanted.get('directory')?.attributes).toEqual({
      fullName: 'Nguyễn Văn Mẫu',
      familyName: 'Nguyễn',
      givenName: 'Mẫu',
      mail: 'nvmau@hanoi.gov.vn',
      mailAliases: ['nvmau_sotttt@hanoi.gov.vn'],
      title: 'Giám đốc Sở',
      unit: 'so-tttt',
      unitName: 'Sở so-tttt',
    });
    expect(wanted.get('mail')?.attributes).toMatchObject({ address: 'nvmau@hanoi.gov.vn', quotaMiB: 10240 });
    expect(wanted.get('qlvb:so-tttt')?.attributes).toMatchObject({ posts: ['so-tttt/giam-doc-so'] });
  });

  it('names a person by the same of two equal posts, whichever of them was learnt first', () => {
    const [director, other] = [post(SO_TTTT, 'giam-doc-so'), post(SO_NOI_VU, 'giam-doc-so')];
    const learnt = [director, other].map((first) => {
      const second = first === director ? other : director;
      return [
        { ...appointment(first, '2026-05-01'), id: 'a-1' },
        { ...appointment(second, '2026-05-01'), id: 'a-2' },
      ];
    });

    const units = learnt.map((held) => accounts(person(held)).get('directory')?.attributes['unit']);

    expect(units[0]).toBe(units[1]);
  });

  it('begins at 00:00 in Hanoi and ends at 00:00 of the first day out of office', () => {
    const facts = person([appointment(post(SO_TTTT, 'van-thu'), '2026-05-01', { endsOn: '2026-06-01' })]);
    const counts = [
      '2026-04-30T16:59:59.999Z',
      '2026-04-30T17:00:00.000Z',
      '2026-05-31T16:59:59.999Z',
      '2026-05-31T17:00:00.000Z',
    ].map((at) => desired(facts, policy, new Date(at)).accounts.length);

    expect(counts).toEqual([0, 3, 3, 0]);
  });

  it('gives a deputy direction over the fields they cover and nothing of the head (clause 45)', () => {
    const facts = person([appointment(post(SO_TTTT, 'pho-giam-doc-so'), '2026-05-01', { fields: ['tai-chinh'] })]);

    expect(grantsAt(facts, 'qlvb:so-tttt')).toEqual(['field:tai-chinh', 'role:assign', 'role:process', 'role:read']);
  });

  it('adds two posts up, with every justification of what both give', () => {
    const head = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01', { primary: true });
    const member = appointment(post(UBND, 'uy-vien-ubnd-tp'), '2020-05-01');
    const other = appointment(post(SO_TTTT, 'van-thu'), '2026-05-01');
    const facts = person([member, head, other]);

    const wanted = accounts(facts);

    expect([...wanted.keys()]).toEqual(['directory', 'mail', 'qlvb:so-tttt', 'qlvb:ubnd-tp']);
    expect(wanted.get('mail')?.attributes['quotaMiB']).toBe(10240);
    expect(wanted.get('qlvb:ubnd-tp')?.attributes).toMatchObject({
      title: 'Giám đốc Sở',
      posts: ['ubnd-tp/uy-vien-ubnd-tp'],
    });
    const shared = wanted.get('directory')?.grants.find(({ value }) => value === 'unit-so-tttt');
    expect(shared?.justifications.map(({ id }) => id)).toEqual([head.id, other.id].sort());
  });

  it('takes the highest post for the title where none is marked, then the one held longest', () => {
    const clerk = appointment(post(SO_NOI_VU, 'van-thu'), '2019-01-01');
    const deputy = appointment(post(SO_TTTT, 'pho-giam-doc-so'), '2026-05-01');
    const longer = appointment(post(SO_NOI_VU, 'pho-giam-doc-so'), '2024-05-01');

    expect(accounts(person([clerk, deputy])).get('directory')?.attributes['unit']).toBe('so-tttt');
    expect(accounts(person([clerk, deputy, longer])).get('directory')?.attributes['unit']).toBe('so-noi-vu');
  });

  it('wants nothing of a person without office, whatever exceptions and delegations remain', () => {
    const from = appointment(post(SO_TTTT, 'giam-doc-so'), '2020-01-01');
    const facts = person([appointment(post(SO_TTTT, 'van-thu'), '2025-01-01', { endsOn: '2026-05-10' })], {
      exceptions: [
        {
          id: 'e',
          targetId: 'directory',
          grant: { kind: 'group', value: 'vpn' },
          reason: 'x',
          startsOn: '2025-01-01',
          endsOn: null,
        },
      ],
      delegations: [
        {
          id: 'd',
          from,
          scope: 'all',
          fields: [],
          delegatorSuspensions: [],
          basis,
          startsOn: '2025-01-01',
          endsOn: null,
        },
      ],
    });

    expect(accounts(facts).size).toBe(0);
    expect(accounts(facts, '2026-05-09').size).toBe(3);
  });

  it('adds a dated exception, also at a system that no post opens, and leaves out one at no known system', () => {
    const exception = (id: string, targetId: string, endsOn: string | null) => ({
      id,
      targetId,
      grant: { kind: 'group', value: id },
      reason: 'clause 41',
      startsOn: '2026-05-01',
      endsOn,
    });
    const facts = person([appointment(post(SO_TTTT, 'chuyen-vien'), '2026-05-01')], {
      exceptions: [
        exception('vpn', 'directory', null),
        exception('over', 'directory', TODAY),
        exception('guest', 'qlvb:so-noi-vu', null),
        exception('nowhere', 'egov', null),
        exception('no-unit', 'qlvb', null),
      ],
    });

    expect(grantsAt(facts, 'directory')).toEqual(['group:unit-so-tttt', 'group:vpn']);
    expect([...accounts(facts).keys()]).toEqual(['directory', 'mail', 'qlvb:so-noi-vu', 'qlvb:so-tttt']);
  });

  it('closes every account of a suspended person and keeps the grants', () => {
    const head = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01');
    const before = person([head]);
    const facts = person([head], {
      suspensions: [{ appointmentId: null, startsOn: '2026-05-05', endsOn: '2026-05-20', basis }],
    });

    const wanted = [...accounts(facts).values()];

    expect(wanted.map(({ status, disabledBecause }) => [status, disabledBecause])).toEqual(
      Array.from({ length: 3 }, () => ['disabled', 'suspended']),
    );
    expect(grantsAt(facts, 'directory')).toEqual(grantsAt(before, 'directory'));
    expect(accounts(facts, '2026-05-20').get('mail')?.status).toBe('active');
  });

  it('pauses only the grants of one suspended post while another is held, and closes the instance that only it opened', () => {
    const head = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01');
    const clerk = appointment(post(SO_NOI_VU, 'van-thu'), '2026-05-01');
    const suspensions = [{ appointmentId: head.id, startsOn: '2026-05-05', endsOn: null, basis }];
    const facts = person([head, clerk], { suspensions });

    const wanted = accounts(facts);

    expect(wanted.get('directory')?.status).toBe('active');
    expect(grantsAt(facts, 'directory')).toEqual(['group:records-clerks', 'group:unit-so-noi-vu']);
    expect(wanted.get('qlvb:so-tttt')).toMatchObject({ status: 'disabled', disabledBecause: 'suspended' });
    expect(grantsAt(facts, 'qlvb:so-tttt')).toContain('role:sign');
    expect(accounts(person([head], { suspensions })).get('directory')).toMatchObject({
      status: 'disabled',
      disabledBecause: 'suspended',
    });
  });

  it('opens no account by an exception that a suspension closed', () => {
    const head = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01');
    const clerk = appointment(post(SO_NOI_VU, 'van-thu'), '2026-05-01');
    const facts = person([head, clerk], {
      suspensions: [{ appointmentId: head.id, startsOn: '2026-05-05', endsOn: null, basis }],
      exceptions: [
        {
          id: 'e',
          targetId: 'qlvb:so-tttt',
          grant: { kind: 'role', value: 'read' },
          reason: 'x',
          startsOn: '2026-05-01',
          endsOn: null,
        },
      ],
    });

    expect(accounts(facts).get('qlvb:so-tttt')?.status).toBe('disabled');
  });

  it('closes one target or all by a lock, to the millisecond', () => {
    const startsAt = new Date('2026-05-10T05:00:00.000Z');
    const endsAt = new Date('2026-05-10T06:00:00.000Z');
    const head = appointment(post(SO_TTTT, 'giam-doc-so'), '2026-05-01');
    const facts = person([head], { locks: [{ targetId: 'mail', startsAt, endsAt, reason: 'leak' }] });
    const at = (instant: Date) =>
      desired(facts, policy, instant).accounts.map(({ disabledBecause }) => disabledBecause);

    expect(at(startsAt)).toEqual([null, 'locked', null]);
    expect(at(new Date(startsAt.getTime() - 1))).toEqual([null, null, null]);
    expect(at(endsAt)).toEqual([null, null, null]);
  });

  it('moves a seconded person to the host and brings the home back by itself', () => {
    const home = appointment(post(SO_TTTT, 'van-thu'), '2020-05-01', { primary: true });
    const host = appointment(post(SO_NOI_VU, 'chuyen-vien'), '2026-05-01', {
      endsOn: '2026-06-01',
      mode: 'seconded',
      homeAppointmentId: home.id,
    });
    const facts = person([home, host]);

    const away = accounts(facts);

    expect(grantsAt(facts, 'directory')).toEqual(['group:unit-so-noi-vu']);
    expect(away.get('directory')?.attributes['unit']).toBe('so-noi-vu');
    expect(away.get('qlvb:so-tttt')).toMatchObject({ status: 'disabled', disabledBecause: 'seconded' });
    expect(away.get('qlvb:so-noi-vu')?.status).toBe('active');
    expect(grantsAt(facts, 'directory', '2026-06-01')).toEqual(['group:records-clerks', 'group:unit-so-tttt']);
    expect(accounts(facts, '2026-06-01').get('qlvb:so-tttt')?.status).toBe('active');
  });

  it('keeps the alias of a unit that was left until its retention ends', () => {
    const facts = person([
      appointment(post(SO_TTTT, 'chuyen-vien'), '2020-05-01', { endsOn: '2026-05-01' }),
      appointment(post(SO_NOI_VU, 'chuyen-vien'), '2026-05-01'),
    ]);
    const aliases = (day: string) => accounts(facts, day).get('mail')?.attributes['aliases'];

    expect(aliases('2026-05-01')).toEqual(['nvmau_sonoivu@hanoi.gov.vn', 'nvmau_sotttt@hanoi.gov.vn']);
    expect(aliases('2026-07-29')).toHaveLength(2);
    expect(aliases('2026-07-30')).toEqual(['nvmau_sonoivu@hanoi.gov.vn']);
  });

  it('writes the name that is borne on the day and keeps the login', () => {
    const facts = person([appointment(post(SO_TTTT, 'chuyen-vien'), '2020-05-01')], {
      names: [
        { startsOn: '2026-05-10', familyName: 'Nguyễn', middleName: 'Văn', givenName: 'Mới' },
        { startsOn: '2000-01-01', familyName: 'Nguyễn', middleName: 'Văn', givenName: 'Mẫu' },
      ],
    });

    expect(accounts(facts, '2026-05-09').get('qlvb:so-tttt')?.attributes['fullName']).toBe('Nguyễn Văn Mẫu');
    expect(accounts(facts, '2026-05-10').get('qlvb:so-tttt')).toMatchObject({
      name: 'nvmau',
      attributes: { fullName: 'Nguyễn Văn Mới' },
    });
  });
});

describe('a delegation', () => {
  const from = appointment(post(SO_NOI_VU, 'giam-doc-so'), '2020-01-01');
  const own = appointment(post(SO_TTTT, 'chuyen-vien'), '2020-01-01');
  const delegation = {
    id: 'd',
    from,
    scope: 'all',
    fields: [],
    delegatorSuspensions: [],
    basis,
    startsOn: '2026-05-01',
    endsOn: null,
  };
  const receiving = (more: object) => person([own], { delegations: [{ ...delegation, ...more }] });

  it('carries the rights of its scope at the delegator’s instance, no group and no mailbox', () => {
    const facts = receiving({ scope: 'sign' });

    expect(grantsAt(facts, 'qlvb:so-noi-vu')).toEqual(['role:read', 'role:sign']);
    expect(grantsAt(facts, 'directory')).toEqual(['group:unit-so-tttt']);
    expect(grantsAt(facts, 'mail')).toEqual([]);
    expect(accounts(facts).get('qlvb:so-noi-vu')?.grants[0]?.justifications[0]).toMatchObject({
      by: 'delegation',
      id: 'd',
      basis,
    });
  });

  it('carries direction over the named fields only', () => {
    expect(grantsAt(receiving({ fields: ['tai-chinh'], scope: 'direct' }), 'qlvb:so-noi-vu')).toEqual([
      'field:tai-chinh',
      'role:assign',
      'role:read',
    ]);
  });

  it('never carries administration, even of a delegator who has it', () => {
    const administrator = appointment(post(SO_NOI_VU, 'quan-tri-don-vi'), '2020-01-01');

    expect(accounts(receiving({ from: administrator })).has('qlvb:so-noi-vu')).toBe(false);
  });

  it('reads and processes only where the policy does not know the scope', () => {
    expect(grantsAt(receiving({ scope: 'Ký thay trong thời gian đi công tác' }), 'qlvb:so-noi-vu')).toEqual([
      'role:process',
      'role:read',
    ]);
  });

  it('pauses with the delegator’s suspension and ends with the delegator’s post', () => {
    const delegatorSuspensions = [{ appointmentId: null, startsOn: '2026-05-05', endsOn: '2026-05-20', basis }];

    expect(accounts(receiving({ delegatorSuspensions })).get('qlvb:so-noi-vu')).toMatchObject({
      status: 'disabled',
      disabledBecause: 'suspended',
    });
    expect(accounts(receiving({ delegatorSuspensions }), '2026-05-20').get('qlvb:so-noi-vu')?.status).toBe('active');
    expect(accounts(receiving({ from: { ...from, endsOn: TODAY } })).has('qlvb:so-noi-vu')).toBe(false);
  });
});
