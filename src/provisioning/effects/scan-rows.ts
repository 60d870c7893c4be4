/** The record of scans: begun, how far they have come, how they ended. A bounded number is kept for each target. */
import { randomUUID } from 'node:crypto';
import { In } from 'typeorm';
import type { Clock } from '../../shared/clock';
import { newId } from '../../shared/ids';
import type { Store, Tx } from '../../store/store';
import { OperationRow } from './operation.entity';
import { OPEN } from './operation-status';
import { TargetScanRow } from './target-scan.entity';

/** Names this process among all that share the tables. */
const PROCESS = randomUUID();
const KEPT_PER_TARGET = 20;
/** A scan whose last page is older than this was left by a process that died. */
const SILENT_MS = 300_000;

export class ScanRows {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  /** The scan of this target that is under way, or a new one. */
  async begin(tx: Tx, targetId: string, askedById: string | null): Promise<TargetScanRow> {
    const running = await tx.manager.findOneBy(TargetScanRow, { targetId, status: 'running' });
    if (running !== null) return running;
    const row: TargetScanRow = {
      id: newId(tx.now),
      targetId,
      status: 'running',
      askedById,
      startedAt: tx.now,
      aliveAt: tx.now,
      holder: PROCESS,
      finishedAt: null,
      cursor: null,
      pages: 0,
      seen: 0,
      situations: '{}',
      drifted: 0,
      missing: 0,
      errorCode: null,
      errorMessage: null,
    };
    await tx.manager.insert(TargetScanRow, row);
    const old = await tx.manager.find(TargetScanRow, {
      where: { targetId },
      select: { id: true },
      order: { id: 'DESC' },
      skip: KEPT_PER_TARGET,
      take: KEPT_PER_TARGET,
    });
    if (old.length > 0) await tx.manager.delete(TargetScanRow, { id: In(old.map((one) => one.id)) });
    return row;
  }

  async save(tx: Tx, row: TargetScanRow, change: Partial<TargetScanRow>): Promise<void> {
    Object.assign(row, change, { aliveAt: tx.now });
    await tx.manager.update(TargetScanRow, { id: row.id }, { ...change, aliveAt: tx.now });
  }

  /** Scans that a process left behind when it died, taken into our hands. */
  async takeOver(): Promise<readonly TargetScanRow[]> {
    const now = this.clock.now();
    const running = await this.store.read.findBy(TargetScanRow, { status: 'running' });
    // One process owns an SQLite file, so whatever another one began there is dead.
    const dead = running.filter(
      (row) =>
        row.holder !== PROCESS && (this.store.kind === 'sqlite' || now.getTime() - row.aliveAt.getTime() > SILENT_MS),
    );
    const taken: TargetScanRow[] = [];
    for (const row of dead) {
      const { affected } = await this.store.write((tx) =>
        tx.manager.update(TargetScanRow, { id: row.id, holder: row.holder }, { holder: PROCESS, aliveAt: tx.now }),
      );
      if (affected === 1) taken.push({ ...row, holder: PROCESS });
    }
    return taken;
  }

  async byId(id: string): Promise<TargetScanRow | null> {
    return this.store.read.findOneBy(TargetScanRow, { id });
  }

  /** The latest scan of each of these targets, the one under way included. */
  async latest(targetIds: readonly string[]): Promise<ReadonlyMap<string, TargetScanRow>> {
    const found = new Map<string, TargetScanRow>();
    for (const targetId of targetIds) {
      const row = await this.store.read.findOne(TargetScanRow, { where: { targetId }, order: { id: 'DESC' } });
      if (row !== null) found.set(targetId, row);
    }
    return found;
  }

  /** Accounts that are wanted there and on their way: operations that will create them. */
  pending(targetId: string): Promise<number> {
    return this.store.read.countBy(OperationRow, { targetId, kind: 'create', status: In([...OPEN]) });
  }
}
