/** Part of identity's face: who stands in the audit record for what a request does. */
import type { Context } from './face';

export interface Caller {
  /** Person id; null for other systems. */
  readonly actorId: string | null;
  /** Id of another system; null for persons. */
  readonly clientId: string | null;
  /** Address. */
  readonly origin: string;
}

export function callerIn(ctx: Context): Caller {
  const { kind, id } = ctx.signedIn();
  const isPerson = kind === 'person';
  return { actorId: isPerson ? id : null, clientId: isPerson ? null : id, origin: ctx.origin };
}
