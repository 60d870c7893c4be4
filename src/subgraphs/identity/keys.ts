/**
 * The room's keys: an Ed25519 key that signs access tokens and one secret from which the rest is derived, in a file
 * that only its owner can read. Losing the file ends every session and voids open activation codes, nothing more.
 * To rotate, put a new key first in `keys`: the first signs, all of them verify.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

export interface Keys {
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject };
  /** The key that verifies what `kid` signed; undefined for one that is not ours. */
  verifying(kid: string): KeyObject | undefined;
  /** 256 bits that only the holder of the file can compute; different purposes give unrelated values. */
  derive(purpose: 'refresh' | 'activation-code' | 'activation-hash' | 'client', input: string): Buffer;
}

const KeyFile = z.object({
  secret: z.string().min(43),
  keys: z
    .array(z.object({ kid: z.string().min(1), privateKey: z.record(z.string(), z.unknown()) }))
    .min(1)
    .max(10),
});

/** Reads the file, after making it when there is none. Two processes that start at once end up with the same one. */
export function loadKeys(file: string): Keys {
  if (!existsSync(file)) create(file);
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new Error(`${file} holds signing keys and others may read it; run: chmod 600 ${file}`);
  }
  const content = KeyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  const secret = Buffer.from(content.secret, 'base64url');
  const pairs = content.keys.map(({ kid, privateKey }) => ({
    kid,
    privateKey: createPrivateKey({ key: privateKey as JsonWebKey, format: 'jwk' }),
  }));
  const verifying = new Map(pairs.map(({ kid, privateKey }) => [kid, createPublicKey(privateKey)]));
  return {
    signing: pairs[0]!,
    verifying: (kid) => verifying.get(kid),
    derive: (purpose, input) => createHmac('sha256', secret).update(`${purpose}\n${input}`).digest(),
  };
}

function create(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  const content = {
    secret: randomBytes(32).toString('base64url'),
    keys: [{ kid: randomBytes(8).toString('base64url'), privateKey: privateKey.export({ format: 'jwk' }) }],
  };
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    // A link appears whole and never replaces what another process made meanwhile.
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft);
  }
}
