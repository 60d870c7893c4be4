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

  async query(manager: EntityManager, now: Date): Promise<SelectQueryBuilder<DuePersonRow>> {
    const { leaseMs, retryMaxMs } = this.times;
    const leaseNow = await this.leaseClock(manager, now);
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
            .orWhere('due.leaseUntil <= :leaseNow', { leaseNow })
            .orWhere('due.leaseUntil > :leaseBeyond', { leaseBeyond: new Date(leaseNow.getTime() + 2 * leaseMs) });
          if (this.store.kind === 'sqlite')
            free.orWhere('due.leaseHolder NOT LIKE :process', { process: `${this.process}:%` });
        }),
      );
  }

  /** The clock by which leases count: the database's where several machines share it. */
  async leaseClock(manager: EntityManager, now: Date): Promise<Date> {
    if (this.store.kind === 'sqlite') return now;
    const rows: { readonly now: Date | string }[] = await manager.query('SELECT UTC_TIMESTAMP(3) AS now');
    const value = rows[0]!.now;
    return value instanceof Date ? value : new Date(`${value.replace(' ', 'T')}Z`);
  }
}
