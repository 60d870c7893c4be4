/**
 * Sessions and their refresh tokens, on an open transaction. A refresh token works once. Coming again it is a replay
 * and ends the whole session, except the one just used, for a few seconds and as long as its successor is unused:
 * then it gets that same successor again. It can, because a successor is derived from its predecessor with a secret
 * key, so that nothing but hashes is stored, and thief and owner never end up with two lines of tokens side by side.
 */
import { createHash, randomBytes } from 'node:crypto';
import { IsNull, LessThan, Not, type FindOptionsWhere } from 'typeorm';
import { record } from '../../audit/record';
import { newId } from '../../shared/ids';
import type { Tx } from '../../store/store';
import { ActivationCode } from './activation-code.entity';
import { IdempotencyKey } from './idempotency-key.entity';
import type { Keys } from './keys';
import { RefreshToken } from './refresh-token.entity';
import { SessionFamily } from './session-family.entity';
import { CODE_TAINTS_MS } from './two-people';
import { tellEnded } from './standing-news';
import type { IdentitySettings } from './settings';

export interface OpenSession {
  readonly sessionId: string;
  readonly personId: string;
  readonly refreshToken: string;
  /** The key to which its tokens are bound; null for bearer tokens. */
  readonly jkt: string | null;
}

/** What a session is opened for. */
export interface SessionStart {
  readonly personId: string;
  readonly device: string | null;
  readonly origin: string;
  readonly jkt: string | null;
  /** How the person signed in: `password`, `activation`, `issuer`. */
  readonly how: string;
}

/** Who ended a session: a person, or the system itself (null). */
export interface Actor {
  readonly actorId: string | null;
  readonly clientId?: string | null;
  readonly origin: string;
}

export type Rotation =
  | { readonly kind: 'rotated'; readonly session: OpenSession }
  | { readonly kind: 'refused' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'replayed' };

const SWEEP_EVERY_MS = 3_600_000;
const REVOKED_PAGE = 1_000;
/** A million sessions: more than the city has people to open them. */
const REVOKED_PAGES_MAX = 1_000;

export class Sessions {
  private sweptAt = 0;

  constructor(
    private readonly keys: Keys,
    private readonly settings: IdentitySettings,
  ) {}

  async open(tx: Tx, { personId, device, origin, jkt, how }: SessionStart): Promise<OpenSession> {
    await this.sweep(tx);
    await this.makeRoom(tx, personId, origin);
    const family: SessionFamily = {
      id: newId(tx.now),
      personId,
      device,
      createdAt: tx.now,
      absoluteExpiresAt: new Date(tx.now.getTime() + this.settings.sessionMs),
      revokedAt: null,
      revokedReason: null,
      jkt,
    };
    await tx.manager.insert(SessionFamily, family);
    const refreshToken = randomBytes(32).toString('base64url');
    await this.store(tx, family, refreshToken);
    await record(tx, {
      action: 'session.open',
      subject: { kind: 'session', id: family.id },
      actorId: personId,
      origin,
      detail: { how, ...(device === null ? {} : { device }), ...(jkt === null ? {} : { jkt }) },
      before: null,
      after: family,
    });
    return { sessionId: family.id, personId, refreshToken, jkt };
  }

  /**
   * Exchanges a refresh token for its successor. A replay revokes the session, in this transaction: let it commit. One
   * that is bound to a key and comes without it was stolen; it is refused and does not end the owner's session.
   */
  async rotate(tx: Tx, presented: string, origin: string, jkt: string | null): Promise<Rotation> {
    const held = await tx.manager.findOneBy(RefreshToken, { hash: hashOf(presented) });
    const family = held && (await tx.manager.findOneBy(SessionFamily, { id: held.familyId }));
    if (!held || !family || family.revokedAt !== null || family.absoluteExpiresAt <= tx.now) return { kind: 'refused' };
    if (family.jkt !== null && family.jkt !== jkt) return { kind: 'foreign' };
    const successor = this.keys.derive('refresh', presented).toString('base64url');
    const session: OpenSession = {
      sessionId: family.id,
      personId: family.personId,
      refreshToken: successor,
      jkt: family.jkt,
    };
    if (held.usedAt === null) {
      if (held.expiresAt <= tx.now) return { kind: 'refused' };
      const claimed = await tx.manager.update(
        RefreshToken,
        { hash: held.hash, usedAt: IsNull() },
        { usedAt: tx.now, replacedBy: hashOf(successor) },
      );
      // Not ours to claim: another process used it between our look and our claim, and stored this same successor.
      if (claimed.affected === 1) await this.store(tx, family, successor);
      return { kind: 'rotated', session };
    }
    if (await this.inGrace(tx, held, hashOf(successor))) return { kind: 'rotated', session };
    await this.revoke(tx, family, 'replay', { actorId: null, origin });
    return { kind: 'replayed' };
  }

  async revoke(tx: Tx, family: Pick<SessionFamily, 'id' | 'personId'>, reason: string, by: Actor): Promise<boolean> {
    const ended = await tx.manager.update(
      SessionFamily,
      { id: family.id, revokedAt: IsNull() },
      { revokedAt: tx.now, revokedReason: reason },
    );
    if (ended.affected !== 1) return false;
    await record(tx, {
      action: 'session.revoke',
      subject: { kind: 'session', id: family.id },
      ...by,
      detail: { personId: family.personId, reason },
      before: { id: family.id, revokedAt: null },
      after: { id: family.id, revokedAt: tx.now, reason },
    });
    await tellEnded(tx, family.personId);
    return true;
  }

  /** Ends every open session that is bound to a key; how many there were. */
  async revokeBound(tx: Tx, jkt: string, reason: string, by: Actor): Promise<number> {
    return this.revokeEach(tx, { jkt, revokedAt: IsNull() }, reason, by);
  }

  /** Ends every open session of everybody but `kept`, a thousand at a time; how many there were. */
  async revokeEverybody(tx: Tx, reason: string, by: Actor, kept: string): Promise<number> {
    return this.revokeEach(tx, { revokedAt: IsNull(), id: Not(kept) }, reason, by);
  }

  /** Ends every open session of a person but `kept`; how many there were. */
  async revokeAll(tx: Tx, personId: string, reason: string, by: Actor, kept: string | null = null): Promise<number> {
    return this.revokeEach(
      tx,
      { personId, revokedAt: IsNull(), ...(kept === null ? {} : { id: Not(kept) }) },
      reason,
      by,
    );
  }

  private async revokeEach(tx: Tx, where: FindOptionsWhere<SessionFamily>, reason: string, by: Actor): Promise<number> {
    let ended = 0;
    for (let page = 0; page < REVOKED_PAGES_MAX; page += 1) {
      const open = await tx.manager.find(SessionFamily, { where, take: REVOKED_PAGE });
      for (const family of open) if (await this.revoke(tx, family, reason, by)) ended += 1;
      if (open.length < REVOKED_PAGE) break;
    }
    return ended;
  }

  private async inGrace(tx: Tx, held: RefreshToken, successorHash: string): Promise<boolean> {
    if (held.usedAt === null || held.replacedBy !== successorHash) return false;
    const sinceMs = Math.abs(tx.now.getTime() - held.usedAt.getTime());
    if (sinceMs > this.settings.refreshGraceMs) return false;
    return tx.manager.existsBy(RefreshToken, { hash: successorHash, usedAt: IsNull() });
  }

  private async store(tx: Tx, family: SessionFamily, token: string): Promise<void> {
    const idle = tx.now.getTime() + this.settings.refreshIdleMs;
    await tx.manager.insert(RefreshToken, {
      hash: hashOf(token),
      familyId: family.id,
      usedAt: null,
      replacedBy: null,
      expiresAt: new Date(Math.min(idle, family.absoluteExpiresAt.getTime())),
    });
  }

  private async makeRoom(tx: Tx, personId: string, origin: string): Promise<void> {
    const open = await tx.manager.find(SessionFamily, {
      where: { personId, revokedAt: IsNull() },
      order: { createdAt: 'DESC', id: 'DESC' },
      skip: this.settings.sessionsPerPersonMax - 1,
      take: this.settings.sessionsPerPersonMax,
    });
    for (const family of open) await this.revoke(tx, family, 'too-many-sessions', { actorId: null, origin });
  }

  /** Forgets what can no longer be used or recognised, at most once an hour. */
  private async sweep(tx: Tx): Promise<void> {
    const now = tx.now.getTime();
    if (Math.abs(now - this.sweptAt) < SWEEP_EVERY_MS) return;
    this.sweptAt = now;
    await tx.manager.delete(RefreshToken, { expiresAt: LessThan(tx.now) });
    await tx.manager.delete(SessionFamily, { absoluteExpiresAt: LessThan(tx.now) });
    // A used code tells for a day yet whose hand set the password.
    await tx.manager.delete(ActivationCode, { expiresAt: LessThan(new Date(now - CODE_TAINTS_MS)) });
    await tx.manager.delete(IdempotencyKey, { at: LessThan(new Date(now - this.settings.idempotencyMs)) });
  }
}

/** Tokens are 256 random bits: a plain hash suffices, there is nothing to guess. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
