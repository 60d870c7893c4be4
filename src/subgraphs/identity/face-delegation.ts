/** Part of identity's face: on whose behalf an act is done (clause 52), and whose own affair it may therefore be. */
import { Refusal } from '../../errors/refusal';
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

/** Whoever acts and whom they act for; for another system, the persons who were given a secret of it that counts. */
export function partiesTo(ctx: Context, delegation: Delegation | null = null): readonly string[] {
  const { kind, id, secretGivenTo = [] } = ctx.signedIn();
  const acting = kind === 'person' ? [id] : secretGivenTo;
  return delegation === null ? acting : [...acting, delegation.delegatorId];
}

/** What nobody does to themselves is for another. */
export function refuseOwn(ctx: Context, personId: string, delegation: Delegation | null = null): void {
  if (partiesTo(ctx, delegation).includes(personId)) throw new Refusal('OWN_AFFAIR', {}, ['personId']);
}
