/**
 * The sealed administrator, for the day on which nobody can sign in because the directory is away. There is one key; its
 * private half is a file in an envelope, we know the public half. It opens a short session with an assertion that the
 * file's holder signed (RFC 7523), each younger than the last, and says why. Every use is told in the record, in the
 * log of events, in the operator's log and in the figures.
 */
import { importJWK, jwtVerify, type JWK } from 'jose';
import { changed, record } from '../../audit/record';
import { emit } from '../../events/outbox';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import { newId } from '../../shared/ids';
import type { Logger } from '../../shared/logger';
import type { Store, Tx } from '../../store/store';
import type { AccessToken, AccessTokens } from './access-token';
import { BreakGlassKey } from './break-glass-key.entity';
import { openingOf } from './break-glass-scopes';
import type { Context } from './face';
import { callerIn } from './face-caller';
import { ASSERTION_AUDIENCE, ASSERTION_SECONDS, ASSERTION_TYPE, BREAK_GLASS } from './face-break-glass';
import { once } from './face-idempotency';
import type { Steps } from './steps';
import { tellEnded } from './standing-news';
import { readReason } from '../inputs/reason';

const ALGORITHMS = ['EdDSA', 'Ed25519'];
const ASSERTION_MAX = 2_048;
const REASON_MAX = 200;

export interface BreakGlassParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tokens: AccessTokens;
  readonly steps: Steps;
  readonly sessionMs: number;
}

export class BreakGlass {
  constructor(private readonly parts: BreakGlassParts) {}

  /** Keeps the public half of a new key, which takes the place of the one before. */
  async seal(ctx: Context, publicKey: string): Promise<BreakGlassKey> {
    const jwk = await readPublicKey(publicKey);
    const id = await this.parts.store.write((tx) =>
      once(ctx, tx, 'sealBreakGlass', { jwk }, async () => {
        const [before = null] = await this.end(tx);
        const sealed = newId(tx.now);
        const by = ctx.signedIn().id;
        const key: BreakGlassKey = {
          id: sealed,
          publicKey: JSON.stringify(jwk),
          sealed: 'yes',
          sealedAt: tx.now,
          sealedById: by,
          endedAt: null,
          lastIssuedAt: null,
          opened: 0,
        };
        await tx.manager.insert(BreakGlassKey, key);
        await record(tx, {
          action: 'break-glass.seal',
          subject: subjectOf(sealed),
          ...callerIn(ctx),
          before,
          after: key,
        });
        return sealed;
      }),
    );
    return this.parts.store.read.findOneByOrFail(BreakGlassKey, { id });
  }

  /** From here on no key opens anything, and what one has opened is shut; false when none was sealed. */
  async unseal(ctx: Context, reason: string): Promise<boolean> {
    const why = readReason(reason, REASON_MAX);
    const by = callerIn(ctx);
    return this.parts.store.write(async (tx) => {
      const ended = await this.end(tx);
      for (const key of ended)
        await record(tx, {
          action: 'break-glass.unseal',
          subject: subjectOf(key.id),
          ...by,
          detail: { reason: why },
          ...changed(key, { sealed: null, endedAt: tx.now }),
        });
      return ended.length > 0;
    });
  }

  /** Counted per address only: a key cannot be guessed, and nobody shall be able to shut this door by knocking. */
  async open(ctx: Context, assertion: string, reason: string): Promise<AccessToken> {
    const { store, clock, steps, tokens, logger, sessionMs } = this.parts;
    const why = readReason(reason, REASON_MAX);
    const attempt = { account: null, address: ctx.origin };
    await steps.count(ctx, attempt, BREAK_GLASS);
    const key = await this.sealed();
    const issuedAt = key === null ? null : await this.issuedAt(key, assertion);
    const opened =
      key !== null && issuedAt !== null && (await store.write((tx) => this.take(tx, ctx, key, issuedAt, why)));
    if (!opened || key === null) {
      await steps.refuse(ctx, BREAK_GLASS, null, key === null ? 'not-sealed' : 'wrong');
      throw new Refusal('SIGN_IN_FAILED');
    }
    await steps.succeeded(attempt);
    logger.warn({ keyId: key.id, origin: ctx.origin, reason: why }, 'THE SEALED ADMINISTRATOR WAS OPENED');
    const now = clock.now();
    const sessionId = openingOf(key.id, new Date(now.getTime() + sessionMs));
    return tokens.sign({ kind: 'client', subjectId: BREAK_GLASS, sessionId, jkt: null }, now, sessionMs);
  }

  /** The key that counts; null when none does. */
  sealed(): Promise<BreakGlassKey | null> {
    return this.parts.store.read.findOneBy(BreakGlassKey, { sealed: 'yes' });
  }

  /** How often any key was used. */
  async opened(): Promise<number> {
    return (await this.parts.store.read.sum(BreakGlassKey, 'opened')) ?? 0;
  }

  /** When the assertion was signed, if the key's holder signed it just now. */
  private async issuedAt(key: BreakGlassKey, assertion: string): Promise<Date | null> {
    if (assertion.length > ASSERTION_MAX) return null;
    try {
      const publicKey = await importJWK(JSON.parse(key.publicKey) as JWK, 'EdDSA');
      const { payload } = await jwtVerify(assertion, publicKey, {
        algorithms: ALGORITHMS,
        typ: ASSERTION_TYPE,
        issuer: BREAK_GLASS,
        subject: BREAK_GLASS,
        audience: ASSERTION_AUDIENCE,
        currentDate: this.parts.clock.now(),
        maxTokenAge: ASSERTION_SECONDS,
        clockTolerance: ASSERTION_SECONDS,
        requiredClaims: ['iat', 'exp', 'jti'],
      });
      return new Date((payload.iat ?? 0) * 1000);
    } catch {
      return null;
    }
  }

  /** False when an assertion as young as this was taken before: one opens once, in whichever process. */
  private async take(tx: Tx, ctx: Context, { id }: BreakGlassKey, issuedAt: Date, reason: string): Promise<boolean> {
    const key = await tx.manager.findOneBy(BreakGlassKey, { id, sealed: 'yes' });
    if (key === null || (key.lastIssuedAt !== null && issuedAt <= key.lastIssuedAt)) return false;
    await tx.manager.update(BreakGlassKey, { id }, { lastIssuedAt: issuedAt });
    await tx.manager.increment(BreakGlassKey, { id }, 'opened', 1);
    await record(tx, {
      action: 'break-glass.open',
      subject: subjectOf(id),
      origin: ctx.origin,
      detail: { reason },
      ...changed(key, { lastIssuedAt: issuedAt, opened: key.opened + 1 }),
    });
    await emit(tx, { topic: 'alarm', once: null, payload: { kind: 'break-glass', keyId: id, reason } });
    return true;
  }

  private async end(tx: Tx): Promise<BreakGlassKey[]> {
    const keys = await tx.manager.findBy(BreakGlassKey, { sealed: 'yes' });
    for (const { id } of keys) await tx.manager.update(BreakGlassKey, { id }, { sealed: null, endedAt: tx.now });
    if (keys.length > 0) await tellEnded(tx, BREAK_GLASS);
    return keys;
  }
}

/** Only the public half: whoever sends the private one by mistake is told, and nothing of it is kept. */
async function readPublicKey(text: string): Promise<JWK> {
  const refused = new Refusal('INVALID_VALUE', { field: 'publicKey', detail: new Phrase('PUBLIC_KEY') }, ['publicKey']);
  try {
    const { kty, crv, x, d } = JSON.parse(text.slice(0, 1_000)) as Record<string, unknown>;
    if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || d !== undefined) throw refused;
    const jwk: JWK = { kty, crv, x };
    await importJWK(jwk, 'EdDSA');
    return jwk;
  } catch {
    throw refused;
  }
}

function subjectOf(id: string): { kind: string; id: string } {
  return { kind: 'break-glass', id };
}
