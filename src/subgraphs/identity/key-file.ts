/**
 * The file of keys: one secret from which others are derived, and the keys that sign access tokens, newest first. Only
 * its owner may read it. It is replaced as a whole and never written in place, so that a reader finds the old one or the
 * new one.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const KEYS_MAX = 10;

const KeyFile = z.object({
  secret: z.string().min(43),
  keys: z
    .array(
      z.object({
        kid: z.string().min(1),
        privateKey: z.record(z.string(), z.unknown()),
        /** Since when it signs no more. */
        endedAt: z.iso.datetime().optional(),
      }),
    )
    .min(1)
    .max(KEYS_MAX),
});

export type KeyFileContent = z.infer<typeof KeyFile>;

/** One signing key as it can be told: never the key itself. */
export interface ToldKey {
  readonly kid: string;
  readonly signs: boolean;
  /** Since when it signs no more. */
  readonly endedAt: string | null;
  /** From when on nothing that it signed can still be in force. */
  readonly droppableAt: string | null;
}

/** How long a key outlives its last signature: the longest life of a token and what clocks may differ by. */
export interface Lifetime {
  readonly tokenMs: number;
  readonly now: Date;
}

const SLACK_MS = 60_000;

/** Refuses a file that others may read. */
export function readKeyFile(file: string): { readonly content: KeyFileContent; readonly stats: Stats } {
  const stats = statSync(file);
  if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) {
    throw new Error(`${file} holds signing keys and others may read it; run: chmod 600 ${file}`);
  }
  return { content: KeyFile.parse(JSON.parse(readFileSync(file, 'utf8'))), stats };
}

/** Two processes that start at once end up with the same file. */
export function makeKeyFile(file: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const { privateKey } = generateKeyPairSync('ed25519');
  const content = {
    secret: randomBytes(32).toString('base64url'),
    keys: [{ kid: newKid(), privateKey: privateKey.export({ format: 'jwk' }) }],
  };
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  write(draft, content);
  try {
    // A link appears whole and never replaces what another process made meanwhile.
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft);
  }
}

/** A new key signs from now on; the old ones verify what they signed. After a theft, `drop` ends them at once. */
export async function rotateKeys(file: string, life: Lifetime, drop = false): Promise<readonly ToldKey[]> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const fresh = { kid: newKid(), privateKey: { ...(await exportJWK(privateKey)) } };
  return change(file, life, ({ keys }) => {
    if (!drop && keys.length >= KEYS_MAX)
      throw new Error(`${file} holds ${KEYS_MAX} keys already; drop those that have ended first: --retire`);
    const endedAt = life.now.toISOString();
    return [fresh, ...(drop ? [] : keys.map((key) => ({ endedAt, ...key })))];
  });
}

/** Drops the keys of which no token can be in force any more. */
export async function retireKeys(file: string, life: Lifetime): Promise<readonly ToldKey[]> {
  return change(file, life, ({ keys }) => keys.filter((key, index) => index === 0 || !isOver(key.endedAt, life)));
}

export function toldKeys(file: string, life: Lifetime): readonly ToldKey[] {
  return told(readKeyFile(file).content, life);
}

function change(
  file: string,
  life: Lifetime,
  decide: (content: KeyFileContent) => KeyFileContent['keys'],
): readonly ToldKey[] {
  const draft = `${file}.next`;
  const { content } = readKeyFile(file);
  const next = { ...content, keys: decide(content) };
  // `wx`: of two who rotate at once, one is told that the other is at it.
  write(draft, next);
  renameSync(draft, file);
  return told(next, life);
}

function told({ keys }: KeyFileContent, { tokenMs }: Lifetime): readonly ToldKey[] {
  return keys.map(({ kid, endedAt = null }, index) => ({
    kid,
    signs: index === 0,
    endedAt,
    droppableAt: endedAt === null ? null : new Date(Date.parse(endedAt) + tokenMs + SLACK_MS).toISOString(),
  }));
}

/** A key of which nobody wrote down when it ended stays until it is dropped by a theft's rotation. */
function isOver(endedAt: string | undefined, { tokenMs, now }: Lifetime): boolean {
  return endedAt !== undefined && Date.parse(endedAt) + tokenMs + SLACK_MS <= now.getTime();
}

function newKid(): string {
  return randomBytes(8).toString('base64url');
}

function write(path: string, content: object): void {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
}
