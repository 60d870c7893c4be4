/** What nobody does to themselves: giving, linking and letting in again are for another. */
import { Refusal } from '../../errors/refusal';
import type { Context } from '../identity/face';

export function refuseOwn(ctx: Context, personId: string): void {
  const { kind, id } = ctx.signedIn();
  if (kind === 'person' && id === personId) throw new Refusal('OWN_AFFAIR', {}, ['personId']);
}
