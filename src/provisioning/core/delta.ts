/** What differs between an account as observed and as desired, and nothing else. */
import { compareText } from './canonical';
import type { AccountState, DesiredAccount, DesiredGrant } from './plan.types';
import type { AccountRecord, Attributes, AttributeValue, TargetGrant } from './target';

export interface Delta {
  readonly before: AccountState;
  readonly after: AccountState;
  readonly added: readonly DesiredGrant[];
  readonly removed: readonly TargetGrant[];
}

/** The one change that makes the account right, or null where it is right. Attributes that nobody desires stay. */
export function deltaTo(record: AccountRecord, desired: Pick<DesiredAccount, 'attributes' | 'grants'>): Delta | null {
  const changed = Object.keys(desired.attributes)
    .filter((key) => !sameValue(record.attributes[key] ?? null, desired.attributes[key] ?? null))
    .sort();
  const added = desired.grants.filter((grant) => !record.grants.some((observed) => sameGrant(observed, grant)));
  const removed = record.grants.filter((observed) => !desired.grants.some((grant) => sameGrant(observed, grant)));
  if (changed.length + added.length + removed.length === 0) return null;
  return {
    added,
    removed,
    before: changed.length === 0 ? {} : { attributes: pick(record.attributes, changed) },
    after: {
      ...(changed.length === 0 ? {} : { attributes: pick(desired.attributes, changed) }),
      ...(added.length === 0 ? {} : { addGrants: bare(added) }),
      ...(removed.length === 0 ? {} : { removeGrants: bare(removed) }),
    },
  };
}

/** Without justifications, in a fixed order. */
export function bare(grants: readonly TargetGrant[]): readonly TargetGrant[] {
  return grants
    .map(({ kind, value }) => ({ kind, value }))
    .sort((a, b) => compareText(a.kind, b.kind) || compareText(a.value, b.value));
}

/** What is there to be written on a new account: absent and null mean the same. */
export function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => !absent(value)));
}

function sameGrant(a: TargetGrant, b: TargetGrant): boolean {
  return a.kind === b.kind && a.value === b.value;
}

/** A list is a set, and an empty one is as good as none. */
function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  if (absent(a) || absent(b)) return absent(a) && absent(b);
  if (!isList(a) || !isList(b)) return a === b;
  const wanted = new Set(b);
  return new Set(a).size === wanted.size && a.every((item) => wanted.has(item));
}

function absent(value: AttributeValue): boolean {
  return value === null || (isList(value) && value.length === 0);
}

function isList(value: AttributeValue): value is readonly string[] {
  return Array.isArray(value);
}

function pick(attributes: Attributes, keys: readonly string[]): Attributes {
  return Object.fromEntries(keys.map((key) => [key, attributes[key] ?? null]));
}
