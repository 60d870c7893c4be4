/**
 * What each operation of a plan means to its person: something gained, lost, or moved. The same counting as the
 * brake's (`lossesOf`): what its `netLoss` counts is a loss here, so that a reader finds every one of them by name.
 */
import { lossesOf } from './check';
import type { PlannedOperation } from './plan.types';
import { targetKeyOf } from './targets';

/** none – nobody's access changes: attributes, retention. */
export type Effect = 'gain' | 'loss' | 'move' | 'none';

export interface GrantEffect {
  readonly kind: string;
  readonly value: string;
  readonly added: boolean;
  readonly effect: 'gain' | 'loss' | 'move';
  /** Of a move to or from another person's account: whose. */
  readonly otherPersonId: string | null;
}

export interface OperationEffect {
  readonly effect: Effect;
  readonly grants: readonly GrantEffect[];
}

/** One for each operation, in their order. `operations`: the whole plan, because a move has its other end elsewhere in it. */
export function effectsOf(operations: readonly PlannedOperation[]): readonly OperationEffect[] {
  const parts = new Map<string, PlannedOperation[]>();
  for (const operation of operations)
    parts.set(operation.personId, [...(parts.get(operation.personId) ?? []), operation]);
  const effects = new Map<PlannedOperation, Effect>();
  for (const part of parts.values())
    for (const [operation, effect] of effectsOfPart(part)) effects.set(operation, effect);
  const moves = movesOf(operations);
  return operations.map((operation) => ({
    effect: effects.get(operation) ?? 'none',
    grants: grantsOf(operation, moves),
  }));
}

function effectsOfPart(part: readonly PlannedOperation[]): ReadonlyMap<PlannedOperation, Effect> {
  const losses = new Set(lossesOf({ personId: '', at: new Date(0), operations: part }));
  const moved = part
    .filter((one) => one.kind === 'disable' && !losses.has(one))
    .map(({ targetId }) => targetKeyOf(targetId));
  const effects = new Map<PlannedOperation, Effect>();
  for (const operation of part) effects.set(operation, effectOf(operation, part, losses, moved));
  return effects;
}

/** `moved`: kinds of systems at which an account that closes is made good; each counts for one that opens. */
function effectOf(
  operation: PlannedOperation,
  part: readonly PlannedOperation[],
  losses: ReadonlySet<PlannedOperation>,
  moved: string[],
): Effect {
  if (losses.has(operation)) return 'loss';
  switch (operation.kind) {
    case 'create':
    case 'enable': {
      const place = moved.indexOf(targetKeyOf(operation.targetId));
      if (place !== -1) moved.splice(place, 1);
      return place === -1 ? 'gain' : 'move';
    }
    case 'disable':
    case 'handover':
      return 'move';
    case 'modify': {
      const added = operation.after?.addGrants?.length ?? 0;
      const removed = operation.after?.removeGrants?.length ?? 0;
      if (added + removed === 0) return 'none';
      const closing = part.find((one) => one.kind === 'disable' && one.targetId === operation.targetId);
      if (closing) return losses.has(closing) ? 'loss' : 'move';
      return removed === 0 ? 'gain' : 'move';
    }
    case 'archive':
    case 'delete':
    case 'noop':
      return 'none';
  }
}

/** Whose accounts gain and lose a grant: by the kind of system with the person, and by the very target. */
interface Moves {
  readonly gainedBy: ReadonlyMap<string, readonly string[]>;
  readonly lostBy: ReadonlyMap<string, readonly string[]>;
}

function movesOf(operations: readonly PlannedOperation[]): Moves {
  const gainedBy = new Map<string, string[]>();
  const lostBy = new Map<string, string[]>();
  const note = (all: Map<string, string[]>, key: string, personId: string): void => {
    const known = all.get(key);
    if (known) known.push(personId);
    else all.set(key, [personId]);
  };
  for (const { personId, targetId, after } of operations) {
    for (const grant of after?.addGrants ?? [])
      for (const key of keysOf(personId, targetId, grant)) note(gainedBy, key, personId);
    for (const grant of after?.removeGrants ?? [])
      for (const key of keysOf(personId, targetId, grant)) note(lostBy, key, personId);
  }
  return { gainedBy, lostBy };
}

function keysOf(
  personId: string,
  targetId: string,
  { kind, value }: { kind: string; value: string },
): [string, string] {
  return [`own\n${personId}\n${targetKeyOf(targetId)}\n${kind}\n${value}`, `at\n${targetId}\n${kind}\n${value}`];
}

function grantsOf(
  { personId, targetId, after }: PlannedOperation,
  { gainedBy, lostBy }: Moves,
): readonly GrantEffect[] {
  const effectOfGrant = (grant: { readonly kind: string; readonly value: string }, added: boolean): GrantEffect => {
    const { kind, value } = grant;
    const [own, here] = keysOf(personId, targetId, grant);
    const elsewhere = added ? lostBy : gainedBy;
    const other = (elsewhere.get(here) ?? []).find((one) => one !== personId) ?? null;
    const isMove = elsewhere.has(own) || other !== null;
    const alone = added ? ('gain' as const) : ('loss' as const);
    return { kind, value, added, effect: isMove ? 'move' : alone, otherPersonId: elsewhere.has(own) ? null : other };
  };
  return [
    ...(after?.addGrants ?? []).map((grant) => effectOfGrant(grant, true)),
    ...(after?.removeGrants ?? []).map((grant) => effectOfGrant(grant, false)),
  ];
}
