/**
 * From a bearer token to a principal: signature, session, facts, in this order, with every request. Someone who shows
 * no token and someone whose token no longer counts are both nobody; the reason is for the log.
 */
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import type { AccessFacts, Denial } from './access';
import type { AccessClaims, AccessTokens } from './access-token';
import type { Principal } from './face';
import { rolesOf } from './clients';
import { ServiceClient } from './service-client.entity';
import { SessionFamily } from './session-family.entity';

export type Authentication =
  | { readonly principal: Principal }
  | { readonly principal: null; readonly reason: 'none' | 'token' | 'session' | Denial };

const SCHEME = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;

export class Authenticator {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly tokens: AccessTokens,
    private readonly access: AccessFacts,
  ) {}

  async authenticate(authorization: string | null | undefined): Promise<Authentication> {
    if (authorization === undefined || authorization === null) return { principal: null, reason: 'none' };
    const token = SCHEME.exec(authorization)?.[1];
    const claims = token === undefined ? null : await this.tokens.verify(token, this.clock.now());
    return claims === null ? { principal: null, reason: 'token' } : this.present(claims);
  }

  /** Whether what a principal was allowed when the context was made is still allowed, all of it. */
  async stillHolds(before: Principal): Promise<boolean> {
    const { principal } = await this.present({ kind: before.kind, subjectId: before.id, sessionId: before.sessionId });
    if (principal === null) return false;
    return (
      before.roles.every((role) => principal.roles.includes(role)) &&
      [...before.administers].every((unit) => principal.administers.has(unit))
    );
  }

  private present(claims: AccessClaims): Promise<Authentication> {
    return claims.kind === 'client' ? this.client(claims) : this.person(claims);
  }

  private async person({ subjectId, sessionId }: AccessClaims): Promise<Authentication> {
    const now = this.clock.now();
    const [family, access] = await Promise.all([
      this.store.read.findOneBy(SessionFamily, { id: sessionId, personId: subjectId }),
      this.access.of(subjectId, now),
    ]);
    if (family === null || family.revokedAt !== null || family.absoluteExpiresAt <= now)
      return { principal: null, reason: 'session' };
    if (!access.allowed) return { principal: null, reason: access.reason };
    return {
      principal: { kind: 'person', id: subjectId, sessionId, roles: access.roles, administers: access.administers },
    };
  }

  private async client({ subjectId, sessionId }: AccessClaims): Promise<Authentication> {
    const client = await this.store.read.findOneBy(ServiceClient, { id: subjectId });
    if (client === null || client.revokedAt !== null) return { principal: null, reason: 'session' };
    return { principal: { kind: 'client', id: subjectId, sessionId, roles: rolesOf(client), administers: new Set() } };
  }
}
