/**
 * The keys that sign roots of the chain, in a file of their own that only its owner can read: whoever can alter the
 * store does not thereby hold them. The first signs; the others are kept so that what they signed can be verified.
 */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  calculateJwkThumbprint,
  compactVerify,
  CompactSign,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { z } from 'zod';

export interface RootContent {
  readonly seq: number;
  readonly hash: string;
  readonly at: Date;
}

/** A public key as it is told; its id is its RFC 7638 thumbprint, so that nobody can pass off another under it. */
export interface PublicKey {
  readonly id: string;
  readonly jwk: JWK;
}

export interface RootSigner {
  readonly keyId: string;
  sign(root: RootContent): Promise<string>;
  readonly publicKeys: readonly PublicKey[];
}

const KEYS_MAX = 20;
const TYPE = 'audit-root';
const Stored = z.object({
  keys: z
    .array(z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() }))
    .min(1)
    .max(KEYS_MAX),
});
const Content = z.object({ seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/), at: z.iso.datetime() });

/** Reads the file, after making it when there is none. Refuses one that others may read. */
export async function openSigner(file: string): Promise<RootSigner> {
  if (!existsSync(file)) await make(file);
  const signer = await readSigner(file);
  if (signer === null) throw new Error(`there are no audit keys at ${file}`);
  return signer;
}

/** Null when there is no file. */
export async function readSigner(file: string): Promise<RootSigner | null> {
  if (!existsSync(file)) return null;
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} holds the keys of the audit record and others may read it; run: chmod 600 ${file}`);
  const { keys } = Stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  const publicKeys = await Promise.all(
    keys.map(async ({ kty, crv, x }) => ({ id: await calculateJwkThumbprint({ kty, crv, x }), jwk: { kty, crv, x } })),
  );
  const signs = await importJWK(keys[0]!, 'EdDSA');
  const keyId = publicKeys[0]!.id;
  return {
    keyId,
    publicKeys,
    sign: ({ seq, hash, at }) =>
      new CompactSign(Buffer.from(JSON.stringify({ seq, hash, at: at.toISOString() })))
        .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: keyId })
        .sign(signs),
  };
}

/** What a signature says, or null when none of the keys made it. A key counts only under its own thumbprint. */
export async function verifyRoot(
  signature: string,
  keys: readonly PublicKey[],
): Promise<{ readonly seq: number; readonly hash: string; readonly keyId: string } | null> {
  for (const { id, jwk } of keys.slice(0, KEYS_MAX)) {
    try {
      if ((await calculateJwkThumbprint(jwk)) !== id) continue;
      const { payload, protectedHeader } = await compactVerify(signature, await importJWK(jwk, 'EdDSA'), {
        algorithms: ['EdDSA'],
      });
      if (protectedHeader.typ !== TYPE || protectedHeader.kid !== id) continue;
      const { seq, hash } = Content.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
      return { seq, hash, keyId: id };
    } catch {
      continue;
    }
  }
  return null;
}

async function make(file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { kty, crv, x, d } = await exportJWK(privateKey);
  try {
    // `wx` refuses to overwrite: two starts at once end with one key, not two.
    writeFileSync(file, JSON.stringify({ keys: [{ kty, crv, x, d }] }), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
