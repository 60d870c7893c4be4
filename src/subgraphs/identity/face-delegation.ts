/** Part of identity's face: on whose behalf an act is done, where only a delegation allows it (clause 52). */
import type { Context, Delegation, Permission, Scope } from './face';
import { Rights } from './permissions';

/** The delegation by which alone the caller may do this; null where they may by themselves. */
export function delegationFor(ctx: Context, permission: Permission, scope: Scope = {}): Delegation | null {
  const principal = ctx.signedIn();
  const { delegations = [] } = principal;
  if (delegations.length === 0) return null;
  const id = new Rights(principal).delegationFor(permission, scope);
  return delegations.find((one) => one.id === id) ?? null;
}

/** What the audit row of such an act says beside who acted. */
export function onBehalf(delegation: Delegation | null): {
  readonly onBehalfOfId: string | null;
  readonly delegationId: string | null;
} {
  return { onBehalfOfId: delegation?.delegatorId ?? null, delegationId: delegation?.id ?? null };
}

/** Whether it is the affair of whoever acts, or of whom they act for. */
export function isOwnAffair(ctx: Context, delegation: Delegation | null, personId: string): boolean {
  const { kind, id } = ctx.signedIn();
  return (kind === 'person' && id === personId) || delegation?.delegatorId === personId;
}
