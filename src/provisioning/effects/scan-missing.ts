/**
 * What a scan that read to the end did not find. Nothing is called gone on the strength of absence alone: an answer
 * without a single account, and one that lacks more accounts than the brake lets go, are not believed; every other
 * missing account is asked for once more by its own id before it is called gone (invariant 13).
 */
import { In, LessThan, MoreThan, Not } from 'typeorm';
import { ConnectorError } from '../../connectors/contract';
import { chunks } from '../../shared/lists';
import type { Store } from '../../store/store';
import type { TargetGate } from './gate';
import type { PolicyHolder } from './policy-holder';
import { ShadowRow } from './shadow.entity';
import type { TargetScanRow } from './target-scan.entity';

const PAGE = 200;
const PAGES_MAX = 10_000;
const AT_ONCE = 8;

export interface Missing {
  readonly missing: number;
  readonly gone: number;
}

export class ScanMissing {
  constructor(
    private readonly store: Store,
    private readonly gate: TargetGate,
    private readonly policy: PolicyHolder,
    private readonly readTimeoutMs: number,
  ) {}

  /** Throws a ConnectorError when the target does not answer, or answers what is not believed. */
  async settle(scan: TargetScanRow, signal: AbortSignal): Promise<Missing> {
    const { targetId, startedAt } = scan;
    const unseen = { targetId, situation: Not('gone'), observedAt: LessThan(startedAt) };
    const [missing, linkedMissing, linked] = await Promise.all([
      this.store.read.countBy(ShadowRow, unseen),
      this.store.read.countBy(ShadowRow, { ...unseen, linked: true }),
      this.store.read.countBy(ShadowRow, { targetId, situation: Not('gone'), linked: true }),
    ]);
    if (missing === 0) return { missing: 0, gone: 0 };
    if (scan.seen === 0) throw unbelievable(targetId, `it showed no account, and ${missing} are known there`);
    const { atLeast, percent } = this.policy.current().brake.netLossPerTarget;
    if (linkedMissing > Math.max(atLeast, (linked * percent) / 100))
      throw unbelievable(targetId, `${linkedMissing} of ${linked} linked accounts were not shown`);
    let gone = 0;
    let after = '';
    for (let page = 0; page < PAGES_MAX && !signal.aborted; page += 1) {
      const rows = await this.store.read.find(ShadowRow, {
        where: { ...unseen, id: MoreThan(after) },
        order: { id: 'ASC' },
        take: PAGE,
      });
      if (rows.length === 0) break;
      after = rows.at(-1)!.id;
      gone += await this.confirm(scan, rows);
    }
    return { missing, gone };
  }

  private async confirm(scan: TargetScanRow, rows: readonly ShadowRow[]): Promise<number> {
    const absent: ShadowRow[] = [];
    for (const some of chunks(rows, AT_ONCE)) {
      const read = await Promise.all(
        some.map((row) =>
          this.gate.call(scan.targetId, this.readTimeoutMs, (connector, call) => connector.read(row.nativeId, call)),
        ),
      );
      absent.push(...some.filter((_, index) => read[index] === null));
    }
    if (absent.length === 0) return 0;
    const ids = (rowsOf: readonly ShadowRow[]): string[] => rowsOf.map((row) => row.id);
    const owned = absent.filter((row) => row.personId !== null);
    const orphans = absent.filter((row) => row.personId === null);
    await this.store.write(async (tx) => {
      const older = { observedAt: LessThan(scan.startedAt) };
      if (orphans.length > 0) await tx.manager.delete(ShadowRow, { id: In(ids(orphans)), ...older });
      if (owned.length > 0)
        await tx.manager.update(
          ShadowRow,
          { id: In(ids(owned)), ...older },
          { situation: 'gone', status: 'gone', linked: false, driftedIn: scan.id, observedAt: tx.now },
        );
    });
    return absent.length;
  }
}

function unbelievable(targetId: string, why: string): ConnectorError {
  return new ConnectorError('rejected', `${targetId}: ${why}; nothing is called gone`);
}
