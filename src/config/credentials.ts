/** The settings of who may sign in with what, and under which address: part of `config.ts`. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error';

/** Keys fetched in the clear could be anybody's: only this machine may be asked so. */
const address = z
  .url({ protocol: /^https?$/ })
  .refine((url) => isSafe(url), 'must begin with https:// (http:// only on this machine)');

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/** Only those in which the issuer alone can sign: with a shared secret, or with none, anybody could. */
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

export const CREDENTIAL_SETTINGS = {
  DIEUHANH_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where callers reach the gateway when something stands before it; what proofs of possession must name.'),
  DIEUHANH_DPOP_NONCE: z
    .enum(['off', 'required'])
    .default('off')
    .describe('`required`: proofs of possession must carry a nonce of this very process.'),
  DIEUHANH_OIDC_ISSUER: address
    .optional()
    .describe('Outside OpenID issuer whose ID tokens sign people in, as its tokens name it; without it none do.'),
  DIEUHANH_OIDC_AUDIENCE: z.string().min(1).max(255).optional().describe('What its tokens must be made for.'),
  DIEUHANH_OIDC_ALGORITHMS: z
    .string()
    .default('RS256,PS256,ES256,EdDSA')
    .describe('Algorithms in which it may sign; none that uses a shared secret.'),
  DIEUHANH_OIDC_JWKS: z
    .string()
    .optional()
    .describe('Address or file of its keys; without it they are asked of the issuer by discovery.'),
  DIEUHANH_OIDC_LOGIN_CLAIM: z
    .string()
    .regex(/^[A-Za-z0-9_.:/-]{1,100}$/)
    .default('preferred_username')
    .describe('Claim that names the login to the letter; `none` for linked subjects only.'),
  DIEUHANH_OIDC_CLOCK_SKEW_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(120)
    .default(30)
    .describe('How far its clock may be from ours.'),
};

const settings = z.object(CREDENTIAL_SETTINGS);
type Values = z.infer<typeof settings>;

export interface CredentialConfig {
  /** Where callers reach the gateway; null: at its own address. */
  readonly publicUrl: string | null;
  /** Proofs of possession carry a nonce of this process. */
  readonly proofNonce: boolean;
  /** The outside issuer whose tokens sign people in; null for none. */
  readonly issuerTokens: {
    readonly issuer: string;
    readonly audience: string;
    readonly algorithms: readonly string[];
    readonly jwks: string | null;
    readonly loginClaim: string | null;
    readonly clockSkewSeconds: number;
  } | null;
}

export function credentialsIn(values: Values): CredentialConfig {
  return {
    publicUrl: values.DIEUHANH_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    proofNonce: values.DIEUHANH_DPOP_NONCE === 'required',
    issuerTokens: issuerIn(values),
  };
}

function issuerIn(values: Values): CredentialConfig['issuerTokens'] {
  const { DIEUHANH_OIDC_ISSUER: issuer, DIEUHANH_OIDC_AUDIENCE: audience, DIEUHANH_OIDC_JWKS: jwks } = values;
  if (issuer === undefined) return null;
  if (audience === undefined)
    throw new ConfigError(['DIEUHANH_OIDC_AUDIENCE: say what the tokens of DIEUHANH_OIDC_ISSUER must be made for']);
  const algorithms = values.DIEUHANH_OIDC_ALGORITHMS.split(',').map((name) => name.trim());
  const wrong = algorithms.filter((name) => !ASYMMETRIC.includes(name));
  if (wrong.length > 0)
    throw new ConfigError([
      `DIEUHANH_OIDC_ALGORITHMS: ${wrong.join(', ')} cannot be taken; any of ${ASYMMETRIC.join(', ')}`,
    ]);
  const isAddress = jwks !== undefined && /^https?:/i.test(jwks);
  if (isAddress && !isSafe(jwks))
    throw new ConfigError(['DIEUHANH_OIDC_JWKS: must begin with https:// (http:// only on this machine)']);
  const claim = values.DIEUHANH_OIDC_LOGIN_CLAIM;
  return {
    issuer,
    audience,
    algorithms,
    jwks: jwks === undefined || isAddress ? (jwks ?? null) : resolve(jwks),
    loginClaim: claim === 'none' ? null : claim,
    clockSkewSeconds: values.DIEUHANH_OIDC_CLOCK_SKEW_SECONDS,
  };
}
