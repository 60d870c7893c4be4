/**
 * Targets that are only observed: after a restore, or at a first connection. They are read, compared and shown, and
 * nothing is written to them until a person ends that. A city that was restored observes everywhere, those targets
 * included that nobody has named yet.
 */
import { Not } from 'typeorm';
import type { Store, Tx } from '../../store/store';
import { ObserveOnlyRow } from './observe-only.entity';
import { ShadowRow } from './shadow.entity';
import { OF_BEFORE } from './shadows';

/** Stands for every target of the city. */
const EVERYWHERE = '*';

export class ObserveOnly {
  constructor(private readonly store: Store) {}

  /**
   * From now on nothing is written there; everywhere when no target is named. What was known of accounts is of before: it
   * speaks against no answer any more, so that a system that was emptied, or another one, is filled when this ends.
   */
  async begin(tx: Tx, targetId: string | null, reason: string): Promise<void> {
    if (targetId === null) await tx.manager.delete(ObserveOnlyRow, { targetId: Not(EVERYWHERE) });
    const known = { linked: true, ...(targetId === null ? {} : { targetId }) };
    await tx.manager.update(ShadowRow, known, { observedAt: OF_BEFORE });
    await tx.manager.save(ObserveOnlyRow, {
      targetId: targetId ?? EVERYWHERE,
      since: tx.now,
      reason,
      endedAt: null,
    });
  }

  /** Writes are allowed again, there or everywhere. False when they were allowed before. */
  async end(tx: Tx, targetId: string | null): Promise<boolean> {
    const rows = await tx.manager.find(ObserveOnlyRow);
    if (targetId === null) {
      await tx.manager.remove(ObserveOnlyRow, rows);
      return rows.some((row) => row.endedAt === null);
    }
    if (reasonIn(rows, targetId) === null) return false;
    const everywhere = rows.find((row) => row.targetId === EVERYWHERE);
    if (everywhere === undefined) await tx.manager.delete(ObserveOnlyRow, { targetId });
    else await tx.manager.save(ObserveOnlyRow, { ...everywhere, targetId, endedAt: tx.now });
    return true;
  }

  /** What is only observed, as this transaction sees it. */
  within(tx: Tx): Promise<readonly ObserveOnlyRow[]> {
    return tx.manager.find(ObserveOnlyRow, { order: { targetId: 'ASC' } });
  }

  async rows(): Promise<readonly ObserveOnlyRow[]> {
    return this.store.read.find(ObserveOnlyRow);
  }
}

/** Why a target is only observed; null when it may be written. */
export function reasonIn(rows: readonly ObserveOnlyRow[], targetId: string): string | null {
  const own = rows.find((row) => row.targetId === targetId) ?? rows.find((row) => row.targetId === EVERYWHERE);
  return own === undefined || own.endedAt !== null ? null : own.reason;
}
