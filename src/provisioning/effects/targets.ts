/** The targets that exist while the units do, and what people and calls have said of them. */
import type { ConnectorError } from '../../connectors/contract';
import { Refusal } from '../../errors/refusal';
import type { Store, Tx } from '../../store/store';
import { targetIds, type TargetRef } from '../core';
import type { OfficeReader } from '../office-reader';
import type { Health } from './gate';
import type { PolicyHolder } from './policy-holder';
import { TargetRow } from './target.entity';

export class Targets {
  constructor(
    private readonly store: Store,
    private readonly office: OfficeReader,
    private readonly policy: PolicyHolder,
  ) {}

  /** Every target of today, with what is known of it; in the order of the policy, then of units. */
  async list(): Promise<readonly TargetRow[]> {
    const [refs, rows] = await Promise.all([this.refs(), this.store.read.find(TargetRow)]);
    return refs.map((ref) => rows.find((row) => row.id === ref.id) ?? newRow(ref));
  }

  async find(targetId: string): Promise<TargetRow | null> {
    const row = await this.store.read.findOneBy(TargetRow, { id: targetId });
    if (row !== null) return row;
    const ref = (await this.refs()).find((one) => one.id === targetId);
    return ref === undefined ? null : newRow(ref);
  }

  /** Ids of the targets to which nothing is written at present. */
  async paused(): Promise<ReadonlySet<string>> {
    return new Set((await this.store.read.findBy(TargetRow, { paused: true })).map((row) => row.id));
  }

  /** Pauses or resumes; refused for a target that does not exist. `target` was found outside of the transaction. */
  async setPaused(tx: Tx, target: TargetRow, paused: boolean, reason: string | null): Promise<TargetRow> {
    const row = { ...target, paused, pauseReason: reason };
    await tx.manager.save(TargetRow, row);
    return row;
  }

  async require(targetId: string): Promise<TargetRow> {
    const target = await this.find(targetId);
    if (target === null) throw new Refusal('NOT_FOUND', { kind: 'target', id: targetId });
    return target;
  }

  async noteHealth(targetId: string, health: Health, error: ConnectorError | null): Promise<void> {
    const target = await this.find(targetId);
    if (target === null) return;
    await this.store.write(async (tx) => {
      const known = await tx.manager.findOneBy(TargetRow, { id: targetId });
      const last = error === null ? {} : { lastErrorCode: error.code, lastErrorAt: tx.now };
      await tx.manager.save(TargetRow, { ...(known ?? target), health, ...last });
    });
  }

  private async refs(): Promise<readonly TargetRef[]> {
    return targetIds(this.policy.current(), await this.office.units());
  }
}

function newRow(ref: TargetRef): TargetRow {
  return { ...ref, health: 'up', paused: false, pauseReason: null, lastErrorCode: null, lastErrorAt: null };
}
