/**
 * The keys of the outside issuer: from a file or an address, or found by discovery. They are kept for some minutes. A
 * token signed with a key that is not among them asks for them once more, and then not again for a while: whoever sends
 * invented key ids cannot make us ask the issuer without end.
 */
import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, errors, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../shared/clock';

const KEPT_MS = 10 * 60_000;
const COOL_DOWN_MS = 30_000;
/** An issuer that is away may be so long before its keys, seen before, count no more. */
const STALE_MS = 12 * 3_600_000;
const TIMEOUT_MS = 3_000;
const ANSWER_MAX = 262_144;
const KEYS_MAX = 100;

const JwkSet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(KEYS_MAX) });
const Discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.string() });

/** The issuer's keys cannot be had now: nothing can be said of any token. */
export class IssuerUnavailable extends Error {}

type KeySet = ReturnType<typeof createLocalJWKSet>;
type Key = Awaited<ReturnType<KeySet>>;

interface Kept {
  readonly keys: KeySet;
  readonly atMs: number;
}

export class IssuerKeys {
  private kept: Kept | null = null;
  private asking: Promise<Kept> | null = null;
  private askedForUnknownAtMs = -Infinity;
  private failedAtMs = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly source: { readonly issuer: string; readonly jwks: string | null },
  ) {}

  /** The key that signed; throws `IssuerUnavailable`, or jose's error when there is no such key. */
  async keyFor(header: JWSHeaderParameters | undefined, token: FlattenedJWSInput): Promise<Key> {
    const { keys } = await this.current();
    try {
      return await keys(header, token);
    } catch (error) {
      // Whoever comes while they are being asked for waits for the same answer.
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(this.asking !== null || this.mayAskForUnknown()))
        throw error;
      if (this.asking === null) this.askedForUnknownAtMs = this.nowMs();
      const fresh = await this.ask();
      return fresh.keys(header, token);
    }
  }

  private async current(): Promise<Kept> {
    const { kept } = this;
    if (kept === null) return this.ask();
    if (this.ageMs(kept) < KEPT_MS) return kept;
    // An issuer that just failed is not asked with every token.
    if (Math.abs(this.nowMs() - this.failedAtMs) < COOL_DOWN_MS && this.ageMs(kept) < STALE_MS) return kept;
    try {
      return await this.ask();
    } catch (error) {
      this.failedAtMs = this.nowMs();
      if (this.ageMs(kept) < STALE_MS) return kept;
      throw error;
    }
  }

  /** Many who need it at once ask once. */
  private ask(): Promise<Kept> {
    this.asking ??= this.load().finally(() => (this.asking = null));
    return this.asking;
  }

  private async load(): Promise<Kept> {
    try {
      const set = JwkSet.parse(await this.read(this.source.jwks ?? (await this.discovered())));
      this.kept = { keys: createLocalJWKSet(set as JSONWebKeySet), atMs: this.nowMs() };
      return this.kept;
    } catch (cause) {
      throw new IssuerUnavailable('the keys of the issuer cannot be had', { cause });
    }
  }

  private async discovered(): Promise<string> {
    const issuer = this.source.issuer.replace(/\/$/, '');
    const found = Discovery.parse(await this.read(`${issuer}/.well-known/openid-configuration`));
    if (found.issuer !== this.source.issuer) throw new Error('discovery speaks of another issuer');
    const isAsSafe = found.jwks_uri.startsWith('https:') || !issuer.startsWith('https:');
    if (!isAddress(found.jwks_uri) || !isAsSafe) throw new Error('discovery names no safe address of keys');
    return found.jwks_uri;
  }

  private async read(place: string): Promise<unknown> {
    if (!isAddress(place)) return JSON.parse(await readFile(place, 'utf8'));
    // A redirect could lead anywhere, and an answer without end would be kept whole.
    const response = await fetch(place, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const parts: Uint8Array[] = [];
    let size = 0;
    const reader = response.body.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      size += step.value.byteLength;
      if (size > ANSWER_MAX) {
        await reader.cancel();
        throw new Error(`an answer of more than ${ANSWER_MAX} bytes`);
      }
      parts.push(step.value);
    }
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  }

  private mayAskForUnknown(): boolean {
    return Math.abs(this.nowMs() - this.askedForUnknownAtMs) >= COOL_DOWN_MS;
  }

  private ageMs({ atMs }: Kept): number {
    return Math.abs(this.nowMs() - atMs);
  }

  private nowMs(): number {
    return this.clock.now().getTime();
  }
}

function isAddress(place: string): boolean {
  return /^https?:\/\//i.test(place);
}
