/**
 * What the sealed administrator may. It stops, records and sees, and gives nobody access that no decision gives: it
 * approves no plan, changes no policy and no role, hands out no code, links no account and registers no system. So it
 * needs no second person.
 */
import type { Permission } from './face';

export const BREAK_GLASS_SCOPES: readonly Permission[] = [
  'decision:record',
  'decision:read',
  'person:create',
  'person:read',
  'account:read',
  'access:lock',
  'session:revoke',
  'plan:read',
  'policy:read',
  'reconcile',
  'target:manage',
  'client:read',
  'role:read',
  'role-changes:read',
  'tablet:read',
  'tablet:manage',
  'audit:read',
];
