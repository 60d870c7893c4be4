/**
 * Between two readings of everything: what has changed at a target since, where the target can tell. Who changed is
 * judged as on a page of a scan, so that what another hand did is seen within minutes. Who was deleted is asked for by
 * their own id, where a target says so; nothing else is concluded from who is not told of: what was deleted at other
 * targets, and who left a large group, only a reading of everything finds.
 *
 * A look goes on from where the last one ended, and the first from where the last reading of everything began; that
 * reading must have come to its end. Where the target has lost the place, or too much has changed, everything is read.
 */
import { ConnectorError, readsChanges, type ChangedAccounts } from '../../connectors/contract';
import type { Clock } from '../../shared/clock';
import { newId } from '../../shared/ids';
import { chunks } from '../../shared/lists';
import type { Store, Tx } from '../../store/store';
import type { TargetGate } from './gate';
import type { ScanMissing } from './scan-missing';
import type { ScanPages } from './scan-page';
import type { ScanPlans } from './scan-plans';
import type { EngineSettings } from './settings';
import { TargetCursorRow } from './target-cursor.entity';
import type { TargetScanRow } from './target-scan.entity';

export interface ScanChangesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly gate: TargetGate;
  readonly pages: ScanPages;
  readonly missing: ScanMissing;
  readonly plans: ScanPlans;
  readonly settings: Pick<EngineSettings, 'scanPageSize' | 'scanTimeoutMs' | 'changesEveryMs'>;
}

/** `lost`: everything is to be read. */
export type Look = 'seen' | 'lost';

export class ScanChanges {
  constructor(private readonly parts: ScanChangesParts) {}

  /** Before a reading of everything asks for its first page: what changes from now on may be missing in it. */
  async begin(scan: TargetScanRow): Promise<void> {
    const { store, gate } = this.parts;
    if (!gate.can(scan.targetId, readsChanges)) return;
    const { cursor } = await this.ask(scan.targetId, null);
    const own = { scanId: scan.id, scanCursor: cursor };
    await store.write(async (tx) => {
      const { affected } = await tx.manager.update(TargetCursorRow, { targetId: scan.targetId }, own);
      if (affected === 0)
        await tx.manager.insert(TargetCursorRow, { targetId: scan.targetId, cursor: null, lookedAt: tx.now, ...own });
    });
  }

  /** The reading has come to its end. */
  async ended(tx: Tx, scan: TargetScanRow): Promise<void> {
    const row = await tx.manager.findOneBy(TargetCursorRow, { targetId: scan.targetId, scanId: scan.id });
    if (row === null) return;
    const change = { cursor: row.scanCursor, scanId: null, scanCursor: null };
    await tx.manager.update(TargetCursorRow, { targetId: scan.targetId, scanId: scan.id }, change);
  }

  /** Targets whose changes have not been looked at for long enough. */
  async due(targetIds: readonly string[]): Promise<readonly string[]> {
    const { store, clock, gate, settings } = this.parts;
    if (settings.changesEveryMs === 0) return [];
    const rows = await store.read.find(TargetCursorRow);
    const now = clock.now().getTime();
    return rows
      .filter(({ targetId, cursor, lookedAt }) => {
        const since = now - lookedAt.getTime();
        // A clock that was set back must not keep a target from being looked at for as long as it was ahead.
        const isDue = since >= settings.changesEveryMs || since < 0;
        return isDue && cursor !== null && targetIds.includes(targetId) && gate.can(targetId, readsChanges);
      })
      .map((row) => row.targetId);
  }

  /** Of several processes that find it due, one looks. Null where another one does; throws a ConnectorError. */
  async look(targetId: string): Promise<Look | null> {
    const { store, clock } = this.parts;
    const row = await store.read.findOneBy(TargetCursorRow, { targetId });
    if (row === null || row.cursor === null) return null;
    const { affected } = await store.write((tx) =>
      tx.manager.update(TargetCursorRow, { targetId, lookedAt: row.lookedAt }, { lookedAt: tx.now }),
    );
    if (affected === 0) return null;
    const readAt = clock.now();
    const changed = await this.ask(targetId, row.cursor);
    if (!changed.complete) return 'lost';
    return this.keep(targetId, row.cursor, changed, readAt);
  }

  private async keep(targetId: string, before: string, changed: ChangedAccounts, readAt: Date): Promise<Look> {
    const { store, pages, missing, plans, settings, clock } = this.parts;
    // Stands where the id of a scan does: what is found differs by this look.
    const lookId = newId(clock.now());
    let drifted = 0;
    for (const records of chunks(changed.records, settings.scanPageSize)) {
      const judged = await pages.judge({ scanId: lookId, targetId, records, readAt });
      drifted += judged.figures.drifted;
      await store.write((tx) => judged.keep(tx));
    }
    const look = { id: lookId, targetId, startedAt: readAt };
    const gone = changed.gone === undefined ? 0 : await missing.settleTold(look, changed.gone);
    if (drifted > 0 || gone !== 0) await plans.correct(look);
    // More than can be believed: a reading of everything says.
    if (gone === null) return 'lost';
    // Last: what is cut off before is looked at again. A scan that ended meanwhile has set a cursor of its own.
    if (changed.cursor !== before)
      await store.write((tx) =>
        tx.manager.update(TargetCursorRow, { targetId, cursor: before }, { cursor: changed.cursor }),
      );
    return 'seen';
  }

  private ask(targetId: string, cursor: string | null): Promise<ChangedAccounts> {
    return this.parts.gate.call(targetId, this.parts.settings.scanTimeoutMs, (connector, call) => {
      if (!readsChanges(connector)) throw new ConnectorError('rejected', `${targetId} does not tell what changed`);
      return connector.changesSince(cursor, call);
    });
  }
}
