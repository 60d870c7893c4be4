/** Whether a grant is one that a target of the policy can hold: what is given by hand is as strict as what is written. */
import type { TargetGrant } from '../target';
import type { Policy } from './policy.types';
import { GRANT_KEYS } from './vocabulary';

const VALUE_MAX = 191;

/** What is wrong with it and what would be right, or null. */
export function grantProblem(
  policy: Policy,
  targetKey: string,
  { kind, value }: TargetGrant,
): { readonly field: 'kind' | 'value'; readonly known: string } | null {
  const connector = policy.targets.find((target) => target.key === targetKey)?.connector ?? 'manual';
  const keys = Object.values(GRANT_KEYS[connector]);
  const known = keys.find((one) => one.kind === kind);
  if (known === undefined) return { field: 'kind', known: keys.map((one) => one.kind).join(', ') };
  if (known.values !== null && !known.values.includes(value)) return { field: 'value', known: known.values.join(', ') };
  return value === '' || value.length > VALUE_MAX || value !== value.trim() || /[{}\p{C}]/u.test(value)
    ? { field: 'value', known: `1–${VALUE_MAX}` }
    : null;
}
