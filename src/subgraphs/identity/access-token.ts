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
}

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

const ALGORITHM = 'EdDSA';
const TYPE = 'at+jwt';
/** Ours are under 500 characters; whatever is longer is not parsed. */
const LENGTH_MAX = 2048;
/** Tokens whose signature was found good and is not computed again: two thirds of what a request costs here. */
const VERIFIED_MAX = 5000;

export class AccessTokens {
  /** In the order in which they were first seen; the oldest goes when there are too many. */
  private readonly verified = new Map<string, { readonly claims: AccessClaims; readonly expiresAtMs: number }>();

  constructor(
    private readonly keys: Keys,
    private readonly settings: Pick<IdentitySettings, 'issuer' | 'audience' | 'accessTokenMs'>,
  ) {}

  async sign(claims: AccessClaims, now: Date): Promise<AccessToken> {
    // JWT times are whole seconds; what the caller is told must not be later than what the token says.
    const issuedAt = Math.floor(now.getTime() / 1000);
    const expiresAt = issuedAt + Math.floor(this.settings.accessTokenMs / 1000);
    const token = await new SignJWT({ sid: claims.sessionId, kind: claims.kind })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: this.keys.signing.kid })
      .setSubject(claims.subjectId)
      .setIssuer(this.settings.issuer)
      .setAudience(this.settings.audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.keys.signing.privateKey);
    return { token, expiresAt: new Date(expiresAt * 1000) };
  }

  /** The claims of a token that we signed and that has not expired; null for everything else. */
  async verify(token: string, now: Date): Promise<AccessClaims | null> {
    if (token.length > LENGTH_MAX) return null;
    const known = this.verified.get(token);
    if (known !== undefined && now.getTime() < known.expiresAtMs) return known.claims;
    this.verified.delete(token);
    const found = await this.read(token, now);
    if (found === null) return null;
    this.verified.set(token, found);
    const oldest = this.verified.keys().next().value;
    if (this.verified.size > VERIFIED_MAX && oldest !== undefined) this.verified.delete(oldest);
    return found.claims;
  }

  private async read(token: string, now: Date): Promise<{ claims: AccessClaims; expiresAtMs: number } | null> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.keyFor(kid), {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        currentDate: now,
        requiredClaims: ['sub', 'sid', 'kind', 'iat', 'exp'],
      });
      const { sub, sid, kind, exp = 0 } = payload;
      if (typeof sub !== 'string' || typeof sid !== 'string' || (kind !== 'person' && kind !== 'client')) return null;
      return { claims: { kind, subjectId: sub, sessionId: sid }, expiresAtMs: exp * 1000 };
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
