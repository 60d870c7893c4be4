/**
 * Judges a token of the outside issuer: signed by it in an algorithm that we allow, for us, not over, and made just
 * now. Who it is for is told by a subject that was linked to a person, else by the claim that names the login.
 */
import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { Clock } from '../../shared/clock';
import { IssuerKeys, IssuerUnavailable } from './issuer-keys';
import type { IssuerSettings } from './settings';

/** What a good token says. */
export interface IssuerIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** The login that it names, to the letter; null when it names none. */
  readonly login: string | null;
}

export type IssuerVerdict =
  | { readonly kind: 'good'; readonly identity: IssuerIdentity }
  | { readonly kind: 'bad'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly fault: string };

const LENGTH_MAX = 16_384;
/** ID tokens, and access tokens that were made for us (RFC 9068). */
const TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt']);
const SUBJECT_MAX = 255;
/** A token is shown right after it was made; one found later is not worth the rest of its life. */
const AGE_MAX_SECONDS = 600;

export class IssuerTokens {
  private readonly keys: IssuerKeys;

  constructor(
    private readonly clock: Clock,
    private readonly settings: IssuerSettings,
  ) {
    this.keys = new IssuerKeys(clock, settings);
  }

  get issuer(): string {
    return this.settings.issuer;
  }

  async judge(token: string): Promise<IssuerVerdict> {
    if (token.length > LENGTH_MAX) return bad('malformed');
    try {
      const { payload, protectedHeader } = await jwtVerify(token, (header, input) => this.keys.keyFor(header, input), {
        algorithms: [...this.settings.algorithms],
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        currentDate: this.clock.now(),
        clockTolerance: this.settings.clockSkewSeconds,
        maxTokenAge: AGE_MAX_SECONDS,
        requiredClaims: ['sub', 'iat', 'exp'],
      });
      const type = (protectedHeader.typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
      // An issuer signs other things for us too: news of a logout has a subject, an audience and a time as well.
      return TYPES.has(type) ? this.identified(payload, type) : bad('type');
    } catch (error) {
      if (error instanceof IssuerUnavailable) return { kind: 'unavailable', fault: faultOf(error) };
      return bad(reasonOf(error));
    }
  }

  private identified(payload: JWTPayload, type: string): IssuerVerdict {
    const { sub = '', aud, azp } = payload;
    if (sub === '' || sub.length > SUBJECT_MAX) return bad('subject');
    // Made for several: then it says which of them asked for it (OpenID Connect Core, 3.1.3.7).
    const forSeveral = Array.isArray(aud) && aud.length > 1;
    const isIdToken = type === 'jwt';
    if (isIdToken && (forSeveral || azp !== undefined) && azp !== this.settings.audience) return bad('party');
    const { loginClaim, issuer } = this.settings;
    const claimed = loginClaim === null ? undefined : payload[loginClaim];
    return { kind: 'good', identity: { issuer, subject: sub, login: typeof claimed === 'string' ? claimed : null } };
  }
}

function bad(reason: string): IssuerVerdict {
  return { kind: 'bad', reason };
}

/** What the operator must know: an address that does not answer, a file that is not there. */
function faultOf({ cause }: IssuerUnavailable): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 300) : 'unknown';
}

/** For the record, never for the caller: which of the token's parts did not hold. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `claim-${error.claim}`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown-key';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  return 'malformed';
}
