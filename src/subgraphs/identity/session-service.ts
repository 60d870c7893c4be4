/** Staying signed in, and being put out: by oneself, by an administrator, or because a token came twice. */
import { record } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import type { AccessFacts } from './access';
import type { Context, Principal } from './face';
import { callerIn } from './face-caller';
import { once } from './face-idempotency';
import { proofRefusal, type Proofs } from './proofs';
import { RefreshToken } from './refresh-token.entity';
import { hashOf, type Sessions } from './sessions';
import { SessionFamily } from './session-family.entity';
import type { SignedIn, Steps } from './steps';
import { ToldLately } from './told-lately';
import { readReason } from '../inputs/reason';

export interface SessionParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly facts: AccessFacts;
  readonly sessions: Sessions;
  readonly proofs: Proofs;
  readonly steps: Steps;
}

const TOKEN_MAX = 200;
const REASON_MAX = 200;

export class SessionService {
  private readonly told = new ToldLately();

  constructor(private readonly parts: SessionParts) {}

  /** A facts change between two refreshes ends the session here at the latest; the request before it was refused too. */
  async refresh(ctx: Context, presented: string): Promise<SignedIn> {
    const { store, clock, sessions, facts, proofs, steps } = this.parts;
    const token = presented.slice(0, TOKEN_MAX);
    const held = await store.read.findOneBy(RefreshToken, { hash: hashOf(token) });
    const family = held && (await store.read.findOneBy(SessionFamily, { id: held.familyId }));
    if (!family) throw new Refusal('UNAUTHENTICATED');
    const proof = ctx.proof ?? null;
    if (family.jkt !== null && proof?.jkt === family.jkt && !proofs.take(proof)) {
      await this.refuse(ctx, family, 'proof-replayed');
      throw proofRefusal('replayed');
    }
    const access = await facts.of(family.personId, clock.now());
    const rotation = await store.write(async (tx) => {
      if (access.allowed) {
        const rotated = await sessions.rotate(tx, token, ctx.origin, proof?.jkt ?? null);
        if (rotated.kind === 'rotated')
          await record(tx, {
            action: 'session.refresh',
            subject: { kind: 'session', id: family.id },
            actorId: family.personId,
            origin: ctx.origin,
            before: { token: hashOf(token) },
            after: { token: hashOf(rotated.session.refreshToken) },
          });
        return rotated;
      }
      await sessions.revoke(tx, family, access.reason, { actorId: null, origin: ctx.origin });
      return { kind: 'refused' as const };
    });
    if (rotation.kind === 'rotated') return steps.signedIn(rotation.session);
    // A replay has ended the session and is told there; the others are told here.
    if (rotation.kind === 'foreign') await this.refuse(ctx, family, 'refresh-without-its-key');
    if (rotation.kind === 'refused' && access.allowed) await this.refuse(ctx, family, 'session-over');
    throw new Refusal('UNAUTHENTICATED');
  }

  async logout(ctx: Context): Promise<boolean> {
    const principal = personOf(ctx, 'logout');
    const by = { actorId: principal.id, origin: ctx.origin };
    await this.parts.store.write((tx) =>
      this.parts.sessions.revoke(tx, { id: principal.sessionId, personId: principal.id }, 'logout', by),
    );
    return true;
  }

  /** How many sessions of a person were ended. */
  async revokeSessions(ctx: Context, personId: string, reason: string): Promise<number> {
    const text = readReason(reason, REASON_MAX);
    const by = callerIn(ctx);
    return this.parts.store.write((tx) =>
      once(ctx, tx, 'revokeSessions', { personId, reason }, () =>
        this.parts.sessions.revokeAll(tx, personId, text, by),
      ),
    );
  }

  /** How many sessions of everybody were ended; the caller's own goes on. */
  async revokeAllSessions(ctx: Context, reason: string): Promise<number> {
    const text = readReason(reason, REASON_MAX);
    const by = callerIn(ctx);
    const { sessionId } = ctx.signedIn();
    return this.parts.store.write((tx) =>
      once(ctx, tx, 'revokeAllSessions', { reason }, () =>
        this.parts.sessions.revokeEverybody(tx, text, by, sessionId),
      ),
    );
  }

  private async refuse(ctx: Context, { id, personId }: SessionFamily, reason: string): Promise<void> {
    if (this.told.isNews(`${id} ${reason}`, this.parts.clock.now()))
      await this.parts.steps.refuse(ctx, 'refresh', personId, reason);
  }
}

/** Who is signed in, and is a person. */
export function personOf(ctx: Context, field: string): Principal {
  const principal = ctx.signedIn();
  if (principal.kind !== 'person') throw new Refusal('FORBIDDEN', { permission: field });
  return principal;
}
