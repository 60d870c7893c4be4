/**
 * What a scan that read to the end did not find, and what a target said is not there any more. Nothing is called gone on
 * the strength of absence alone, nor of a word: an answer without a single account, and one that lacks more accounts
 * than the brake lets go, are not believed; every other missing account is asked for once more by its own id before it
 * is called gone (invariant 13).
 */
import { In, LessThan, MoreThan, Not } from 'typeorm';
import { ConnectorError, type ChangedAccounts } from '../../connectors/contract';
import { chunks } from '../../shared/lists';
import type { Store } from '../../store/store';
import type { TargetGate } from './gate';
import type { PolicyHolder } from './policy-holder';
import { ShadowRow } from './shadow.entity';
import type { TargetScanRow } from './target-scan.entity';

const PAGE = 200;
const PAGES_MAX = 10_000;
const AT_ONCE = 8;
/** Accounts that are asked for one by one between scans; a reading of everything takes less when there are more. */
const TOLD_MAX = 1_000;
const COMPARED_AT_ONCE = 5_000;

export interface Missing {
  readonly missing: number;
  readonly gone: number;
}

/** A scan, or a look at what changed: what was observed later than it began is newer. */
type Reading = Pick<TargetScanRow, 'id' | 'targetId' | 'startedAt'>;

type Gone = NonNullable<ChangedAccounts['gone']>;

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
    if (this.isTooMuch(linkedMissing, linked))
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

  /**
   * How many of those that a target said are not there any more are not; null when it said so of more than the brake
   * lets go, or than can be asked for one by one. Throws a ConnectorError when the target does not answer.
   */
  async settleTold(look: Reading, gone: Gone): Promise<number | null> {
    const { targetId, startedAt } = look;
    const ids = gone.kind === 'these' ? gone.nativeIds : await this.allBut(look, new Set(gone.nativeIds));
    const rows: ShadowRow[] = [];
    for (let start = 0; start < ids.length && rows.length <= TOLD_MAX; start += PAGE) {
      const nativeId = In(ids.slice(start, start + PAGE));
      const known = { targetId, nativeId, situation: Not('gone'), observedAt: LessThan(startedAt) };
      rows.push(...(await this.store.read.findBy(ShadowRow, known)));
    }
    if (rows.length === 0) return 0;
    const linked = await this.store.read.countBy(ShadowRow, { targetId, situation: Not('gone'), linked: true });
    if (rows.length > TOLD_MAX || this.isTooMuch(rows.filter((row) => row.linked).length, linked)) return null;
    return this.confirm(look, rows);
  }

  /** Known accounts that are not among these; one more than is asked for is enough. */
  private async allBut({ targetId, startedAt }: Reading, there: ReadonlySet<string>): Promise<readonly string[]> {
    const missing: string[] = [];
    let after = '';
    for (let page = 0; page < PAGES_MAX && missing.length <= TOLD_MAX; page += 1) {
      const rows = await this.store.read.find(ShadowRow, {
        where: { targetId, nativeId: MoreThan(after), situation: Not('gone'), observedAt: LessThan(startedAt) },
        select: { id: true, nativeId: true },
        order: { nativeId: 'ASC' },
        take: COMPARED_AT_ONCE,
      });
      if (rows.length === 0) break;
      after = rows.at(-1)!.nativeId;
      missing.push(...rows.map((row) => row.nativeId).filter((id) => !there.has(id)));
    }
    return missing;
  }

  private isTooMuch(lost: number, linked: number): boolean {
    const { atLeast, percent } = this.policy.current().brake.netLossPerTarget;
    return lost > Math.max(atLeast, (linked * percent) / 100);
  }

  private async confirm(scan: Reading, rows: readonly ShadowRow[]): Promise<number> {
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
