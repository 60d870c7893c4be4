/**
 * The end of one person's turn: what could not be done waits until a time, and the person is let go with the time of
 * the next look – for a retry, for a boundary of their timeline, or to see whether a write of unknown outcome came late.
 */
import type { Clock } from '../../shared/clock';
import { reached } from '../../shared/write-boundary';
import type { Store } from '../../store/store';
import { closesAccount, nextBoundary, type PersonFacts, type PlannedOperation } from '../core';
import type { Claim, DueList, NextLook } from './due';
import type { TargetGate } from './gate';
import { DOUBT_MS, type Journal } from './journal';
import { isUntried, leftOf, type Unfinished } from './person-work-left';
import type { Beyond, PlanStore, Step } from './plan-store';
import type { PolicyHolder } from './policy-holder';
import { retryDelayMs, type EngineSettings } from './settings';
import type { ShadowStore } from './shadows';
import { isAgain } from './step-matching';

export interface RestParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly due: DueList;
  readonly gate: TargetGate;
  readonly plans: PlanStore;
  readonly shadows: ShadowStore;
  readonly journal: Journal;
  readonly policy: PolicyHolder;
  readonly random: () => number;
  readonly settings: EngineSettings;
}

/** One round of a turn, as it came out. */
export interface Round extends Unfinished {
  /** Something was done and something else has come up: go on at once. */
  readonly again: boolean;
}

/** A write whose outcome nobody knows can still take effect: look again after these times. */
const LATE_WATCH_MS = [5_000, 60_000, DOUBT_MS];

export class PersonRest {
  constructor(private readonly parts: RestParts) {}

  /** One transaction: what was seen, what waits and until when, and the next look. */
  async finish(claim: Claim, facts: PersonFacts, round: Round): Promise<void> {
    const { store, shadows, plans, due, gate, clock, settings, random, journal, policy } = this.parts;
    const now = clock.now();
    const backoff = new Date(now.getTime() + retryDelayMs(claim.failures + 1, settings, random));
    const unread = new Map(
      round.seen.unread.map((one) => [one.targetId, later(backoff, gate.closedUntil(one.targetId))]),
    );
    const waiting = round.steps.filter((step) => isUntried(step, now) && unread.has(step.row.targetId));
    const { moot, refused, undone } = leftOf(round, now);
    const unknownAt = await journal.lastUnknown(claim.personId, new Date(now.getTime() - DOUBT_MS));
    const watch = LATE_WATCH_MS.map((ms) => (unknownAt === null ? null : new Date(unknownAt.getTime() + ms))).find(
      (one) => one !== null && one > now,
    );
    const boundary = earliest([nextBoundary(facts, policy.current(), round.seen.known, now), watch ?? null]);
    const retry = earliest([
      ...unread.values(),
      ...round.steps.filter((step) => !moot.includes(step)).flatMap((step) => retryAtOf(step, now, backoff)),
      round.again || undone || didNotTake(round, claim) ? backoff : null,
    ]);
    const next: NextLook =
      retry !== null && (boundary === null || retry <= boundary)
        ? {
            dueAt: retry,
            waiting: 'retry',
            failures: claim.failures + 1,
            leaving: round.remaining.operations.some(closes),
          }
        : {
            dueAt: boundary,
            waiting: 'boundary',
            failures: retry === null ? 0 : claim.failures + 1,
            leaving: boundary !== null && closesAccount(facts, round.seen.known, policy.current(), boundary),
          };
    await store.write(async (tx) => {
      await due.hold(tx, claim);
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
      await plans.supersede(tx, moot);
      for (const { step, by } of refused) await plans.refuseWith(tx, step, by);
      const beyond = await plans.firstBeyond(tx, claim.personId, round.steps);
      await due.release(tx, claim, beyond === null ? next : sooner(next, beyond, tx.now));
    });
    reached('person.released');
  }
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

/** What was stored while the turn was under way, or for a day to come, is not passed over. */
function sooner(next: NextLook, { from, closes: leaving }: Beyond, now: Date): NextLook {
  if (from <= now) return { ...next, dueAt: now, waiting: 'mark', leaving: leaving || next.leaving };
  return next.dueAt !== null && next.dueAt <= from ? next : { ...next, dueAt: from, waiting: 'boundary', leaving };
}

function closes({ kind }: PlannedOperation): boolean {
  return kind === 'disable';
}

function later(a: Date, b: Date | null): Date {
  return b !== null && b > a ? b : a;
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, one) => (one !== null && (first === null || one < first) ? one : first), null);
}
