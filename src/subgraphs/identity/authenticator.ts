/**
 * From what a request carries to a principal: proof, signature, session, facts, in this order, with every request.
 * Someone who shows no token and someone whose token no longer counts are both nobody; the reason is for the log. A
 * token that is bound to a key and comes without it, or with a proof that was seen before, is refused at once: it is in
 * the wrong hands.
 */
import { recordEvent } from '../../audit/record';
import { In } from 'typeorm';
import { batched } from '../../shared/batched';
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import type { AccessFacts, Denial } from './access';
import type { AccessClaims, AccessTokens } from './access-token';
import { BREAK_GLASS_SCOPES, keyOfOpening } from './break-glass-scopes';
import { BREAK_GLASS } from './face-break-glass';
import { BreakGlassKey } from './break-glass-key.entity';
import { rolesIn, scopesIn } from './client-scopes';
import type { Principal } from './face';
import type { Proof } from './face-proof';
import { keepsRights } from './permissions';
import { proofRefusal, type ProofFault, type Proofs, type ShownProof } from './proofs';
import { ServiceClient } from './service-client.entity';
import { SessionFamily } from './session-family.entity';
import { ToldLately } from './told-lately';

export type Authentication =
  | { readonly principal: Principal; readonly proof: Proof | null }
  | {
      readonly principal: null;
      readonly proof: Proof | null;
      readonly reason: 'none' | 'token' | 'session' | Denial;
    };

/** What a request carries of who is asking. */
export interface Credentials {
  readonly authorization: string | null | undefined;
  readonly proof?: ShownProof;
  /** Address of the caller. */
  readonly origin: string;
}

type Found = { readonly principal: Principal } | { readonly principal: null; readonly reason: 'session' | Denial };

const SCHEME = /^(Bearer|DPoP) +([A-Za-z0-9._~+/=-]+) *$/i;

export class Authenticator {
  private readonly told = new ToldLately();
  /** Thousands of open streams are asked after at once when somebody is in doubt. */
  private readonly family = batched((ids: readonly string[]) => this.families(ids));

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly tokens: AccessTokens,
    private readonly access: AccessFacts,
    private readonly proofs: Proofs,
  ) {}

  /** Refuses a proof that does not hold; a token that does not is nobody's. */
  async authenticate(credentials: Credentials): Promise<Authentication> {
    const { authorization, proof: shown } = credentials;
    const [, scheme, token] = SCHEME.exec(authorization ?? '') ?? [];
    const bound = scheme?.toLowerCase() === 'dpop';
    const proof = shown === undefined ? null : await this.proofs.verified(shown, bound ? (token ?? null) : null);
    if (token === undefined) return { principal: null, proof, reason: authorization ? 'token' : 'none' };
    if (bound && proof === null) throw proofRefusal('missing');
    const claims = await this.tokens.verify(token, this.clock.now());
    if (claims === null) return { principal: null, proof, reason: 'token' };
    const misuse = this.misuse(claims, bound, proof);
    if (misuse !== null) {
      await this.tell(claims, misuse, credentials.origin);
      throw proofRefusal(misuse);
    }
    return { ...(await this.present(claims)), proof };
  }

  /** Whether what a principal was allowed when the context was made is still allowed, all of it. */
  async stillHolds(before: Principal): Promise<boolean> {
    const { kind, id: subjectId, sessionId } = before;
    const { principal } = await this.present({ kind, subjectId, sessionId, jkt: null }, true);
    return principal !== null && keepsRights(before, principal);
  }

  private misuse(claims: AccessClaims, bound: boolean, proof: Proof | null): ProofFault | null {
    if (claims.jkt === null) return bound ? 'unbound' : null;
    if (!bound || proof === null) return 'bearer';
    if (proof.jkt !== claims.jkt) return 'foreign';
    return this.proofs.take(proof) ? null : 'replayed';
  }

  private present(claims: AccessClaims, anyKey = false): Promise<Found> {
    if (claims.kind === 'person') return this.person(claims, anyKey);
    return claims.subjectId === BREAK_GLASS ? this.breakGlass(claims) : this.client(claims);
  }

  private async person({ subjectId, sessionId, jkt }: AccessClaims, anyKey: boolean): Promise<Found> {
    const now = this.clock.now();
    const [family, access] = await Promise.all([this.family(sessionId), this.access.of(subjectId, now)]);
    if (family?.personId !== subjectId || family.revokedAt !== null || family.absoluteExpiresAt <= now)
      return { principal: null, reason: 'session' };
    if (!anyKey && family.jkt !== jkt) return { principal: null, reason: 'session' };
    if (!access.allowed) return { principal: null, reason: access.reason };
    const { allowed: _, ...rights } = access;
    return { principal: { kind: 'person', id: subjectId, sessionId, ...rights } };
  }

  private async families(ids: readonly string[]): Promise<readonly (SessionFamily | undefined)[]> {
    const rows = await this.store.read.findBy(SessionFamily, { id: In([...new Set(ids)]) });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  }

  private async client({ subjectId, sessionId }: AccessClaims): Promise<Found> {
    const client = await this.store.read.findOneBy(ServiceClient, { id: subjectId });
    if (client === null || client.revokedAt !== null) return { principal: null, reason: 'session' };
    const rights = { roles: rolesIn(client.roles), scopes: scopesIn(client.scopes), administers: new Set<string>() };
    const secretGivenTo = [client.givenToId, client.previousGivenToId].filter((id) => id !== null);
    return { principal: { kind: 'client', id: subjectId, sessionId, ...rights, secretGivenTo } };
  }

  /** As long as it was opened for, and the key that opened it is the sealed one. */
  private async breakGlass({ subjectId, sessionId }: AccessClaims): Promise<Found> {
    const id = keyOfOpening(sessionId, this.clock.now());
    if (id === null || !(await this.store.read.existsBy(BreakGlassKey, { id, sealed: 'yes' })))
      return { principal: null, reason: 'session' };
    const rights = { roles: [], scopes: BREAK_GLASS_SCOPES, administers: new Set<string>() };
    return { principal: { kind: 'client', id: subjectId, sessionId, ...rights } };
  }

  private async tell({ kind, subjectId, sessionId }: AccessClaims, reason: string, origin: string): Promise<void> {
    if (!this.told.isNews(`${sessionId} ${reason}`, this.clock.now())) return;
    await this.store.write((tx) =>
      recordEvent(tx, {
        action: 'session.refuse',
        subject: { kind: 'session', id: sessionId },
        origin: origin.slice(0, 64),
        detail: { reason: `proof-${reason}`, [kind === 'person' ? 'personId' : 'clientId']: subjectId },
      }),
    );
  }
}
