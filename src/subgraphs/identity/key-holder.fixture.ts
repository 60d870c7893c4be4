/** A device that holds a key and makes proofs of it, for tests. */
import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

export const API = 'http://127.0.0.1:4000/graphql';

export class KeyHolder {
  private constructor(
    private readonly privateKey: CryptoKey,
    readonly jwk: JWK,
    readonly thumbprint: string,
    private readonly algorithm: string,
  ) {}

  static async make(algorithm = 'ES256'): Promise<KeyHolder> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const jwk = await exportJWK(publicKey);
    return new KeyHolder(privateKey, jwk, await calculateJwkThumbprint(jwk), algorithm);
  }

  /** What is not said is as it should be. */
  async proof(at: Date, about: Readonly<Record<string, unknown>> & { readonly token?: string } = {}): Promise<string> {
    const { token, header, ...claims } = about;
    const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
    const iat = Math.floor(at.getTime() / 1000);
    return new SignJWT({ jti: randomUUID(), htm: 'POST', htu: API, iat, ...ath, ...claims })
      .setProtectedHeader({ alg: this.algorithm, typ: 'dpop+jwt', jwk: this.jwk, ...(header as object) })
      .sign(this.privateKey);
  }
}
