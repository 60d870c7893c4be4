/**
 * What nobody may record although the units are theirs: a gain of their own or of whom they act for, and a post that
 * carries more than they hold. What is held by a delegation is not passed on.
 */
import { Refusal } from '../../errors/refusal';
import type { Asker } from '../../provisioning/office-reader';
import type { Context } from '../identity/face';
import { delegationFor } from '../identity/face-delegation';
import { permissionsOfPost } from '../identity/face-reach';
import type { Gain } from './office/gains';

export function requireGrantable({ personId, parties, mayConfer }: Asker, gains: readonly Gain[]): void {
  const own = parties ?? [personId];
  if (gains.some((gain) => own.includes(gain.personId))) throw new Refusal('OWN_AFFAIR');
  if (mayConfer === undefined) return;
  const beyond = gains.some(({ managementRole, unitId }) => !mayConfer(managementRole, unitId));
  if (beyond) throw new Refusal('FORBIDDEN', { permission: 'decision:record' });
}

/** Whether the caller holds in this unit, by themselves, whatever a post with this management role carries. */
export function mayConfer(ctx: Context): NonNullable<Asker['mayConfer']> {
  return (managementRole, unitId) =>
    permissionsOfPost(managementRole).every(
      (permission) =>
        ctx.may(permission, { units: [unitId] }) && delegationFor(ctx, permission, { units: [unitId] }) === null,
    );
}
