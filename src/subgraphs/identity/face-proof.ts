/** Part of identity's face: that the caller of a request holds a key (DPoP, RFC 9449). */

/** Algorithms in which a caller may prove it. */
export const PROOF_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'] as const;

/** What the proof of one request proved. */
export interface Proof {
  /** SHA-256 thumbprint of the public key (RFC 7638). */
  readonly jkt: string;
  readonly jti: string;
  /** In seconds. */
  readonly issuedAt: number;
}
