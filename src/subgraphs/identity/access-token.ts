/**
 * Access tokens: short JWTs that say who and which session, and nothing of rights: those are read afresh with every
 * request. A valid signature is therefore needed and never enough.
 */
import { SignJWT, jwtVerify } from 'jose';
import type { Keys } from './keys';
import type { IdentitySettings } from './settings';

export interface AccessClaims {
  readonly kind: 'person' | 'client';
  /** Person id or client id. */
  readonly subjectId: string;
  readonly sessionId: string;
  /** Thumbprint of the key without which the token is worth nothing; null for a bearer token. */
  readonly jkt: string | null;
}

export interface AccessToken {
  readonly token: string;
  readonly type: 'Bearer' | 'DPoP';
  readonly expiresAt: Date;
}

const ALGORITHM = 'EdDSA';
const TYPE = 'at+jwt';
/** Ours are under 500 characters; whatever is longer is not parsed. */
const LENGTH_MAX = 2048;
/** Tokens whose signature was found good and is not computed again: two thirds of what a request costs here. */
const VERIFIED_MAX = 5000;

interface Verified {
  readonly claims: AccessClaims;
  readonly kid: string;
  readonly expiresAtMs: number;
}

export class AccessTokens {
  /** In the order in which they were first seen; the oldest goes when there are too many. */
  private readonly verified = new Map<string, Verified>();

  constructor(
    private readonly keys: Keys,
    private readonly settings: Pick<IdentitySettings, 'issuer' | 'audience' | 'accessTokenMs'>,
  ) {}

  async sign(claims: AccessClaims, now: Date, lifeMs = this.settings.accessTokenMs): Promise<AccessToken> {
    // JWT times are whole seconds; what the caller is told must not be later than what the token says.
    const issuedAt = Math.floor(now.getTime() / 1000);
    const expiresAt = issuedAt + Math.floor(lifeMs / 1000);
    const { kid, privateKey } = this.keys.signing;
    const bound = claims.jkt === null ? {} : { cnf: { jkt: claims.jkt } };
    const token = await new SignJWT({ sid: claims.sessionId, kind: claims.kind, ...bound })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
      .setSubject(claims.subjectId)
      .setIssuer(this.settings.issuer)
      .setAudience(this.settings.audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(privateKey);
    return { token, type: claims.jkt === null ? 'Bearer' : 'DPoP', expiresAt: new Date(expiresAt * 1000) };
  }

  /** The claims of a token that we signed and that has not expired; null for everything else. */
  async verify(token: string, now: Date): Promise<AccessClaims | null> {
    if (token.length > LENGTH_MAX) return null;
    const known = this.verified.get(token);
    if (known !== undefined && now.getTime() < known.expiresAtMs && this.keys.verifying(known.kid) !== undefined)
      return known.claims;
    this.verified.delete(token);
    const found = await this.read(token, now);
    if (found === null) return null;
    this.verified.set(token, found);
    const oldest = this.verified.keys().next().value;
    if (this.verified.size > VERIFIED_MAX && oldest !== undefined) this.verified.delete(oldest);
    return found.claims;
  }

  private async read(token: string, now: Date): Promise<Verified | null> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, ({ kid }) => this.keyFor(kid), {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        currentDate: now,
        requiredClaims: ['sub', 'sid', 'kind', 'iat', 'exp'],
      });
      const { sub, sid, kind, cnf, exp = 0 } = payload;
      const jkt = cnf === undefined ? null : (cnf as { readonly jkt?: unknown } | null)?.jkt;
      if (typeof sub !== 'string' || typeof sid !== 'string' || (kind !== 'person' && kind !== 'client')) return null;
      // Bound to something that we cannot check: worth no more than a token without a signature.
      if (jkt !== null && typeof jkt !== 'string') return null;
      const claims = { kind, subjectId: sub, sessionId: sid, jkt } as const;
      return { claims, kid: protectedHeader.kid ?? '', expiresAtMs: exp * 1000 };
    } catch {
      // jose throws for every way in which a token can be wrong; the caller is told the same of all of them.
      return null;
    }
  }

  private keyFor(kid: string | undefined): NonNullable<ReturnType<Keys['verifying']>> {
    const key = kid === undefined ? undefined : this.keys.verifying(kid);
    if (key === undefined) throw new Error('signed with a key that is not ours');
    return key;
  }
}
