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

  it('disputes a protected name, even with our person id', () => {
    expect(situations([record({ name: 'admin', personId: 'person-1' })])).toEqual(['disputed']);
    expect(situations([record({ name: 'admin' })], [], 'admin')).toEqual(['disputed']);
    expect(situations([record({ name: 'admin' })])).toEqual(['unmatched']);
  });

  it('calls nothing gone at a target that was not read to its end', () => {
    const answer = correlate(person, 'nvmau', [], [shadow(), shadow({ targetId: 'mail' })], policy, new Set(['mail']));

    expect(answer.map(({ targetId, situation }) => [targetId, situation])).toEqual([['mail', 'gone']]);
  });
});
