/**
 * One person's turn: observe, correlate, desired, plan, check, store, apply, observe again.
 *
 * Known accounts that must be closed are closed first, on the strength of what we know and before anything is read: a
 * disable is safe, repeats without harm, and must not wait for a target that is slow to answer. Everything else is done
 * only at targets that were read to their end in this round.
 */
import type { Clock } from '../../shared/clock';
import { newId } from '../../shared/ids';
import { reached } from '../../shared/write-boundary';
import type { Store, Tx } from '../../store/store';
import {
  desired,
  nextBoundary,
  plan,
  planHash,
  samePart,
  type DesiredPerson,
  type PersonFacts,
  type PersonPlan,
  type PlannedOperation,
} from '../core';
import type { Applier, Lanes, Versions } from './apply';
import { breathe } from './breathe';
import type { Claim, DueList, NextLook } from './due';
import type { TargetGate } from './gate';
import type { Journal } from './journal';
import { OPEN, type OperationStatus, type PlanStore, type Step } from './plan-store';
import type { PolicyHolder } from './policy-holder';
import { SESSIONS_AGAIN, sessionsToCutAgain } from './sessions-again';
import { settled } from './settled';
import { retryDelayMs, type EngineSettings } from './settings';
import type { KnownAccount, ShadowStore } from './shadows';
import type { Seen, Survey } from './survey';
import type { Targets } from './targets';
import type { Brake } from './verdict';

export interface WorkParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly due: DueList;
  readonly gate: TargetGate;
  readonly survey: Survey;
  readonly plans: PlanStore;
  readonly shadows: ShadowStore;
  readonly journal: Journal;
  readonly applier: Applier;
  readonly targets: Targets;
  readonly brake: Brake;
  readonly policy: PolicyHolder;
  readonly random: () => number;
  readonly settings: EngineSettings;
}

/** Rounds in one turn, where doing one thing shows the next. */
const ROUNDS_MAX = 4;
/** A write whose outcome nobody knows can still take effect: look again after these times. */
const LATE_WATCH_MS = [5_000, 60_000, 600_000];

interface Round {
  readonly seen: Seen;
  readonly remaining: PersonPlan;
  /** Something was done and something else has come up: go on at once. */
  readonly again: boolean;
  readonly steps: readonly Step[];
}

export class PersonWork {
  constructor(private readonly parts: WorkParts) {}

  /** Works on a claimed person and lets them go. Throws, and keeps the lease to run out, only when the store fails or the lease was lost. */
  async run(claim: Claim, facts: PersonFacts, known: readonly KnownAccount[]): Promise<void> {
    let round = await this.round(claim, facts, known);
    for (let count = 1; round.again && count < ROUNDS_MAX; count += 1) {
      await this.parts.store.write((tx) => this.parts.shadows.note(tx, claim.personId, round.seen.correlated));
      round = await this.round(claim, facts, round.seen.known);
    }
    await this.finish(claim, facts, round);
  }

  private async round(claim: Claim, facts: PersonFacts, known: readonly KnownAccount[]): Promise<Round> {
    const { clock, plans, targets, applier, policy, survey } = this.parts;
    await breathe();
    const at = clock.now();
    const wanted = desired(facts, policy.current(), at);
    const paused = await targets.paused();
    const open = await this.reopen(await plans.openSteps(claim.personId, at));

    const closing = await this.closeFirst(claim, facts, wanted, known, open, paused, at);
    const first = applier.start(claim, closing, new Set(), new Map());
    const seen = await survey.all(facts, wanted, known, first);

    const fresh = plan(wanted, facts, seen.known, policy.current(), at);
    // A disable that was tried already and did not succeed waits for its time, and its target with it.
    const held = new Set(closing.filter((step) => step.row.status !== 'DONE').map((step) => step.row.targetId));
    const writable = (targetId: string): boolean => !paused.has(targetId) && !held.has(targetId);
    const doable = fresh.operations.filter(
      (one) => one.kind !== 'noop' && seen.read.has(one.targetId) && writable(one.targetId),
    );
    const blocked = new Set(
      fresh.operations.filter((one) => opens(one) && !doable.includes(one)).map((one) => one.targetId),
    );
    const unread = new Set(seen.unread.map((one) => one.targetId));
    const judged = open.filter(
      (step) => isOpen(step) && !isAgain(step) && !unread.has(step.row.targetId) && writable(step.row.targetId),
    );
    const steps = await this.adopt(claim, seen, doable, judged, at);
    const lanes = applier.start(claim, steps, blocked, versionsOf(seen));
    await settled([...first.values(), ...lanes.values()]);

    const again = await this.cutSessionsAgain(claim, [...closing, ...steps], seen.known, wanted, at);
    const touched = touchedTargets(steps, first, seen, again);
    const after = touched.size === 0 ? seen : await survey.again(facts, wanted, seen, touched);
    const remaining = plan(wanted, facts, after.known, policy.current(), at);
    const moved = [...closing, ...steps].some((step) => step.row.status === 'DONE');
    const waits = new Set([...closing, ...steps].filter(isOpenOrFailed).map((step) => step.row.targetId));
    const left = remaining.operations.filter(
      (one) =>
        one.kind !== 'noop' && after.read.has(one.targetId) && writable(one.targetId) && !waits.has(one.targetId),
    );
    const goOn = moved && left.length > 0 && !samePart(part(claim, at, left), part(claim, at, doable));
    return { seen: after, remaining, again: goOn, steps: [...new Set([...open, ...closing, ...steps, ...again])] };
  }

  /** Operations that a crash left running: nobody knows whether they were applied. They wait like any other, and what is observed decides. */
  private async reopen(open: readonly Step[]): Promise<readonly Step[]> {
    const interrupted = open.filter((step) => step.row.status === 'RUNNING');
    if (interrupted.length > 0) {
      await this.parts.store.write(async (tx) => {
        for (const step of interrupted) await this.parts.journal.closeInterrupted(tx, step);
      });
      reached('interrupted.closed');
    }
    return open;
  }

  /** The disables that follow from what is known already, and sessions that are still to be cut once more. */
  private async closeFirst(
    claim: Claim,
    facts: PersonFacts,
    wanted: DesiredPerson,
    known: readonly KnownAccount[],
    open: readonly Step[],
    paused: ReadonlySet<string>,
    at: Date,
  ): Promise<readonly Step[]> {
    const again = open.filter((step) => isOpen(step) && isAgain(step) && !paused.has(step.row.targetId));
    const operations = plan(wanted, facts, known, this.parts.policy.current(), at).operations.filter(
      (one) => one.kind === 'disable' && !paused.has(one.targetId),
    );
    const steps: Step[] = [];
    const unplanned: PlannedOperation[] = [];
    for (const operation of operations) {
      const stored = open.find(
        (step) =>
          isOpen(step) && !isAgain(step) && samePart(part(claim, at, [step.planned]), part(claim, at, [operation])),
      );
      if (stored) steps.push(stored);
      else unplanned.push(operation);
    }
    const stale = again.filter((step) =>
      wanted.accounts.some((one) => one.targetId === step.row.targetId && one.status === 'active'),
    );
    if (unplanned.length > 0 || stale.length > 0) {
      steps.push(...(await this.storePlan(claim, unplanned, at, (tx) => this.parts.plans.supersede(tx, stale))));
    }
    return [...steps, ...again.filter((step) => !stale.includes(step))];
  }

  /**
   * What is to be done becomes operations: those of a stored plan when they are the same, or of a new plan. Stored ones
   * that are not wanted any more are superseded.
   */
  private async adopt(
    claim: Claim,
    seen: Seen,
    doable: readonly PlannedOperation[],
    open: readonly Step[],
    at: Date,
  ): Promise<readonly Step[]> {
    const planIds = [...new Set(open.map((step) => step.plan.id))];
    const chosenId = planIds.find((id) => {
      const own = open.filter((step) => step.plan.id === id);
      return samePart(
        part(
          claim,
          at,
          own.map((step) => step.planned),
        ),
        part(claim, at, doable),
      );
    });
    const chosen = doable.length === 0 ? [] : open.filter((step) => step.plan.id === chosenId);
    const stale = open.filter((step) => !chosen.includes(step));
    if (chosen.length > 0 && stale.length === 0) return chosen;
    if (doable.length === 0 && stale.length === 0) return [];
    const stored = await this.storePlan(claim, chosen.length > 0 ? [] : doable, at, async (tx) => {
      await this.parts.plans.supersede(tx, stale);
      await this.parts.shadows.note(tx, claim.personId, seen.correlated);
    });
    return chosen.length > 0 ? chosen : stored;
  }

  private async storePlan(
    claim: Claim,
    operations: readonly PlannedOperation[],
    at: Date,
    also: (tx: Tx) => Promise<void>,
  ): Promise<readonly Step[]> {
    const { store, plans, brake, policy } = this.parts;
    const parts = [part(claim, at, operations)];
    const verdict = operations.length === 0 ? null : await brake.judge(parts, claim.cause.kind, at);
    const steps = await store.write(async (tx) => {
      await also(tx);
      if (verdict === null) return [];
      return plans.insert(tx, {
        id: newId(tx.now),
        hash: planHash(parts),
        cause: claim.cause,
        policyVersion: policy.current().version,
        plannedFor: at,
        parts,
        verdict,
      });
    });
    if (steps.length > 0) reached('plan.stored');
    return steps;
  }

  /** A directory that closed late let cut sessions sign in again meanwhile: they are cut once more. */
  private async cutSessionsAgain(
    claim: Claim,
    done: readonly Step[],
    known: readonly KnownAccount[],
    wanted: DesiredPerson,
    at: Date,
  ): Promise<readonly Step[]> {
    const operations = sessionsToCutAgain(claim.personId, done, known, wanted, this.parts.policy.current());
    if (operations.length === 0) return [];
    const steps = await this.storePlan(claim, operations, at, () => Promise.resolve());
    await settled([...this.parts.applier.start(claim, steps, new Set(), new Map()).values()]);
    return steps;
  }

  /** One transaction: what was seen, what waits and until when, and the next look. */
  private async finish(claim: Claim, facts: PersonFacts, round: Round): Promise<void> {
    const { store, shadows, plans, due, gate, clock, settings, random, journal, policy } = this.parts;
    const now = clock.now();
    const backoff = new Date(now.getTime() + retryDelayMs(claim.failures + 1, settings, random));
    const unread = new Map(
      round.seen.unread.map((one) => [one.targetId, later(backoff, gate.closedUntil(one.targetId))]),
    );
    const untried = ({ row }: Step): boolean =>
      row.status === 'PENDING' || (row.status === 'WAITING_RETRY' && (row.retryAt === null || row.retryAt <= now));
    const waiting = round.steps.filter((step) => untried(step) && unread.has(step.row.targetId));
    const unknownAt = await journal.lastUnknown(claim.personId, new Date(now.getTime() - LATE_WATCH_MS.at(-1)!));
    const watch = LATE_WATCH_MS.map((ms) => (unknownAt === null ? null : new Date(unknownAt.getTime() + ms))).find(
      (one) => one !== null && one > now,
    );
    const planned = await plans.nextPlannedFor(claim.personId, now);
    const boundary = earliest([nextBoundary(facts, policy.current(), round.seen.known, now), watch ?? null, planned]);
    const retry = earliest([
      ...unread.values(),
      ...round.steps.flatMap((step) => retryAtOf(step, now, backoff)),
      didNotTake(round, claim) ? backoff : null,
    ]);
    const next: NextLook =
      retry !== null && (boundary === null || retry <= boundary)
        ? { dueAt: retry, waiting: 'retry', failures: claim.failures + 1 }
        : { dueAt: boundary, waiting: 'boundary', failures: retry === null ? 0 : claim.failures + 1 };
    await store.write(async (tx) => {
      await shadows.note(tx, claim.personId, round.seen.correlated);
      for (const step of waiting) {
        const observation = round.seen.unread.find((one) => one.targetId === step.row.targetId);
        const error = observation?.complete === false ? observation.error : null;
        await plans.setStatus(tx, step.row, {
          status: 'WAITING_RETRY',
          retryAt: unread.get(step.row.targetId) ?? null,
          lastErrorCode: error?.code ?? null,
          lastErrorMessage: error?.message.slice(0, 500) ?? null,
        });
      }
      await due.release(tx, claim, next);
    });
    reached('person.released');
  }
}

/** Sorted by target, because only the order within a target means anything: targets are lanes of their own. */
function part(claim: Claim, at: Date, operations: readonly PlannedOperation[]): PersonPlan {
  const sorted = [...operations].sort((a, b) => (a.targetId < b.targetId ? -1 : a.targetId > b.targetId ? 1 : 0));
  return { personId: claim.personId, at, operations: sorted };
}

function opens(operation: PlannedOperation): boolean {
  return operation.kind === 'create' || operation.kind === 'enable';
}

function isOpen(step: Step): boolean {
  return OPEN.includes(step.row.status as OperationStatus);
}

function isOpenOrFailed(step: Step): boolean {
  return isOpen(step) || step.row.status === 'FAILED';
}

function isAgain(step: Step): boolean {
  return step.row.reason === SESSIONS_AGAIN;
}

function versionsOf(seen: Seen): Versions {
  return new Map(
    seen.known.filter((one) => seen.read.has(one.targetId)).map((one) => [one.record.nativeId, one.record.version]),
  );
}

/** Targets whose state may have changed since they were read in this round. */
function touchedTargets(steps: readonly Step[], first: Lanes, seen: Seen, again: readonly Step[]): ReadonlySet<string> {
  const tried = [...steps, ...again].filter((step) => step.row.startedAt !== null).map((step) => step.row.targetId);
  return new Set([...tried, ...[...first.keys()].filter((targetId) => !seen.read.has(targetId))]);
}

/** True when something was done, the target said so, and yet it is still to be done. */
function didNotTake(round: Round, claim: Claim): boolean {
  const done = round.steps.filter((step) => step.row.status === 'DONE' && step.row.personId === claim.personId);
  return round.remaining.operations.some(
    (left) =>
      left.kind !== 'noop' &&
      done.some((step) => step.row.targetId === left.targetId && step.row.kind === left.kind && !isAgain(step)),
  );
}

/** A retry whose time has passed and that could not be tried in this round waits like a new one: nothing spins. */
function retryAtOf({ row }: Step, now: Date, backoff: Date): readonly Date[] {
  if (row.status !== 'WAITING_RETRY') return [];
  return [row.retryAt === null || row.retryAt <= now ? backoff : row.retryAt];
}

function later(a: Date, b: Date | null): Date {
  return b !== null && b > a ? b : a;
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, one) => (one !== null && (first === null || one < first) ? one : first), null);
}
