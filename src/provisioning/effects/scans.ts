/**
 * Scans of targets: by themselves when their interval has passed, and when a person asks; between them what changed,
 * where a target can tell. One at a time in a process, so that reading everything never crowds out the work on persons;
 * whoever asks meanwhile stands in line.
 */
import type { Clock } from '../../shared/clock';
import type { Logger } from '../../shared/logger';
import { Alarm } from '../../shared/timing';
import type { Store, Tx } from '../../store/store';
import type { ScanChanges } from './scan-changes';
import type { Scanner } from './scanner';
import type { ScanRows } from './scan-rows';
import type { EngineSettings } from './settings';
import type { TargetScanRow } from './target-scan.entity';
import type { Targets } from './targets';

export interface ScansParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly targets: Targets;
  readonly rows: ScanRows;
  readonly scanner: Scanner;
  readonly changes: ScanChanges;
  readonly logger: Logger;
  readonly settings: Pick<EngineSettings, 'scanEveryMs' | 'scanLookMs' | 'scanRetryMs'>;
}

export class Scans {
  private readonly alarm = new Alarm();
  /** What waits for its turn, and what has it: ids of scans, and looks at changes. */
  private readonly waiting = new Set<string>();
  private line: Promise<void> = Promise.resolve();
  private controller = new AbortController();
  private looking: Promise<void> | null = null;
  private startedAt: Date | null = null;

  constructor(private readonly parts: ScansParts) {}

  /** Goes on with what was left behind, and looks from now on which scans have become due. */
  start(): void {
    if (this.looking !== null) return;
    this.controller = new AbortController();
    this.startedAt = this.parts.clock.now();
    this.looking = this.lookUntil(this.controller.signal);
  }

  /** Breaks off after the page under way; the next start goes on. */
  async stop(): Promise<void> {
    this.controller.abort();
    this.alarm.ring();
    await this.looking;
    await this.line;
    this.looking = null;
  }

  /** Begins a scan, or joins the one under way; it runs once the transaction is committed. */
  async ask(tx: Tx, targetId: string, askedById: string | null): Promise<TargetScanRow> {
    const row = await this.parts.rows.begin(tx, targetId, askedById);
    tx.afterCommit(() => void this.enqueue(row));
    return row;
  }

  /** Scans now and resolves with how it ended. */
  async run(targetId: string): Promise<TargetScanRow> {
    const row = await this.parts.store.write((tx) => this.parts.rows.begin(tx, targetId, null));
    await this.enqueue(row);
    return (await this.parts.rows.byId(row.id)) ?? row;
  }

  latest(targetIds: readonly string[]): Promise<ReadonlyMap<string, TargetScanRow>> {
    return this.parts.rows.latest(targetIds);
  }

  pending(targetId: string): Promise<number> {
    return this.parts.rows.pending(targetId);
  }

  /** Takes over what dead processes left, and begins what is due; resolves when the line is empty. */
  async look(): Promise<void> {
    for (const row of await this.parts.rows.takeOver()) void this.enqueue(row);
    for (const targetId of await this.due()) {
      const row = await this.parts.store.write((tx) => this.parts.rows.begin(tx, targetId, null));
      void this.enqueue(row);
    }
    for (const targetId of await this.changed()) void this.lookAtChanges(targetId);
    // A look at changes may put a scan into the line behind it.
    for (let seen: Promise<void> | null = null; seen !== this.line;) await (seen = this.line);
  }

  private lookAtChanges(targetId: string): Promise<void> {
    const { changes, rows, store, logger } = this.parts;
    return this.inLine(`changes of ${targetId}`, async () => {
      try {
        if ((await changes.look(targetId)) !== 'lost' || !(await this.maybeAgain(targetId))) return;
        const row = await store.write((tx) => rows.begin(tx, targetId, null));
        void this.enqueue(row);
      } catch (error) {
        logger.warn({ err: error, targetId }, 'what changed at a target could not be read; trying again');
      }
    });
  }

  private enqueue(row: TargetScanRow): Promise<void> {
    return this.inLine(row.id, async () => {
      try {
        await this.parts.scanner.run(row, this.controller.signal);
      } catch (error) {
        this.parts.logger.error({ err: error, targetId: row.targetId }, 'a scan failed; it is begun again later');
        await this.giveUp(row);
      }
    });
  }

  /** Once for each name; `work` never rejects. */
  private inLine(name: string, work: () => Promise<void>): Promise<void> {
    if (this.waiting.has(name)) return this.line;
    this.waiting.add(name);
    this.line = this.line.then(async () => {
      if (!this.controller.signal.aborted) await work();
      this.waiting.delete(name);
    });
    return this.line;
  }

  private async giveUp(row: TargetScanRow): Promise<void> {
    const { store, rows, clock, logger } = this.parts;
    const change = { status: 'incomplete', finishedAt: clock.now(), cursor: null, errorCode: 'internal' };
    try {
      await store.write((tx) => rows.save(tx, row, change));
    } catch (error) {
      logger.error({ err: error, targetId: row.targetId }, 'the end of a scan could not be noted');
    }
  }

  private async lookUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.look();
      } catch (error) {
        this.parts.logger.error({ err: error }, 'scans could not be looked after; trying again');
      }
      if (!signal.aborted) await this.alarm.wait(this.parts.settings.scanLookMs, signal);
    }
  }

  /** Targets whose changes are to be looked at: where everything is being read anyway there is nothing to gain. */
  private async changed(): Promise<readonly string[]> {
    const { rows, settings, targets, changes } = this.parts;
    if (settings.scanEveryMs === 0) return [];
    const ids = (await targets.list()).map((target) => target.id);
    const latest = await rows.latest(ids);
    return changes.due(ids.filter((id) => latest.get(id)?.status !== 'running'));
  }

  /** Where more changes than can be told, everything is read again, but not again and again. */
  private async maybeAgain(targetId: string): Promise<boolean> {
    const { rows, clock, settings } = this.parts;
    const last = (await rows.latest([targetId])).get(targetId);
    const since = clock.now().getTime() - (last?.startedAt.getTime() ?? 0);
    return since >= settings.scanRetryMs || since < 0;
  }

  /** A target that was never scanned waits a while after a start, when there is much else to do. */
  private async due(): Promise<readonly string[]> {
    const { clock, rows, settings, targets } = this.parts;
    if (settings.scanEveryMs === 0) return [];
    const now = clock.now().getTime();
    const ids = (await targets.list()).map((target) => target.id);
    const latest = await rows.latest(ids);
    return ids.filter((id) => {
      const last = latest.get(id);
      if (last?.status === 'running') return false;
      const since = now - (last?.startedAt ?? this.startedAt ?? clock.now()).getTime();
      const wait = last?.status === 'complete' ? settings.scanEveryMs : settings.scanRetryMs;
      // A clock that was set back must not keep a target from being read for as long as it was ahead.
      return since >= Math.min(wait, settings.scanEveryMs) || since < 0;
    });
  }
}
