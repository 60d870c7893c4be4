/**
 * What becomes of operations that a turn did not get to. Nobody comes back to an operation by itself, so each of them is
 * over, or waits for something that brings somebody back, or else makes the person due again soon.
 */
import type { PersonPlan } from '../core';
import { isAgain, opens } from './step-matching';
import type { Step } from './plan-store';
import type { Seen } from './survey';

/** A round, as far as it says what was not done. */
export interface Unfinished {
  readonly seen: Seen;
  readonly remaining: PersonPlan;
  readonly steps: readonly Step[];
  /** Targets to which nothing was written: whoever ends that marks those who wait there. */
  readonly paused: ReadonlySet<string>;
}

export interface Left {
  /** Nothing is left to do of it. */
  readonly moot: readonly Step[];
  /** Opens an account, and what had to come first was refused: it is tried with that one, at the next look. */
  readonly refused: readonly { readonly step: Step; readonly by: Step }[];
  /** Something is left that nothing else brings anybody back to. */
  readonly undone: boolean;
}

export function leftOf(round: Unfinished, now: Date): Left {
  const unread = new Set(round.seen.unread.map((one) => one.targetId));
  const holding = (targetId: string): boolean => round.paused.has(targetId) || unread.has(targetId);
  const moot = round.steps.filter((step) => isUntried(step, now) && isMoot(step, round, unread));
  const pending = round.steps.filter((step) => step.row.status === 'PENDING' && !moot.includes(step));
  const refused = refusedWith(pending, round.steps);
  const others = round.steps.filter((step) => !moot.includes(step));
  const undone = pending.some(
    (step) =>
      !holding(step.row.targetId) &&
      !step.planned.waitsFor.some(holding) &&
      !refused.some((one) => one.step === step) &&
      !others.some((one) => precedes(one, step) && isWaiting(one, step)),
  );
  return { moot, refused, undone };
}

export function isUntried({ row }: Step, now: Date): boolean {
  return row.status === 'PENDING' || (row.status === 'WAITING_RETRY' && (row.retryAt === null || row.retryAt <= now));
}

/** The target could not be read when the step's turn came, and when it was, there was nothing left to do. */
function isMoot(step: Step, { remaining }: Unfinished, unread: ReadonlySet<string>): boolean {
  const { targetId } = step.row;
  if (isAgain(step) || unread.has(targetId)) return false;
  return remaining.operations.every((left) => left.kind === 'noop' || left.targetId !== targetId);
}

/** Also what waits for one that waits for the refused one. */
function refusedWith(pending: readonly Step[], steps: readonly Step[]): Left['refused'] {
  const found = new Map<Step, Step>();
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const step of pending.filter((one) => opens(one.planned) && !found.has(one))) {
      const before = steps.find((one) => precedes(one, step) && (one.row.status === 'FAILED' || found.has(one)));
      if (before !== undefined) found.set(step, found.get(before) ?? before);
    }
  }
  return [...found].map(([step, by]) => ({ step, by }));
}

/** A time or a person brings somebody back to it; what is pending at another target is judged by itself. */
function isWaiting({ row: { status, targetId } }: Step, before: Step): boolean {
  if (targetId === before.row.targetId) return status === 'WAITING_RETRY';
  return status === 'PENDING' || status.startsWith('WAITING_');
}

function precedes(one: Step, step: Step): boolean {
  return one !== step && (one.row.targetId === step.row.targetId || step.planned.waitsFor.includes(one.row.targetId));
}
