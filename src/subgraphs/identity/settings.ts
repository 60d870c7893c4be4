/** What an operator may tune in this room, with the defaults. Durations are milliseconds unless the name says otherwise. */
export interface IdentitySettings {
  /** Holds the signing keys; made with mode 0600 at the first start. */
  readonly keysFile: string;
  readonly issuer: string;
  readonly audience: string;
  readonly accessTokenMs: number;
  /** A refresh token that is not used for so long dies. */
  readonly refreshIdleMs: number;
  /** A session ends after this, however often it was refreshed. */
  readonly sessionMs: number;
  /** How long the immediately preceding refresh token may come again: an answer got lost, or two tabs asked at once. */
  readonly refreshGraceMs: number;
  readonly activationMs: number;
  /** Open sessions of one person; the oldest gives way. */
  readonly sessionsPerPersonMax: number;
  /** How long a repeated Idempotency-Key is recognised. */
  readonly idempotencyMs: number;
  readonly attempts: AttemptSettings;
  /** How old a proof of a held key may be, and how far a tablet's clock may run ahead. */
  readonly proofSeconds: number;
  /** Only proofs with a nonce of this process are taken. */
  readonly proofNonce: boolean;
  /** How long one use of the sealed administrator's key lasts. */
  readonly breakGlassMs: number;
  /** The outside issuer whose tokens sign people in; null for none. */
  readonly issuerTokens: IssuerSettings | null;
}

export interface IssuerSettings {
  /** As its tokens name it. */
  readonly issuer: string;
  /** What a token must be made for. */
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** Address or file of its keys; null: asked of the issuer by discovery. */
  readonly jwks: string | null;
  /** The claim that names the login; null: only subjects that were linked. */
  readonly loginClaim: string | null;
  readonly clockSkewSeconds: number;
}

export interface AttemptSettings {
  readonly perAccount: number;
  /** Failures from one address (IPv6: one /64). Generous: a whole office may share one. */
  readonly perAddress: number;
  readonly windowSeconds: number;
  /** Names and addresses remembered at once; beyond it the oldest is forgotten. */
  readonly keysMax: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const IDENTITY_DEFAULTS: Omit<IdentitySettings, 'keysFile'> = {
  issuer: 'dieuhanh',
  audience: 'dieuhanh-api',
  accessTokenMs: 5 * MINUTE,
  refreshIdleMs: 14 * DAY,
  sessionMs: 30 * DAY,
  refreshGraceMs: 10_000,
  activationMs: 3 * DAY,
  sessionsPerPersonMax: 20,
  idempotencyMs: 7 * DAY,
  proofSeconds: 60,
  proofNonce: false,
  breakGlassMs: 15 * MINUTE,
  issuerTokens: null,
  attempts: { perAccount: 10, perAddress: 100, windowSeconds: 300, keysMax: 20_000 },
};
