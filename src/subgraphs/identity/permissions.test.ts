import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Principal, Role } from './face';
import { Rights, permissionTable } from './permissions';

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

  it('are told in the README as they are', () => {
    const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');

    expect(readme).toContain(permissionTable());
  });
});
