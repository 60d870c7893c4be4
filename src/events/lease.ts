/**
 * A lease in the database: at most one holder at a time, and every change of hands raises the fence. Whoever works under
 * a lease checks it in the same transaction as the work, so that a holder who slept past its end writes nothing.
 */
import type { Tx } from '../store/store';
import { Lease } from './lease.entity';

export interface Holding {
  readonly fence: number;
}

/** Takes or renews the lease until `now + forMs`; null while another holds it. */
export async function acquire(tx: Tx, name: string, holder: string, forMs: number): Promise<Holding | null> {
  const until = new Date(tx.now.getTime() + forMs);
  const current = await tx.manager.findOneBy(Lease, { name });
  if (current === null) {
    await tx.manager.insert(Lease, { name, holder, until, fence: 1 });
    return { fence: 1 };
  }
  const mine = current.holder === holder;
  if (!mine && current.until > tx.now) return null;
  const fence = mine ? current.fence : current.fence + 1;
  const taken = await tx.manager.update(
    Lease,
    { name, holder: current.holder, fence: current.fence },
    { holder, until, fence },
  );
  return taken.affected === 1 ? { fence } : null;
}

/** Gives the lease back, so that the next one need not wait for its end. */
export async function release(tx: Tx, name: string, holder: string): Promise<void> {
  await tx.manager.update(Lease, { name, holder }, { until: tx.now });
}
