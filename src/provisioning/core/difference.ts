/** What an operation changes, value by value, and where two plans of one person want different things. */
import { canonical, compareText } from './canonical';
import type { PlannedOperation } from './plan.types';
import type { AttributeValue } from './target';

export interface ValueChange {
  /** `name`, `status`, or the name of an attribute. */
  readonly name: string;
  readonly before: AttributeValue;
  readonly after: AttributeValue;
}

/** Name, status and attributes with their values before and after; grants are told apart from these. */
export function valueChanges({ before, after }: Pick<PlannedOperation, 'before' | 'after'>): readonly ValueChange[] {
  const attributes = [...new Set([...Object.keys(before?.attributes ?? {}), ...Object.keys(after?.attributes ?? {})])];
  return [
    ...(['name', 'status'] as const)
      .filter((name) => before?.[name] !== undefined || after?.[name] !== undefined)
      .map((name) => ({ name, before: before?.[name] ?? null, after: after?.[name] ?? null })),
    ...attributes.sort(compareText).map((name) => ({
      name,
      before: before?.attributes?.[name] ?? null,
      after: after?.attributes?.[name] ?? null,
    })),
  ];
}

/** One thing that the plans want differently: an attribute, `group:leaders`, or the account itself (`account`). */
export interface Difference {
  readonly targetId: string;
  readonly name: string;
  /** What the approved plan wanted; null where it left it alone. Of a grant: `add` or `remove`; of the account: the kind of operation. */
  readonly approved: AttributeValue;
  readonly now: AttributeValue;
}

/** Of one person: what was approved, and what follows from what is known now. Empty where both write the same. */
export function differences(
  approved: readonly PlannedOperation[],
  now: readonly PlannedOperation[],
): readonly Difference[] {
  const [then, today] = [wishes(approved), wishes(now)];
  return [...new Set([...then.keys(), ...today.keys()])].sort(compareText).flatMap((key) => {
    const [targetId = '', name = ''] = key.split('\n');
    const difference = { targetId, name, approved: then.get(key) ?? null, now: today.get(key) ?? null };
    return canonical(difference.approved) === canonical(difference.now) ? [] : [difference];
  });
}

function wishes(operations: readonly PlannedOperation[]): ReadonlyMap<string, AttributeValue> {
  const all = new Map<string, AttributeValue>();
  for (const operation of operations) {
    const { kind, targetId, after } = operation;
    if (kind !== 'modify' && kind !== 'noop') all.set(`${targetId}\naccount`, kind);
    for (const { name, after: value } of valueChanges(operation))
      if (name !== 'name' && name !== 'status') all.set(`${targetId}\n${name}`, value);
    for (const grant of after?.addGrants ?? []) all.set(`${targetId}\n${grant.kind}:${grant.value}`, 'add');
    for (const grant of after?.removeGrants ?? []) all.set(`${targetId}\n${grant.kind}:${grant.value}`, 'remove');
  }
  return all;
}
