/**
 * Which stored operation is the same as one that is to be done now: by what is written at its target, whichever plan it
 * stands in and whatever it waits for.
 */
import { planHash, samePart, type PersonPlan, type PlannedOperation } from '../core';
import type { Claim } from './due';
import { OPEN, type OperationStatus } from './operation-status';
import type { Step } from './plan-store';
import { SESSIONS_AGAIN } from './sessions-again';

/** True when both lists come to the same work. */
export function sameWork(claim: Claim, a: readonly PlannedOperation[], b: readonly PlannedOperation[]): boolean {
  const at = new Date(0);
  return samePart(partOf(claim, at, a), partOf(claim, at, b));
}

export function isOpen(step: Step): boolean {
  return OPEN.includes(step.row.status as OperationStatus);
}

export function opens({ kind }: PlannedOperation): boolean {
  return kind === 'create' || kind === 'enable';
}

export function isAgain(step: Step): boolean {
  return step.row.reason === SESSIONS_AGAIN;
}

/** Sorted by target, because only the order within a target means anything: targets are lanes of their own. */
export function partOf(claim: Claim, at: Date, operations: readonly PlannedOperation[]): PersonPlan {
  const sorted = [...operations].sort((a, b) => (a.targetId < b.targetId ? -1 : a.targetId > b.targetId ? 1 : 0));
  return { personId: claim.personId, at, operations: sorted };
}

/** For each operation the first stored one that is the same; those that may be done come first in `open`. */
export function assigned(
  operations: readonly PlannedOperation[],
  open: readonly Step[],
): { readonly steps: readonly Step[]; readonly unplanned: readonly PlannedOperation[] } {
  const free = new Map<string, Step[]>();
  for (const step of open) {
    const key = keyOf(step.planned);
    free.set(key, [...(free.get(key) ?? []), step]);
  }
  const steps: Step[] = [];
  const unplanned: PlannedOperation[] = [];
  for (const operation of operations) {
    const step = free.get(keyOf(operation))?.shift();
    // What must be open first may have opened meanwhile, or closed.
    if (step === undefined) unplanned.push(operation);
    else steps.push({ ...step, planned: { ...step.planned, waitsFor: operation.waitsFor } });
  }
  return { steps, unplanned };
}

/** Steps that an earlier one in the list is equal to. */
export function doublesIn(open: readonly Step[]): ReadonlySet<Step> {
  const first = new Set<string>();
  const doubles = new Set<Step>();
  for (const step of open.filter((one) => !isAgain(one))) {
    const key = keyOf(step.planned);
    if (first.has(key)) doubles.add(step);
    first.add(key);
  }
  return doubles;
}

/** What is written at one target; what it waits for is asked anew each time. */
function keyOf(operation: PlannedOperation): string {
  return planHash([{ personId: operation.personId, at: new Date(0), operations: [{ ...operation, waitsFor: [] }] }]);
}

export function inOrder(operations: readonly PlannedOperation[], steps: readonly Step[]): readonly Step[] {
  const place = new Map(operations.map((operation, index) => [keyOf(operation), index]));
  return [...steps].sort((a, b) => (place.get(keyOf(a.planned)) ?? 0) - (place.get(keyOf(b.planned)) ?? 0));
}
