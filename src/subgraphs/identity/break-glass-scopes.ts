/**
 * What the sealed administrator may. It stops, records and sees, and gives nobody access that no decision gives: it
 * approves no plan, changes no policy and no role, hands out no code, links no account and registers no system. So it
 * needs no second person.
 */
import type { Permission } from './face';

/** A session of the sealed administrator: the key that opened it, and when it ends, for streams too. */
export function openingOf(keyId: string, until: Date): string {
  return `${keyId}:${until.getTime()}`;
}

/** The key that opened a session, while the session lasts. */
export function keyOfOpening(sessionId: string, now: Date): string | null {
  const [keyId = '', untilMs = ''] = sessionId.split(':');
  return now.getTime() < Number(untilMs) ? keyId : null;
}

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
