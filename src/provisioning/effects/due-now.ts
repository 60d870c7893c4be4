/**
 * Who is due now and in nobody's hands: the one question that the list of due persons is asked.
 *
 * On SQLite one process owns the file, so a lease left by another process is a dead one and may be taken at once.
 * On MySQL leases count by the database's clock.
 */
import { Brackets, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { Store } from '../../store/store';
import { DuePersonRow } from './due-person.entity';

export interface DueTimes {
  readonly leaseMs: number;
  /** No retry waits longer; one that seems to was written before the clock stepped back. */
  readonly retryMaxMs: number;
}

export class DueNow {
  constructor(
    private readonly store: Store,
    /** What begins the name of every holder in this process. */
    private readonly process: string,
    private readonly times: DueTimes,
  ) {}

  query(manager: EntityManager, now: Date): SelectQueryBuilder<DuePersonRow> {
    const { leaseMs, retryMaxMs } = this.times;
    return manager
      .createQueryBuilder(DuePersonRow, 'due')
      .where(
        new Brackets((due) =>
          due
            .where('due.dueAt <= :now', { now })
            .orWhere(`due.waiting = 'mark'`)
            .orWhere(`due.waiting = 'retry' AND due.dueAt > :beyond`, { beyond: new Date(now.getTime() + retryMaxMs) }),
        ),
      )
      .andWhere(
        new Brackets((free) => {
          free
            .where('due.leaseUntil IS NULL')
            .orWhere(`due.leaseUntil <= ${this.leaseClock(':leaseNow')}`, { leaseNow: now })
            .orWhere(`due.leaseUntil > ${this.leaseClock(':leaseBeyond', 2 * leaseMs)}`, {
              leaseBeyond: new Date(now.getTime() + 2 * leaseMs),
            });
          if (this.store.kind === 'sqlite')
            free.orWhere('due.leaseHolder NOT LIKE :process', { process: `${this.process}:%` });
        }),
      );
  }

  /** When a lease ends that begins now, for an update. */
  leaseEnd(now: Date): Date | (() => string) {
    const { leaseMs } = this.times;
    return this.store.kind === 'sqlite' ? new Date(now.getTime() + leaseMs) : () => this.leaseClock('', leaseMs);
  }

  /**
   * The clock by which leases count, as it stands in a statement: the database's where several machines share it, asked by
   * the statement itself; the parameter where one process owns the file.
   */
  private leaseClock(parameter: string, aheadMs = 0): string {
    if (this.store.kind === 'sqlite') return parameter;
    return `TIMESTAMPADD(MICROSECOND, ${Math.round(aheadMs * 1_000)}, UTC_TIMESTAMP(3))`;
  }
}
