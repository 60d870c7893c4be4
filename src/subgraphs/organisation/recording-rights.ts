/** What nobody may record although the units are theirs: a gain of their own, and a post that carries more than they hold. */
import { Refusal } from '../../errors/refusal';
import type { Asker } from '../../provisioning/office-reader';
import type { Context } from '../identity/face';
import { permissionsOfPost } from '../identity/face-reach';
import type { Gain } from './office/gains';

export function requireGrantable({ personId, mayConfer }: Asker, gains: readonly Gain[]): void {
  if (personId !== null && gains.some((gain) => gain.personId === personId)) throw new Refusal('OWN_AFFAIR');
  if (mayConfer === undefined) return;
  const beyond = gains.some(({ managementRole, unitId }) => !mayConfer(managementRole, unitId));
  if (beyond) throw new Refusal('FORBIDDEN', { permission: 'decision:record' });
}

/** Whether the caller holds in this unit whatever a post with this management role carries. */
export function mayConfer(ctx: Context): NonNullable<Asker['mayConfer']> {
  return (managementRole, unitId) =>
    permissionsOfPost(managementRole).every((permission) => ctx.may(permission, { units: [unitId] }));
}
