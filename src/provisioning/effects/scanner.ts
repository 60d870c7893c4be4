/**
 * Reads all accounts of one target, page by page, and writes down each page before it asks for the next: memory holds
 * one page, and the store says at every moment how far it has come. A scan that a dying process left goes on from its
 * last page where the target still knows the place, and otherwise reads again from the first one; what was seen stays
 * seen either way.
 *
 * Only a scan that was read to its end, by an account that may read everything, says what is missing.
 */
import { ConnectorError } from '../../connectors/contract';
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import { breathe } from './breathe';
import type { TargetGate } from './gate';
import type { ScanChanges } from './scan-changes';
import type { ScanMissing } from './scan-missing';
import type { PageFigures, ScanPages } from './scan-page';
import type { ScanPlans } from './scan-plans';
import type { ScanRows } from './scan-rows';
import type { EngineSettings } from './settings';
import type { TargetScanRow } from './target-scan.entity';

export interface ScannerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly gate: TargetGate;
  readonly rows: ScanRows;
  readonly pages: ScanPages;
  readonly changes: ScanChanges;
  readonly missing: ScanMissing;
  readonly plans: ScanPlans;
  readonly settings: Pick<EngineSettings, 'scanPageSize' | 'scanTimeoutMs' | 'readTimeoutMs'>;
}

const PAGES_MAX = 100_000;
const MESSAGE_MAX = 500;

export class Scanner {
  constructor(private readonly parts: ScannerParts) {}

  /** Ends when the scan has, or when it is told to stop: it then stays as it is, to be gone on with. */
  async run(scan: TargetScanRow, signal: AbortSignal): Promise<void> {
    const { rows, store, clock, changes, missing, plans } = this.parts;
    try {
      await this.mayReadAll(scan.targetId);
      if (!(await this.readFrom(scan, signal))) return;
      // The right to read may have been taken away between two pages, which then look like an early end.
      await this.mayReadAll(scan.targetId);
      const found = await missing.settle(scan, signal);
      if (signal.aborted) return;
      await plans.correct(scan);
      await store.write(async (tx) => {
        await changes.ended(tx, scan);
        await rows.save(tx, scan, {
          status: 'complete',
          finishedAt: clock.now(),
          cursor: null,
          missing: found.missing,
          situations: JSON.stringify(added(situationsOf(scan), new Map([['gone', found.gone]]))),
        });
      });
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      // What was seen was seen: differences are mended whether the rest could be read or not.
      await plans.correct(scan);
      await store.write((tx) =>
        rows.save(tx, scan, {
          status: 'incomplete',
          finishedAt: clock.now(),
          cursor: null,
          errorCode: error.code,
          errorMessage: error.message.slice(0, MESSAGE_MAX),
        }),
      );
    }
  }

  /** True when it came to the end. */
  private async readFrom(scan: TargetScanRow, signal: AbortSignal): Promise<boolean> {
    if (scan.cursor !== null) {
      const goneOn = await this.goOn(scan, signal);
      if (goneOn !== null) return goneOn;
    }
    await this.parts.store.write((tx) => this.parts.rows.save(tx, scan, NOTHING_READ));
    await this.parts.changes.begin(scan);
    return this.read(scan, null, signal);
  }

  /** Null when the target does not know the place any more. */
  private async goOn(scan: TargetScanRow, signal: AbortSignal): Promise<boolean | null> {
    const pagesBefore = scan.pages;
    try {
      return await this.read(scan, scan.cursor, signal);
    } catch (error) {
      if (!(error instanceof ConnectorError) || scan.pages > pagesBefore) throw error;
      return null;
    }
  }

  private async read(scan: TargetScanRow, from: string | null, signal: AbortSignal): Promise<boolean> {
    const { store, clock, gate, rows, pages, settings } = this.parts;
    let after = from;
    // A connector may read one page ahead, so a page can be as old as the question before.
    let askedBefore = clock.now();
    for (let page = 0; page < PAGES_MAX; page += 1) {
      if (signal.aborted) return false;
      await breathe();
      const readAt = askedBefore;
      askedBefore = clock.now();
      const place = { after, size: settings.scanPageSize };
      const { records, next } = await gate.call(scan.targetId, settings.scanTimeoutMs, (connector, call) =>
        connector.search({ by: 'all' }, place, call),
      );
      const judged = await pages.judge({ scanId: scan.id, targetId: scan.targetId, records, readAt });
      await store.write(async (tx) => {
        await judged.keep(tx);
        await rows.save(tx, scan, progress(scan, records.length, judged.figures, next));
      });
      if (next === null) return true;
      after = next;
    }
    throw new ConnectorError('protocol', `${scan.targetId} did not come to an end after ${PAGES_MAX} pages`);
  }

  /** A branch that may not be read looks like an empty one; so the connector's own check of its rights is asked first. */
  private async mayReadAll(targetId: string): Promise<void> {
    const { gate, settings } = this.parts;
    const findings = await gate.call(targetId, settings.readTimeoutMs, (connector, call) => connector.test(call));
    const bad = findings.find((finding) => !finding.ok);
    if (bad !== undefined) throw new ConnectorError('unauthorised', `${targetId}: ${bad.check}: ${bad.detail}`);
  }
}

const NOTHING_READ = { cursor: null, pages: 0, seen: 0, situations: '{}', drifted: 0 } as const;

function progress(
  scan: TargetScanRow,
  count: number,
  figures: PageFigures,
  next: string | null,
): Partial<TargetScanRow> {
  return {
    cursor: next,
    pages: scan.pages + 1,
    seen: scan.seen + count,
    drifted: scan.drifted + figures.drifted,
    situations: JSON.stringify(added(situationsOf(scan), figures.situations)),
  };
}

export function situationsOf(scan: TargetScanRow): Readonly<Record<string, number>> {
  return JSON.parse(scan.situations) as Record<string, number>;
}

function added(
  before: Readonly<Record<string, number>>,
  more: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  const sum: Record<string, number> = { ...before };
  for (const [situation, count] of more) if (count > 0) sum[situation] = (sum[situation] ?? 0) + count;
  return sum;
}
