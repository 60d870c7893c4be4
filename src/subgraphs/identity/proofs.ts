/**
 * DPoP (RFC 9449): a caller shows with each request that it holds a key, so that a token bound to the key is worth
 * nothing to who stole it. A proof names the method, the address and the token that it is for, is minutes old at most
 * and counts once.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { EmbeddedJWK, calculateJwkThumbprint, errors, jwtVerify, type JWK } from 'jose';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import { PROOF_ALGORITHMS, type Proof } from './face-proof';

/** A proof as it came, and what it came with. */
export interface ShownProof {
  readonly jwt: string;
  /** HTTP method of the request; that of the handshake for a WebSocket. */
  readonly method: string;
  /** Every address by which the request may rightly name this place. */
  readonly urls: readonly string[];
}

interface ProofSettings {
  /** How old a proof may be, and how far ahead of our clock a tablet's may run. */
  readonly proofSeconds: number;
  /** Only proofs that carry a nonce of this process: none made beforehand, or for another process, is taken. */
  readonly proofNonce: boolean;
}

/** Why a proof does not count. */
export type ProofFault =
  'malformed' | 'method' | 'address' | 'age' | 'token' | 'foreign' | 'replayed' | 'bearer' | 'missing' | 'unbound';

const LENGTH_MAX = 4096;
const JTI_MAX = 128;
const NONCE_SLOT_MS = 60_000;
/** Proofs remembered at once; what is forgotten sooner than it ages is refused with all that is as old. */
const REMEMBERED_MAX = 100_000;

export function proofRefusal(reason: ProofFault): Refusal {
  return new Refusal('DPOP_PROOF_INVALID', { reason });
}

export class Proofs {
  private readonly nonceKey = randomBytes(32);
  private readonly memory: ProofMemory;

  constructor(
    private readonly clock: Clock,
    private readonly settings: ProofSettings,
  ) {
    this.memory = new ProofMemory(seconds(clock), settings.proofSeconds, REMEMBERED_MAX);
  }

  /** What the proof proves; refuses with DPOP_PROOF_INVALID or DPOP_NONCE_NEEDED. Whether it came before is `take`. */
  async verified(shown: ShownProof, token: string | null): Promise<Proof> {
    const payload = await this.read(shown);
    if (payload.htm !== shown.method) throw proofRefusal('method');
    const named = placeOf(payload.htu);
    if (named === null || !shown.urls.some((url) => placeOf(url) === named)) throw proofRefusal('address');
    if (token !== null && payload.ath !== createHash('sha256').update(token).digest('base64url'))
      throw proofRefusal('token');
    if (this.settings.proofNonce && !this.isNonce(payload.nonce))
      throw new Refusal('DPOP_NONCE_NEEDED', { nonce: this.nonce(0) });
    return { jkt: payload.jkt, jti: payload.jti, issuedAt: payload.iat };
  }

  /** True for a proof that has not been taken before. */
  take(proof: Proof): boolean {
    return this.memory.take(proof, seconds(this.clock));
  }

  private async read({ jwt }: ShownProof): Promise<Claims> {
    if (jwt.length > LENGTH_MAX) throw proofRefusal('malformed');
    try {
      const { payload, protectedHeader } = await jwtVerify(jwt, EmbeddedJWK, {
        algorithms: [...PROOF_ALGORITHMS],
        typ: 'dpop+jwt',
        currentDate: this.clock.now(),
        maxTokenAge: this.settings.proofSeconds,
        clockTolerance: this.settings.proofSeconds,
        requiredClaims: ['jti', 'htm', 'htu', 'iat'],
      });
      const { jti, htm, htu, iat, ath, nonce } = payload;
      if (typeof jti !== 'string' || jti === '' || jti.length > JTI_MAX || iat === undefined)
        throw proofRefusal('malformed');
      // The tolerance is for clocks that run ahead; twice of it would let a proof live longer than it is remembered.
      if (iat < seconds(this.clock) - this.settings.proofSeconds) throw proofRefusal('age');
      const jkt = await calculateJwkThumbprint(protectedHeader.jwk as JWK);
      return { jti, htm, htu, iat: Math.floor(iat), ath, nonce, jkt };
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (error instanceof errors.JWTExpired) throw proofRefusal('age');
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iat') throw proofRefusal('age');
      throw proofRefusal('malformed');
    }
  }

  private isNonce(given: unknown): boolean {
    return typeof given === 'string' && [0, 1].some((back) => same(given, this.nonce(back)));
  }

  private nonce(back: number): string {
    const slot = Math.floor(this.clock.now().getTime() / NONCE_SLOT_MS) - back;
    return createHmac('sha256', this.nonceKey).update(String(slot)).digest('base64url');
  }
}

interface Claims {
  readonly jti: string;
  readonly htm: unknown;
  readonly htu: unknown;
  readonly iat: number;
  readonly ath: unknown;
  readonly nonce: unknown;
  readonly jkt: string;
}

/**
 * Proofs that were taken, by the second in which they were made. Bounded in number: beyond it the oldest second is
 * forgotten, and from then on nothing as old as that is taken, so that forgetting never lets a proof count twice.
 */
export class ProofMemory {
  private readonly bySecond = new Map<number, Set<string>>();
  private size = 0;
  private floor: number;

  constructor(
    startedAt: number,
    private readonly windowSeconds: number,
    private readonly max: number,
  ) {
    // Nothing that was made before this process began counts: it may have been taken by the one before.
    this.floor = startedAt - 1;
  }

  take({ jkt, jti, issuedAt }: Proof, now: number): boolean {
    this.forgetBefore(now - this.windowSeconds);
    if (issuedAt <= this.floor) return false;
    const known = this.bySecond.get(issuedAt) ?? new Set<string>();
    const key = `${jkt} ${jti}`;
    if (known.has(key)) return false;
    this.bySecond.set(issuedAt, known.add(key));
    this.size += 1;
    while (this.size > this.max) this.forgetBefore(Math.min(...this.bySecond.keys()) + 1);
    return true;
  }

  private forgetBefore(second: number): void {
    for (const [made, proofs] of this.bySecond) {
      if (made >= second) continue;
      this.size -= proofs.size;
      this.bySecond.delete(made);
      this.floor = Math.max(this.floor, made);
    }
  }
}

/** Scheme, host, port and path; query and fragment do not count (RFC 9449, section 4.3). */
function placeOf(url: unknown): string | null {
  if (typeof url !== 'string' || !URL.canParse(url)) return null;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function seconds(clock: Clock): number {
  return Math.floor(clock.now().getTime() / 1000);
}
