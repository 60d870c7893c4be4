/**
 * The scheduler's memory: whose access must be looked at, and when. Everything that wakes the loop is a hint; this
 * table is the truth. A claim is a lease with an end; whoever holds it may work on that person, and nobody else does.
 *
 * Leavers have places of their own: whose account is to be closed is known when a plan or a lock says so, or when time
 * alone will do it, and never waits behind those who are given one.
 */
import { randomUUID } from 'node:crypto';
import { In, IsNull, Not, type EntityManager } from 'typeorm';
import { reached } from '../../shared/write-boundary';
import type { Store, Tx } from '../../store/store';
import type { DueMarker } from '../office-reader';
import { expectDue, markDue, markDueAt, type Cause, type CauseKind } from './due-marks';
import { DueNow } from './due-now';
import { DuePersonRow } from './due-person.entity';

export type { Cause, CauseKind } from './due-marks';

/** One person in our hands until the lease ends. */
export interface Claim {
  readonly personId: string;
  readonly generation: number;
  readonly failures: number;
  readonly cause: Cause;
  /** Taken as one whose account is to be closed. */
  readonly leaving: boolean;
}

/** When to look at the person again; null when nothing is foreseen. */
export interface NextLook {
  readonly dueAt: Date | null;
  readonly waiting: 'mark' | 'retry' | 'boundary';
  readonly failures: number;
  /** An account is to be closed then. */
  readonly leaving: boolean;
}

/** Our lease on the person ended: somebody else may be at work, so nothing more is done. */
export class LeaseLost extends Error {
  constructor(personId: string) {
    super(`the lease on person ${personId} was lost`);
    this.name = 'LeaseLost';
  }
}

/** Names this process among all that share the tables. */
const PROCESS = randomUUID();

export class DueList implements DueMarker {
  private readonly holder = `${PROCESS}:${randomUUID()}`;
  private readonly now: DueNow;

  constructor(
    private readonly store: Store,
    leaseMs: number,
    retryMaxMs: number,
  ) {
    this.now = new DueNow(store, PROCESS, { leaseMs, retryMaxMs });
  }

  /** Marks persons as due at once, in the caller's transaction. A decision's plan is announced with it, to be computed later. */
  mark(manager: EntityManager, personIds: readonly string[], cause: Cause, now: Date): Promise<void> {
    return markDue(manager, personIds, cause, now);
  }

  /** Marks whoever has an account at a target, or something still to be done there, in the caller's transaction. */
  markAt(manager: EntityManager, targetId: string, cause: Cause, now: Date): Promise<void> {
    return markDueAt(manager, targetId, cause, now);
  }

  /** Operations were stored for these persons; `closing`: those of them who lose an account by it. */
  expect(tx: Tx, personIds: readonly string[], closing: ReadonlySet<string>, from: Date, cause: Cause): Promise<void> {
    return expectDue(tx, personIds, closing, from, cause);
  }

  /** True when somebody is due now and in nobody's hands. A cheap look, without a write. */
  async anyDue(now: Date, who: 'all' | 'leavers' = 'all'): Promise<boolean> {
    const query = this.now.query(this.store.read, now);
    if (who === 'leavers') query.andWhere('due.leaving = :leaving', { leaving: true });
    return (await query.limit(1).getOne()) !== null;
  }

  /** Takes up to `limit` persons into our hands, the longest due first, and besides them up to `leavers` who lose an account. */
  async claim(limit: number, now: Date, leavers = limit): Promise<readonly Claim[]> {
    const claims = await this.store.write(async (tx) => {
      const rows = [...(await this.take(tx, now, leavers, true)), ...(await this.take(tx, now, limit, false))];
      return rows.map((row) => ({
        personId: row.personId,
        generation: row.generation,
        failures: row.failures,
        cause: { kind: row.causeKind as CauseKind, id: row.causeId },
        leaving: row.leaving,
      }));
    });
    if (claims.length > 0) reached('claim.taken');
    return claims;
  }

  private async take(tx: Tx, now: Date, limit: number, leaving: boolean): Promise<readonly DuePersonRow[]> {
    if (limit === 0) return [];
    const query = this.now.query(tx.manager, now).andWhere('due.leaving = :leaving', { leaving });
    query.orderBy('due.dueAt', 'ASC').limit(limit);
    if (this.store.kind === 'mysql') query.setLock('pessimistic_write').setOnLocked('skip_locked');
    const rows = await query.getMany();
    if (rows.length === 0) return [];
    await tx.manager.update(
      DuePersonRow,
      { personId: In(rows.map((row) => row.personId)) },
      { leaseHolder: this.holder, leaseUntil: this.now.leaseEnd(now) },
    );
    return rows;
  }

  /**
   * Prolongs our hold, before anything is written for this person: whoever lost it must leave what they know to whoever
   * has it now. @throws LeaseLost
   */
  async hold(tx: Tx, claim: Claim): Promise<void> {
    const result = await tx.manager.update(
      DuePersonRow,
      { personId: claim.personId, leaseHolder: this.holder },
      { leaseUntil: this.now.leaseEnd(tx.now) },
    );
    if (result.affected !== 1) throw new LeaseLost(claim.personId);
  }

  /** Lets a person go. A mark made meanwhile (another generation) stays due. */
  async release(tx: Tx, claim: Claim, next: NextLook): Promise<void> {
    const mine = { personId: claim.personId, leaseHolder: this.holder };
    const unchanged = { ...mine, generation: claim.generation };
    const result =
      next.dueAt === null
        ? await tx.manager.delete(DuePersonRow, unchanged)
        : await tx.manager.update(DuePersonRow, unchanged, {
            dueAt: next.dueAt,
            waiting: next.waiting,
            failures: next.failures,
            leaving: next.leaving,
            causeKind: next.waiting === 'boundary' ? 'boundary' : claim.cause.kind,
            causeId: next.waiting === 'boundary' ? null : claim.cause.id,
            leaseHolder: null,
            leaseUntil: null,
          });
    if (result.affected === 0) await tx.manager.update(DuePersonRow, mine, { leaseHolder: null, leaseUntil: null });
  }

  /** Gives persons back untouched, as on the way out. */
  async giveBack(claims: readonly Claim[]): Promise<void> {
    if (claims.length === 0) return;
    await this.store.write(async (tx) => {
      await tx.manager.update(
        DuePersonRow,
        { personId: In(claims.map((claim) => claim.personId)), leaseHolder: this.holder },
        { leaseHolder: null, leaseUntil: null },
      );
    });
  }

  /** True while somebody waits for another try. */
  anyWaiting(): Promise<boolean> {
    return this.store.read.existsBy(DuePersonRow, { waiting: 'retry' });
  }

  /**
   * A target that was down answers again: whoever waits for a retry is due now, and whoever is being worked on at this
   * moment is due once more, because that work may have met the target while it was still down.
   */
  async wakeWaiting(now: Date): Promise<void> {
    const concerned = [{ waiting: 'retry' }, { leaseHolder: Not(IsNull()) }];
    if (!(await this.store.read.exists(DuePersonRow, { where: concerned }))) return;
    await this.store.write(async (tx) => {
      await tx.manager
        .createQueryBuilder()
        .update(DuePersonRow)
        .set({ dueAt: now, generation: () => 'generation + 1' })
        .where("waiting = 'retry' OR leaseHolder IS NOT NULL")
        .execute();
    });
  }
}
