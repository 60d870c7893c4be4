/**
 * The scheduler's memory: whose access must be looked at, and when. Everything that wakes the loop is a hint; this
 * table is the truth. A claim is a lease with an end; whoever holds it may work on that person, and nobody else does.
 *
 * On SQLite one process owns the file, so a lease left by another process is a dead one and may be taken at once.
 * On MySQL leases count by the database's clock.
 */
import { randomUUID } from 'node:crypto';
import { Brackets, In, IsNull, Not, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { reached } from '../../shared/write-boundary';
import type { Store, Tx } from '../../store/store';
import type { DueMarker } from '../office-reader';
import { DuePersonRow } from './due-person.entity';
import { PlanRow } from './plan.entity';

export type CauseKind = 'decision' | 'lock' | 'boundary' | 'scan' | 'policy' | 'link' | 'retry' | 'exception';

export interface Cause {
  readonly kind: CauseKind;
  readonly id: string | null;
}

/** One person in our hands until the lease ends. */
export interface Claim {
  readonly personId: string;
  readonly generation: number;
  readonly failures: number;
  readonly cause: Cause;
}

/** When to look at the person again; null when nothing is foreseen. */
export interface NextLook {
  readonly dueAt: Date | null;
  readonly waiting: 'mark' | 'retry' | 'boundary';
  readonly failures: number;
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
const CHUNK = 200;

export class DueList implements DueMarker {
  private readonly holder = `${PROCESS}:${randomUUID()}`;

  constructor(
    private readonly store: Store,
    private readonly leaseMs: number,
    /** No retry waits longer; one that seems to was written before the clock stepped back. */
    private readonly retryMaxMs: number,
  ) {}

  /** Marks persons as due at once, in the caller's transaction. A decision's plan is announced with it, to be computed later. */
  async mark(manager: EntityManager, personIds: readonly string[], cause: Cause, now: Date): Promise<void> {
    if (cause.kind === 'decision' && cause.id !== null) await announcePlan(manager, cause.id, now);
    for (let start = 0; start < personIds.length; start += CHUNK) {
      const ids = personIds.slice(start, start + CHUNK);
      await addMissing(
        manager,
        ids.map((personId) => newRow(personId, cause, now)),
      );
      await manager
        .createQueryBuilder()
        .update(DuePersonRow)
        .set({
          generation: () => 'generation + 1',
          waiting: 'mark',
          failures: 0,
          causeKind: cause.kind,
          causeId: cause.id,
          dueAt: () => 'CASE WHEN dueAt < :now THEN dueAt ELSE :now END',
        })
        .where('personId IN (:...ids)', { ids })
        .setParameter('now', now)
        .execute();
    }
    if (personIds.length > 0) reached('due.marked');
  }

  /**
   * Operations of these persons were stored in this transaction: they are due by the time at which the first can be
   * done, if they are not yet. Whoever is in somebody's hands is still due, and their release looks at what was stored.
   */
  async expect(tx: Tx, personIds: readonly string[], from: Date, cause: Cause): Promise<void> {
    const later = from > tx.now;
    const dueAt = later ? from : tx.now;
    const waiting = later ? 'boundary' : 'mark';
    const because: Cause = later ? { kind: 'boundary', id: null } : cause;
    for (let start = 0; start < personIds.length; start += CHUNK) {
      const ids = personIds.slice(start, start + CHUNK);
      const rows = ids.map((personId) => ({ ...newRow(personId, because, dueAt), waiting }));
      await addMissing(tx.manager, rows);
      await tx.manager
        .createQueryBuilder()
        .update(DuePersonRow)
        .set({ dueAt, waiting, failures: 0, causeKind: because.kind, causeId: because.id })
        .where(`personId IN (:...ids) AND leaseHolder IS NULL AND waiting <> 'mark' AND dueAt > :dueAt`, { ids, dueAt })
        .execute();
    }
  }

  /** True when somebody is due now and in nobody's hands. A cheap look, without a write. */
  async anyDue(now: Date): Promise<boolean> {
    const leaseNow = await this.leaseClock(this.store.read, now);
    return (await this.dueNow(this.store.read, now, leaseNow).limit(1).getOne()) !== null;
  }

  async dueIds(now: Date, limit: number): Promise<readonly string[]> {
    const leaseNow = await this.leaseClock(this.store.read, now);
    return (await this.dueNow(this.store.read, now, leaseNow).limit(limit).getMany()).map((row) => row.personId);
  }

  /** Takes up to `limit` persons into our hands, the longest due first. */
  async claim(limit: number, now: Date): Promise<readonly Claim[]> {
    if (!(await this.anyDue(now))) return [];
    const claims = await this.store.write(async (tx) => {
      const leaseNow = await this.leaseClock(tx.manager, now);
      const query = this.dueNow(tx.manager, now, leaseNow).orderBy('due.dueAt', 'ASC').limit(limit);
      if (this.store.kind === 'mysql') query.setLock('pessimistic_write').setOnLocked('skip_locked');
      const rows = await query.getMany();
      if (rows.length === 0) return [];
      await tx.manager.update(
        DuePersonRow,
        { personId: In(rows.map((row) => row.personId)) },
        { leaseHolder: this.holder, leaseUntil: new Date(leaseNow.getTime() + this.leaseMs) },
      );
      return rows.map((row) => ({
        personId: row.personId,
        generation: row.generation,
        failures: row.failures,
        cause: { kind: row.causeKind as CauseKind, id: row.causeId },
      }));
    });
    if (claims.length > 0) reached('claim.taken');
    return claims;
  }

  /**
   * Prolongs our hold, before anything is written for this person: whoever lost it must leave what they know to whoever
   * has it now. @throws LeaseLost
   */
  async hold(tx: Tx, claim: Claim): Promise<void> {
    const leaseNow = await this.leaseClock(tx.manager, tx.now);
    const result = await tx.manager.update(
      DuePersonRow,
      { personId: claim.personId, leaseHolder: this.holder },
      { leaseUntil: new Date(leaseNow.getTime() + this.leaseMs) },
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

  private dueNow(manager: EntityManager, now: Date, leaseNow: Date): SelectQueryBuilder<DuePersonRow> {
    return manager
      .createQueryBuilder(DuePersonRow, 'due')
      .where(
        new Brackets((due) =>
          due
            .where('due.dueAt <= :now', { now })
            .orWhere(`due.waiting = 'mark'`)
            .orWhere(`due.waiting = 'retry' AND due.dueAt > :beyond`, {
              beyond: new Date(now.getTime() + this.retryMaxMs),
            }),
        ),
      )
      .andWhere(
        new Brackets((free) => {
          free
            .where('due.leaseUntil IS NULL')
            .orWhere('due.leaseUntil <= :leaseNow', { leaseNow })
            .orWhere('due.leaseUntil > :leaseBeyond', { leaseBeyond: new Date(leaseNow.getTime() + 2 * this.leaseMs) });
          if (this.store.kind === 'sqlite')
            free.orWhere('due.leaseHolder NOT LIKE :process', { process: `${PROCESS}:%` });
        }),
      );
  }

  /** The clock by which leases count: the database's where several machines share it. */
  private async leaseClock(manager: EntityManager, now: Date): Promise<Date> {
    if (this.store.kind === 'sqlite') return now;
    const rows: { readonly now: Date | string }[] = await manager.query('SELECT UTC_TIMESTAMP(3) AS now');
    const value = rows[0]!.now;
    return value instanceof Date ? value : new Date(`${value.replace(' ', 'T')}Z`);
  }
}

async function addMissing(manager: EntityManager, rows: DuePersonRow[]): Promise<void> {
  await manager.createQueryBuilder().insert().into(DuePersonRow).values(rows).orIgnore().updateEntity(false).execute();
}

function newRow(personId: string, cause: Cause, now: Date): DuePersonRow {
  return {
    personId,
    dueAt: now,
    waiting: 'mark',
    generation: 0,
    failures: 0,
    causeKind: cause.kind,
    causeId: cause.id,
    leaseHolder: null,
    leaseUntil: null,
  };
}

async function announcePlan(manager: EntityManager, decisionId: string, now: Date): Promise<void> {
  const row: PlanRow = {
    id: decisionId,
    hash: '',
    causeKind: 'decision',
    causeId: decisionId,
    policyVersion: '',
    createdAt: now,
    plannedFor: now,
    needsApproval: false,
    approvedById: null,
    rejectedReason: null,
    complete: false,
    applyable: true,
    summary: '{}',
  };
  await manager.createQueryBuilder().insert().into(PlanRow).values(row).orIgnore().updateEntity(false).execute();
}
