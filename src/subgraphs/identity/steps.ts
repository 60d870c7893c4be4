/**
 * The steps that every way in shares: count the attempt, look at the facts, open the session; and one refusal for all
 * that can be wrong, so that nobody learns which logins exist, who was dismissed or who is suspended. The audit row says
 * which it was.
 */
import { recordEvent } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import { dayOf, startOf } from '../../shared/day';
import type { Store, Tx } from '../../store/store';
import type { AccessToken, AccessTokens } from './access-token';
import type { Attempt, Attempts } from './attempts';
import type { Devices } from './devices';
import type { Context } from './face';
import { printable } from './printable';
import { proofRefusal, type Proofs } from './proofs';
import type { OpenSession, Sessions } from './sessions';

export interface SignedIn {
  readonly access: AccessToken;
  readonly refreshToken: string;
  readonly personId: string;
}

export interface StepParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: AccessTokens;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly devices: Devices;
  readonly proofs: Proofs;
}

/** Who signs in, and how. */
export interface Opening {
  readonly personId: string;
  readonly device: string | null;
  readonly how: 'password' | 'activation' | 'issuer';
  /** What else belongs to it, in the same transaction. */
  readonly before?: (tx: Tx) => Promise<void>;
}

const DEVICE_MAX = 100;

export class Steps {
  constructor(private readonly parts: StepParts) {}

  async count(ctx: Context, attempt: Attempt, typed: string): Promise<void> {
    const tooMany = await this.parts.attempts.count(attempt);
    if (tooMany === null) return;
    if (tooMany.first) await this.refuse(ctx, typed, null, 'too-many-attempts');
    const again = new Date(this.parts.clock.now().getTime() + tooMany.seconds * 1_000);
    throw new Refusal('TOO_MANY_ATTEMPTS', { seconds: tooMany.seconds, time: timeOf(again) });
  }

  succeeded(attempt: Attempt): Promise<void> {
    return this.parts.attempts.succeeded(attempt);
  }

  /** A system that does not answer must lock nobody out. */
  async judged<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'UNAVAILABLE') await this.parts.attempts.unjudged(attempt);
      throw error;
    }
  }

  async refuse(ctx: Context, typed: string, personId: string | null, reason: string): Promise<void> {
    await this.parts.store.write((tx) =>
      recordEvent(tx, {
        action: 'session.refuse',
        subject: { kind: 'login', id: personId === null ? strange(typed) : printable(typed, 64) },
        origin: ctx.origin,
        detail: { reason, ...(personId === null ? {} : { personId }) },
      }),
    );
  }

  /** Bound to the key that came with the request, if one did; a key of a lost tablet or of another's opens nothing. */
  async open(ctx: Context, { personId, device, how, before }: Opening): Promise<SignedIn> {
    const { store, sessions, devices, proofs } = this.parts;
    const proof = ctx.proof ?? null;
    const name = device === null ? null : printable(device.trim(), DEVICE_MAX) || null;
    const jkt = proof?.jkt ?? null;
    const isReplayed = proof !== null && !proofs.take(proof);
    const session = await store.write(async (tx) => {
      // What has happened already is kept whether or not a session follows.
      await before?.(tx);
      if (isReplayed) return 'proof-replayed';
      const objection = jkt === null ? null : await devices.objection(tx, jkt, personId);
      if (objection !== null) return objection;
      return sessions.open(tx, { personId, device: name, origin: ctx.origin, jkt, how });
    });
    if (typeof session !== 'string') return this.signedIn(session);
    await this.refuse(ctx, how, personId, session);
    throw isReplayed ? proofRefusal('replayed') : new Refusal('SIGN_IN_FAILED');
  }

  async signedIn({ personId, sessionId, jkt, refreshToken }: OpenSession): Promise<SignedIn> {
    const claims = { kind: 'person', subjectId: personId, sessionId, jkt } as const;
    const access = await this.parts.tokens.sign(claims, this.parts.clock.now());
    return { access, refreshToken, personId };
  }
}

/** The time of day in Hanoi, `HH:MM:SS`. */
function timeOf(instant: Date): string {
  const sinceMidnightMs = instant.getTime() - startOf(dayOf(instant)).getTime();
  return new Date(sinceMidnightMs).toISOString().slice(11, 19);
}

/** What stands for a login that is nobody's. */
const STRANGE = '(unknown)';
const OUR_WORDS: ReadonlySet<string> = new Set(['activation', 'refresh', 'issuer-token', 'password', 'issuer']);

/** People type their password, or their citizen number, where the login belongs: of what is no login nothing is kept. */
function strange(typed: string): string {
  return OUR_WORDS.has(typed) || /^client:[0-9a-f-]{36}$/.test(typed) ? typed : STRANGE;
}
