/**
 * What another system may be given. Nothing among them approves, grants, links, hands out credentials or changes the
 * rules: that takes a person.
 */
import type { Permission, Role } from './face';

/** Short for the three rights of a system that follows who holds office. */
export const CLIENT_ROLES = ['subscriber'] as const satisfies readonly Role[];
export type ClientRole = (typeof CLIENT_ROLES)[number];

export const CLIENT_SCOPES = [
  'decision:read',
  'person:read',
  'role-changes:read',
  'account:read',
  'plan:read',
  'policy:read',
  'tablet:read',
  'audit:read',
  'person:create',
  'decision:record',
  'access:lock',
  'reconcile',
  'tablet:manage',
] as const satisfies readonly Permission[];
export type ClientScope = (typeof CLIENT_SCOPES)[number];

export function rolesIn(stored: string): readonly ClientRole[] {
  const names = JSON.parse(stored) as readonly string[];
  return CLIENT_ROLES.filter((role) => names.includes(role));
}

/** What is stored and no longer given to systems counts no more. */
export function scopesIn(stored: string | null): readonly ClientScope[] {
  const names = stored === null ? [] : (JSON.parse(stored) as readonly string[]);
  return CLIENT_SCOPES.filter((scope) => names.includes(scope));
}
