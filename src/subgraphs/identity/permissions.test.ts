import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Principal, Role } from './face';
import { passedOn, permissionTable, Rights, type PostRole } from './permissions';

function rightsOf(
  roles: readonly Role[],
  administers: readonly string[] = [],
  kind: Principal['kind'] = 'person',
): Rights {
  return new Rights({ kind, id: 'p-1', sessionId: 's-1', roles, administers: new Set(administers) });
}

describe('permissions', () => {
  it('let the administrator do everything everywhere', () => {
    const rights = rightsOf(['administrator', 'person']);

    expect(rights.allow('plan:approve', {})).toBe(true);
    expect(rights.allow('decision:record', { units: ['anywhere'] })).toBe(true);
  });

  it('let a unit administrator act only where every unit is administered', () => {
    const rights = rightsOf(['unit-administrator', 'person'], ['so-tttt', 'so-tttt-vp']);

    expect(rights.allow('decision:record', { units: ['so-tttt', 'so-tttt-vp'] })).toBe(true);
    expect(rights.allow('decision:record', { units: ['so-tttt', 'so-yt'] })).toBe(false);
    expect(rights.allow('decision:record', { units: [] })).toBe(false);
    expect(rights.allow('decision:record', {})).toBe(false);
    expect(rights.allow('access:lock', { personId: 'p-2' })).toBe(false);
    expect(rights.allow('plan:approve', { units: ['so-tttt'] })).toBe(false);
  });

  it('let a person read about the organisation, and everything about oneself', () => {
    const rights = rightsOf(['person']);

    expect(rights.allow('person:read', { personId: 'p-2' })).toBe(true);
    expect(rights.allow('account:read', { personId: 'p-1', units: ['so-yt'] })).toBe(true);
    expect(rights.allow('account:read', { personId: 'p-2' })).toBe(false);
    expect(rights.allow('account:read', {})).toBe(false);
    expect(rights.allow('decision:record', { personId: 'p-1' })).toBe(false);
  });

  it('let another system follow, and never pass for a person', () => {
    const rights = rightsOf(['subscriber'], [], 'client');

    expect(rights.allow('role-changes:read', {})).toBe(true);
    expect(rights.allow('account:read', { personId: 'p-1' })).toBe(false);
    expect(rights.allow('decision:record', { units: ['so-tttt'] })).toBe(false);
  });

  it('keep what a person holds by one post apart from what they hold by another', () => {
    const units = { 'asset-accountant': new Set(['so-yt']), 'records-clerk': new Set(['so-nv']) } as const;
    const principal = { kind: 'person', id: 'p-1', sessionId: 's-1', administers: new Set<string>() } as const;
    const rights = new Rights({ ...principal, roles: ['asset-accountant', 'records-clerk'], unitsByRole: units });

    expect(rights.allow('tablet:manage', { units: ['so-yt'] })).toBe(true);
    expect(rights.allow('tablet:manage', { units: ['so-nv'] })).toBe(false);
    expect(rights.allow('decision:record', { units: ['so-yt'] })).toBe(false);
  });

  it('let an auditor read everything and change nothing', () => {
    const rights = rightsOf(['auditor']);

    const reads = ['audit:read', 'account:read', 'plan:read', 'role:read', 'tablet:read', 'client:read'] as const;
    expect(reads.every((permission) => rights.allow(permission, {}))).toBe(true);
    const writes = ['decision:record', 'access:lock', 'plan:approve', 'role:change', 'reconcile'] as const;
    expect(writes.some((permission) => rights.allow(permission, { units: ['so-yt'] }))).toBe(false);
  });

  it('pass on by a delegation what is done and seen at the desk, and no administration', () => {
    const passed = (role: PostRole): unknown => [...passedOn(role, ['so-yt']).keys()];

    expect(passed('unit-administrator')).toEqual(['account:read', 'plan:read', 'role-changes:read', 'tablet:read']);
    expect(passed('records-clerk')).toEqual(['decision:record', 'person:create', 'plan:read', 'role-changes:read']);
    expect(passed('asset-accountant')).toEqual(['tablet:read', 'tablet:manage']);
  });

  it('name the delegation by which alone something is allowed, and none for what one may do by oneself', () => {
    const rights = new Rights({
      kind: 'person',
      id: 'p-1',
      sessionId: 's-1',
      administers: new Set<string>(),
      roles: ['records-clerk', 'delegate', 'person'],
      unitsByRole: { 'records-clerk': new Set(['so-nv']) },
      delegations: [
        { id: 'd-1', delegatorId: 'p-2', reach: passedOn('records-clerk', ['so-yt', 'so-nv']) },
        { id: 'd-2', delegatorId: 'p-3', reach: passedOn('records-clerk', ['so-dl']) },
      ],
    });
    const by = (...units: string[]): unknown => [
      rights.allow('decision:record', { units }),
      rights.delegationFor('decision:record', { units }),
    ];

    expect(by('so-yt')).toEqual([true, 'd-1']);
    expect(by('so-dl')).toEqual([true, 'd-2']);
    expect(by('so-nv')).toEqual([true, null]);
    // Nobody has both: neither delegator could have done it.
    expect(by('so-yt', 'so-dl')).toEqual([false, null]);
    expect(rights.allow('access:lock', { units: ['so-yt'] })).toBe(false);
  });

  it('are told in docs/permissions.md as they are', () => {
    const page = readFileSync(join(__dirname, '../../../docs/permissions.md'), 'utf8');

    expect(page).toContain(permissionTable());
  });
});
