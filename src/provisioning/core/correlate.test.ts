import { correlate } from './correlate';
import type { Shadow } from './plan.types';
import type { AccountRecord } from './target';
import { noon, policy } from '../../../test/core/city';

const person = { personId: 'person-1' };

function record(more: Partial<AccountRecord> = {}): AccountRecord {
  return {
    nativeId: 'n1',
    name: 'nvmau',
    personId: null,
    status: 'active',
    attributes: {},
    grants: [],
    version: null,
    ...more,
  };
}

function shadow(more: Partial<Shadow> = {}): Shadow {
  return {
    targetId: 'directory',
    record: record(),
    observedAt: noon('2026-05-01'),
    disabledSince: null,
    linked: true,
    ...more,
  };
}

function situations(
  records: readonly AccountRecord[],
  shadows: readonly Shadow[] = [],
  login = 'nvmau',
): readonly string[] {
  const found = records.map((one) => ({ targetId: 'directory', record: one }));
  return correlate(person, login, found, shadows, policy).map(({ situation }) => situation);
}

describe('correlate', () => {
  it.each([
    ['an account with our person id', [record({ personId: 'person-1', name: 'other' })], [], ['linked']],
    ['an account linked before that cannot hold our id', [record()], [shadow()], ['linked']],
    ['an account of the same name that nobody linked', [record({ name: 'NVMau' })], [], ['unlinked']],
    ['an account of the same name that was seen and not linked', [record()], [shadow({ linked: false })], ['unlinked']],
    ['an account of the same name that is another person’s', [record({ personId: 'person-2' })], [], ['disputed']],
    [
      'a linked account that now bears another person’s id',
      [record({ personId: 'person-2' })],
      [shadow()],
      ['disputed'],
    ],
    ['someone else’s account', [record({ personId: 'person-2', name: 'other' })], [], ['unmatched']],
    [
      'two accounts with our person id',
      [record({ personId: 'person-1' }), record({ personId: 'person-1', nativeId: 'n2' })],
      [],
      ['disputed', 'disputed'],
    ],
    ['an account that is no more', [], [shadow()], ['gone']],
    ['an unlinked account that is no more', [], [shadow({ linked: false })], []],
    [
      'an account made anew under another native id',
      [record({ personId: 'person-1', nativeId: 'n2' })],
      [shadow()],
      ['linked', 'gone'],
    ],
  ])('judges %s', (_, records, shadows, expected) => {
    expect(situations(records, shadows)).toEqual(expected);
  });

  it('calls a protected name so, even with our person id', () => {
    expect(situations([record({ name: 'admin', personId: 'person-1' })])).toEqual(['protected']);
    expect(situations([record({ name: 'admin' })], [], 'admin')).toEqual(['protected']);
    expect(situations([record({ name: 'admin' })])).toEqual(['unmatched']);
  });

  describe('by the exact rule', () => {
    const wanted = {
      personId: 'person-1',
      at: noon('2026-05-01'),
      accounts: [
        {
          targetId: 'directory',
          name: 'nvmau',
          status: 'active' as const,
          attributes: { fullName: 'Nguyễn Văn Mẫu', unitName: 'Sở Y tế' },
          grants: [],
          disabledBecause: null,
        },
      ],
    };
    const same = { fullName: 'Nguyễn Văn Mẫu'.normalize('NFD'), unitName: ' Sở  Y tế', title: 'x' };
    const judged = (more: Partial<AccountRecord>, known: readonly Shadow[] = []): string | undefined =>
      correlate(
        person,
        'nvmau',
        [{ targetId: 'directory', record: record({ attributes: same, ...more }) }],
        known,
        { ...policy, adopt: { directory: ['fullName', 'unitName'] } },
        undefined,
        wanted,
      )[0]?.situation;

    it.each([
      ['adopts what agrees in everything that the policy lists', {}, 'linked'],
      ['leaves what says another name', { attributes: { ...same, fullName: 'Nguyễn Văn Mậu' } }, 'unlinked'],
      ['leaves what says nothing', { attributes: { fullName: same.fullName } }, 'unlinked'],
      ['leaves what bears another login', { name: 'nvmau2' }, 'unmatched'],
      ['leaves what bears another person’s id', { personId: 'person-2' }, 'disputed'],
    ])('%s', (_, more, expected) => {
      expect(judged(more)).toBe(expected);
    });

    it('never links again what a person set apart, nor what is linked to somebody else', () => {
      const known = shadow({ linked: false, record: record({ attributes: same }) });

      expect(judged({}, [{ ...known, apart: true }])).toBe('unlinked');
      expect(judged({ personId: 'person-1' }, [{ ...known, apart: true }])).toBe('unlinked');
      expect(judged({}, [{ ...known, elses: true }])).toBe('disputed');
    });

    it('adopts nothing where the policy lists no attribute', () => {
      const found = [{ targetId: 'directory', record: record({ attributes: same }) }];

      const [answer] = correlate(person, 'nvmau', found, [], { ...policy, adopt: {} }, undefined, wanted);

      expect(answer?.situation).toBe('unlinked');
    });
  });

  it('calls nothing gone at a target that was not read to its end', () => {
    const answer = correlate(person, 'nvmau', [], [shadow(), shadow({ targetId: 'mail' })], policy, new Set(['mail']));

    expect(answer.map(({ targetId, situation }) => [targetId, situation])).toEqual([['mail', 'gone']]);
  });
});
