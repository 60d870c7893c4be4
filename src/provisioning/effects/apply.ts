/**
 * Carries out the operations of one person. Each target is a lane of its own: one operation at a time within a lane,
 * lanes side by side, so that a target that fails delays no other. A create or enable waits for the lanes it names
 * (`waitsFor`); a disable waits for nobody beyond a head start that keeps the usual order (directory before sessions).
 */
import {
  ConnectorError,
  archives,
  returnsHoldings,
  transfersHoldings,
  type AccountRecord,
  type Call,
  type Connector,
  type HoldingMoved,
  type TransferReport,
} from '../../connectors/contract';
import type { Clock } from '../../shared/clock';
import { groupBy } from '../../shared/lists';
import { sleep } from '../../shared/timing';
import { reached } from '../../shared/write-boundary';
import type { Tx } from '../../store/store';
import { newId } from '../../shared/ids';
import type { PlannedOperation } from '../core';
import type { Claim } from './due';
import type { TargetGate } from './gate';
import type { HandoverMinutes } from './handover-minutes';
import type { HandoverReverse } from './handover-reverse';
import type { Journal, Outcome } from './journal';
import { searchPerson } from './observe';
import type { Step } from './plan-store';
import { retryDelayMs, type EngineSettings } from './settings';
import type { ShadowStore } from './shadows';
import { TombstoneRow } from './tombstone.entity';

export type StepResult = 'done' | 'waiting' | 'failed';

export interface ApplyParts {
  readonly gate: TargetGate;
  readonly journal: Journal;
  readonly shadows: ShadowStore;
  readonly minutes: HandoverMinutes;
  readonly reverse: HandoverReverse;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: EngineSettings;
  /** Asked right before each call: a person may have stopped all writes to a target since the work began. */
  readonly mayWrite: (targetId: string) => Promise<boolean>;
}

/** The work under way, by target. */
export type Lanes = ReadonlyMap<string, Promise<readonly StepResult[]>>;

/** The version that a target told at the last observation, by native id: the state that the first write expects. */
export type Versions = Map<string, string | null>;

export class Applier {
  constructor(private readonly parts: ApplyParts) {}

  /** Starts all lanes; each settles on its own. `blocked`: targets whose create or enable cannot be done now. */
  start(claim: Claim, steps: readonly Step[], blocked: ReadonlySet<string>, versions: Versions): Lanes {
    const lanes = new Map<string, Promise<readonly StepResult[]>>();
    const byTarget = groupBy(steps, (step) => step.row.targetId);
    for (const [targetId, own] of byTarget) {
      const earlierDisables = [...lanes]
        .filter(([other]) => byTarget.get(other)?.some(isDisable))
        .map(([, lane]) => lane);
      lanes.set(targetId, this.lane(claim, own, earlierDisables, lanes, blocked, versions));
    }
    return lanes;
  }

  private async lane(
    claim: Claim,
    steps: readonly Step[],
    earlierDisables: readonly Promise<unknown>[],
    lanes: Lanes,
    blocked: ReadonlySet<string>,
    versions: Versions,
  ): Promise<readonly StepResult[]> {
    await Promise.resolve(); // until every lane is known to those that wait for it
    const results: StepResult[] = [];
    for (const step of steps) {
      if (isDisable(step)) await this.headStart(earlierDisables);
      else if (!(await this.mayBegin(step, lanes, blocked))) {
        results.push('waiting');
        continue;
      }
      const result = await this.run(claim, step, versions);
      results.push(result);
      if (result !== 'done') break;
    }
    return results;
  }

  /** Ends sooner when the earlier ones are through. */
  private async headStart(earlier: readonly Promise<unknown>[]): Promise<void> {
    if (earlier.length === 0) return;
    const controller = new AbortController();
    await Promise.race([Promise.allSettled(earlier), sleep(this.parts.settings.headStartMs, controller.signal)]);
    controller.abort();
  }

  private async mayBegin(step: Step, lanes: Lanes, blocked: ReadonlySet<string>): Promise<boolean> {
    for (const targetId of step.planned.waitsFor) {
      if (blocked.has(targetId)) return false;
      const results = await (lanes.get(targetId) ?? []);
      if (results.some((result) => result !== 'done')) return false;
    }
    return true;
  }

  /** One try of one operation. Throws only when the lease was lost or the store failed. */
  private async run(claim: Claim, step: Step, versions: Versions): Promise<StepResult> {
    const { gate, journal, settings } = this.parts;
    const { row } = step;
    if (row.status === 'WAITING_APPROVAL' || row.status === 'WAITING_PERSON') return 'waiting';
    if (!(await this.parts.mayWrite(row.targetId))) return 'waiting';
    const closedUntil = gate.closedUntil(row.targetId);
    if (closedUntil !== null) {
      await journal.postpone(claim, step, closedUntil);
      return 'waiting';
    }
    const attempt = await journal.intent(claim, step);
    if (attempt === null) return 'waiting';
    try {
      reached('call.before');
      const learnt = await gate.call(row.targetId, settings.writeTimeoutMs, (connector, call) =>
        carryOut(connector, step, versions, call, (items) => this.announce(step, items)),
      );
      reached('call.after');
      const done = { kind: 'done', nativeId: learnt.created?.nativeId } as const;
      await journal.outcome(step, attempt, done, (tx) => this.keep(tx, step, learnt));
      return 'done';
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return this.failed(step, attempt, error);
    }
  }

  private async failed(
    step: Step,
    attempt: Parameters<Journal['outcome']>[1],
    error: ConnectorError,
  ): Promise<StepResult> {
    const { journal } = this.parts;
    if (error.code === 'notFound' && step.row.kind === 'delete') {
      await journal.outcome(step, attempt, { kind: 'done' }, (tx) => this.keep(tx, step, NOTHING));
      return 'done';
    }
    const outcome = this.judge(step, error);
    await journal.outcome(step, attempt, outcome, (tx) => this.keepPart(tx, step, error));
    return outcome.kind !== 'done' && outcome.status === 'FAILED' ? 'failed' : 'waiting';
  }

  /** What the fault means: to be tried again, or over. A disable is never over. */
  private judge(step: Step, error: ConnectorError): Outcome {
    const { clock, settings, random } = this.parts;
    const over = (error.code === 'rejected' || error.code === 'alreadyExists') && !isDisable(step);
    if (over) return { kind: 'failed', error, status: 'FAILED', retryAt: null };
    const waitMs = Math.max(error.retryAfterMs ?? 0, retryDelayMs(step.row.attempts, settings, random));
    const retryAt = new Date(clock.now().getTime() + Math.min(waitMs, settings.retryMaxMs));
    return { kind: error.outcomeUnknown ? 'unknown' : 'failed', error, status: 'WAITING_RETRY', retryAt };
  }

  /** What a handover or its way back is about to move stands in the minutes first: a process that dies in between cannot tell of it. */
  private announce(step: Step, items: readonly HoldingMoved[]): Promise<void> {
    const { personId, targetId } = step.row;
    const back = keyOfReturn(step.planned);
    if (back !== null) return this.parts.reverse.announced({ personId, key: back }, items);
    return this.parts.minutes.announced({ personId, targetId, key: handoverKey(step) }, items);
  }

  /** What a call had done before it was broken off. */
  private async keepPart(tx: Tx, step: Step, { moved }: ConnectorError): Promise<void> {
    if (moved.length === 0) return;
    const { personId, targetId } = step.row;
    const back = keyOfReturn(step.planned);
    if (back !== null) await this.parts.reverse.partly(tx, { personId, key: back }, moved);
    else await this.parts.minutes.partly(tx, { personId, targetId, key: handoverKey(step) }, moved);
  }

  /** What the call taught us, written with its outcome: a created account is known before anything else can happen. */
  private async keep(tx: Tx, step: Step, { created, report }: Learnt): Promise<void> {
    const { row } = step;
    if (created !== null) await this.parts.shadows.upsert(tx, row.personId, row.targetId, created, 'linked');
    // Where nothing can be read it must not look open for ever, or every look would close it once more.
    if (row.kind === 'disable')
      await this.parts.shadows.closed(tx, row.targetId, row.nativeId ?? step.planned.nativeId);
    if (row.kind === 'delete')
      await this.parts.shadows.deleted(tx, row.targetId, row.nativeId ?? step.planned.nativeId);
    if (report !== null) {
      const { personId, targetId } = row;
      const back = keyOfReturn(step.planned);
      if (back !== null) await this.parts.reverse.done(tx, { personId, key: back }, report);
      else await this.parts.minutes.transferred(tx, { personId, targetId, key: handoverKey(step) }, report);
    }
    if (row.kind === 'delete') {
      const name = { targetId: row.targetId, name: row.accountName };
      if (!(await tx.manager.existsBy(TombstoneRow, name))) {
        await tx.manager.insert(TombstoneRow, {
          id: newId(tx.now),
          ...name,
          personId: row.personId,
          deletedAt: tx.now,
        });
      }
    }
  }
}

/** The key from which a person's things come back; null for what is no such operation. */
export function keyOfReturn({ kind, before }: PlannedOperation): string | null {
  const key = kind === 'handover' ? before?.attributes?.heldUnder : null;
  return typeof key === 'string' ? key : null;
}

export function isDisable(step: Step): boolean {
  return step.row.kind === 'disable';
}

/** What a call taught us. */
interface Learnt {
  readonly created: AccountRecord | null;
  readonly report: TransferReport | null;
}

const NOTHING: Learnt = { created: null, report: null };

/** The call itself; gives back the account when it came to be, and what was handed over. */
async function carryOut(
  connector: Connector,
  step: Step,
  versions: Versions,
  call: Call,
  announce: (items: readonly HoldingMoved[]) => Promise<void>,
): Promise<Learnt> {
  const { planned, row } = step;
  if (planned.kind === 'create') return { ...NOTHING, created: await create(connector, step, call) };
  const nativeId = row.nativeId ?? planned.nativeId;
  if (nativeId === null) throw new ConnectorError('rejected', `operation ${row.id} names no account`);
  const expected = versions.get(nativeId) ?? null;
  versions.delete(nativeId);
  switch (planned.kind) {
    case 'modify':
      await connector.modify(
        nativeId,
        {
          set: planned.after?.attributes,
          addGrants: planned.after?.addGrants,
          removeGrants: planned.after?.removeGrants,
        },
        call,
        expected,
      );
      return NOTHING;
    case 'enable':
      await connector.enable(nativeId, call);
      return NOTHING;
    case 'disable':
      await connector.disable(nativeId, call);
      return NOTHING;
    case 'archive':
      if (!archives(connector)) throw new ConnectorError('rejected', `${row.targetId} cannot archive accounts`);
      await connector.archive(nativeId, call);
      return NOTHING;
    case 'delete':
      await connector.delete(nativeId, call);
      return NOTHING;
    case 'handover': {
      const back = keyOfReturn(planned);
      if (back !== null) {
        if (!returnsHoldings(connector)) throw new ConnectorError('rejected', `${row.targetId} cannot give back`);
        const from = { key: back, note: `Trả lại cho ${row.accountName}`, announce };
        return { ...NOTHING, report: await connector.returnHoldings(nativeId, from, call) };
      }
      if (!transfersHoldings(connector)) throw new ConnectorError('rejected', `${row.targetId} cannot hand over`);
      const note = `Bàn giao từ ${row.accountName}`;
      const ofOthers = !planned.basis.some(({ by }) => by === 'handover');
      const to = { key: handoverKey(step), note, ofOthers, announce };
      return { ...NOTHING, report: await connector.transferHoldings(nativeId, to, call) };
    }
    case 'noop':
      return NOTHING;
  }
}

/** Where the leaver's papers go. */
function handoverKey({ planned }: Step): string {
  const key = planned.after?.attributes?.redirectPost;
  if (typeof key !== 'string') throw new ConnectorError('rejected', 'a handover names no key');
  return key;
}

/** Creates, or finds that an earlier try was applied after we gave up on it: then it carries our person's id. */
async function create(connector: Connector, { planned, row }: Step, call: Call): Promise<AccountRecord> {
  try {
    return await connector.create(
      {
        name: planned.accountName,
        personId: planned.personId,
        attributes: planned.after?.attributes ?? {},
        grants: planned.after?.addGrants ?? [],
      },
      call,
    );
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== 'alreadyExists') throw error;
    const found = await searchPerson(connector, { personId: row.personId, name: row.accountName }, call);
    const ours = found.filter((record) => record.personId === row.personId);
    if (ours.length === 1) return ours[0]!;
    throw error;
  }
}
