/**
 * The room's keys as a running process knows them. The file is looked at again, at most once a second, so that a key
 * rotated by the verb signs without a restart and one that was dropped verifies nothing more. Losing the file ends every
 * session and voids open activation codes and the secrets of clients, nothing more.
 */
import { createHmac, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { statSync } from 'node:fs';
import { makeKeyFile, readKeyFile, type KeyFileContent } from './key-file';

type Purpose = 'refresh' | 'activation-code' | 'activation-hash' | 'client';

export interface Keys {
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject };
  /** The key that verifies what `kid` signed; undefined for one that is not ours. */
  verifying(kid: string): KeyObject | undefined;
  /** 256 bits that only the holder of the file can compute; different purposes give unrelated values. */
  derive(purpose: Purpose, input: string): Buffer;
}

const LOOK_EVERY_MS = 1_000;

/** Reads the file, after making it when there is none. */
export function loadKeys(file: string): Keys {
  makeKeyFile(file);
  return new KeyRing(file);
}

class KeyRing implements Keys {
  private signs: Keys['signing'];
  private verifies: ReadonlyMap<string, KeyObject>;
  private readonly secret: Buffer;
  private seen: string;
  private lookedAtMs = performance.now();

  constructor(private readonly file: string) {
    const { content, stats } = readKeyFile(file);
    this.secret = Buffer.from(content.secret, 'base64url');
    ({ signs: this.signs, verifies: this.verifies } = ringOf(content));
    this.seen = mark(stats);
  }

  get signing(): Keys['signing'] {
    this.look();
    return this.signs;
  }

  verifying(kid: string): KeyObject | undefined {
    if (!this.verifies.has(kid)) this.lookedAtMs = -Infinity;
    this.look();
    return this.verifies.get(kid);
  }

  derive(purpose: Purpose, input: string): Buffer {
    return createHmac('sha256', this.secret).update(`${purpose}\n${input}`).digest();
  }

  /** A file that cannot be read now changes nothing: the keys in hand are as good as they were. */
  private look(): void {
    const nowMs = performance.now();
    if (nowMs - this.lookedAtMs < LOOK_EVERY_MS) return;
    this.lookedAtMs = nowMs;
    try {
      if (mark(statSync(this.file)) === this.seen) return;
      const { content, stats } = readKeyFile(this.file);
      ({ signs: this.signs, verifies: this.verifies } = ringOf(content));
      this.seen = mark(stats);
    } catch {
      return;
    }
  }
}

function ringOf({ keys }: KeyFileContent): { signs: Keys['signing']; verifies: ReadonlyMap<string, KeyObject> } {
  const pairs = keys.map(({ kid, privateKey }) => ({
    kid,
    privateKey: createPrivateKey({ key: privateKey as JsonWebKey, format: 'jwk' }),
  }));
  return {
    signs: pairs[0]!,
    verifies: new Map(pairs.map(({ kid, privateKey }) => [kid, createPublicKey(privateKey)])),
  };
}

function mark({ ino, mtimeMs, size }: { ino: number; mtimeMs: number; size: number }): string {
  return `${ino} ${mtimeMs} ${size}`;
}
