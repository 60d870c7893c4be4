/** The targets that exist while the units do, and what people and calls have said of them. */
import type { ConnectorError } from '../../connectors/contract';
import { Refusal } from '../../errors/refusal';
import type { Store, Tx } from '../../store/store';
import { isTargetId, targetIds, targetKeyOf, type TargetRef } from '../core';
import type { OfficeReader } from '../office-reader';
import type { Health } from './gate';
import { HeldTargets } from './held-targets';
import { reasonIn, type ObserveOnly } from './observe-only';
import { OperationRow } from './operation.entity';
import type { PolicyHolder } from './policy-holder';
import { ShadowRow } from './shadow.entity';
import { TargetRow } from './target.entity';

/** A target with why nothing is written to it, where it is only observed. */
export interface KnownTarget extends TargetRow {
  readonly observeOnly: string | null;
}

export class Targets {
  private asked: Promise<ReadonlySet<string>> | null = null;

  constructor(
    private readonly store: Store,
    private readonly office: OfficeReader,
    private readonly policy: PolicyHolder,
    private readonly observeOnly: ObserveOnly,
  ) {}

  /** Every target of today, with what is known of it; in the order of the policy, then of units. */
  async list(): Promise<readonly KnownTarget[]> {
    const [refs, rows, observed] = await Promise.all([
      this.refs(),
      this.store.read.find(TargetRow),
      this.observeOnly.rows(),
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return refs.map((ref) => ({ ...(byId.get(ref.id) ?? newRow(ref)), observeOnly: reasonIn(observed, ref.id) }));
  }

  /** One of today, or one that was met before and whose unit has ended since: what was left there must stay in reach. */
  async find(targetId: string): Promise<KnownTarget | null> {
    const row = await this.row(targetId);
    return row === null ? null : { ...row, observeOnly: reasonIn(await this.observeOnly.rows(), targetId) };
  }

  private async row(targetId: string): Promise<TargetRow | null> {
    const row = await this.store.read.findOneBy(TargetRow, { id: targetId });
    if (row !== null) return row;
    const ref = (await this.refs()).find((one) => one.id === targetId);
    if (ref !== undefined) return newRow(ref);
    return isTargetId(this.policy.current(), targetId) && (await this.wasMet(targetId))
      ? newRow(this.refOf(targetId))
      : null;
  }

  /** What the id of a target says of it, whether its unit exists today or not. */
  refOf(targetId: string): TargetRef {
    const kind = targetKeyOf(targetId);
    const connector = this.policy.current().targets.find((target) => target.key === kind)?.connector ?? 'manual';
    return { id: targetId, kind, connector, unitId: targetId === kind ? null : targetId.slice(kind.length + 1) };
  }

  /**
   * The targets to which nothing is written at present: paused, or only observed. Whoever asks in the same turn of the
   * event loop shares one answer, which is read after all of them have asked.
   */
  paused(): Promise<ReadonlySet<string>> {
    this.asked ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.asked = null;
      return this.readPaused();
    });
    return this.asked;
  }

  private async readPaused(): Promise<ReadonlySet<string>> {
    const [paused, observed] = await Promise.all([
      this.store.read.findBy(TargetRow, { paused: true }),
      this.observeOnly.rows(),
    ]);
    return new HeldTargets(
      paused.map((row) => row.id),
      observed,
    );
  }

  /** The last question before a call: a person may have stopped all writes since the work began. */
  async mayWrite(targetId: string): Promise<boolean> {
    return !(await this.paused()).has(targetId);
  }

  /** Pauses or resumes; gives what that changed. `target` was found outside of the transaction. */
  async setPaused(
    tx: Tx,
    target: TargetRow,
    paused: boolean,
    reason: string | null,
  ): Promise<{ readonly before: TargetRow; readonly after: TargetRow }> {
    const before = (await tx.manager.findOneBy(TargetRow, { id: target.id })) ?? stored(target);
    const after = { ...before, paused, pauseReason: reason };
    await tx.manager.save(TargetRow, { ...after });
    return { before, after };
  }

  async require(targetId: string): Promise<KnownTarget> {
    const target = await this.find(targetId);
    if (target === null) throw new Refusal('NOT_FOUND', { kind: 'target', id: targetId });
    return target;
  }

  async noteHealth(targetId: string, health: Health, error: ConnectorError | null): Promise<void> {
    const target = await this.row(targetId);
    if (target === null) return;
    await this.store.write(async (tx) => {
      const known = await tx.manager.findOneBy(TargetRow, { id: targetId });
      const last = error === null ? {} : { lastErrorCode: error.code, lastErrorAt: tx.now };
      await tx.manager.save(TargetRow, { ...(known ?? target), health, ...last });
    });
  }

  private async wasMet(targetId: string): Promise<boolean> {
    const [account, operation] = await Promise.all([
      this.store.read.existsBy(ShadowRow, { targetId }),
      this.store.read.existsBy(OperationRow, { targetId }),
    ]);
    return account || operation;
  }

  private async refs(): Promise<readonly TargetRef[]> {
    return targetIds(this.policy.current(), await this.office.units());
  }
}

function stored({ id, kind, connector, unitId, health, lastErrorCode, lastErrorAt }: TargetRow): TargetRow {
  return { id, kind, connector, unitId, health, paused: false, pauseReason: null, lastErrorCode, lastErrorAt };
}

function newRow(ref: TargetRef): TargetRow {
  return { ...ref, health: 'up', paused: false, pauseReason: null, lastErrorCode: null, lastErrorAt: null };
}
