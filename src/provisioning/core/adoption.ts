/**
 * The exact rule by which an account that we did not create becomes ours without a person's word (domain rule 11). It
 * bears the name that we would give it, nobody's id, and every attribute that the policy lists says of its holder what
 * office says of ours. Where the policy lists nothing, no account is adopted by a rule.
 */
import type { DesiredPerson } from './plan.types';
import type { Policy } from './policy/policy.types';
import type { AccountRecord, AttributeValue } from './target';
import { targetKeyOf } from './targets';

/** Whether the rule says that this account is the one that is wanted there. Someone who wants none adopts none. */
export function adopts(policy: Policy, wanted: DesiredPerson, targetId: string, record: AccountRecord): boolean {
  const attributes = policy.adopt?.[targetKeyOf(targetId)] ?? [];
  const account = wanted.accounts.find((one) => one.targetId === targetId);
  if (attributes.length === 0 || account === undefined || record.personId !== null) return false;
  return (
    record.name.toLowerCase() === account.name.toLowerCase() &&
    attributes.every((key) => sameText(record.attributes[key] ?? null, account.attributes[key] ?? null))
  );
}

/** Absent is never equal: two accounts that say nothing do not say the same. */
function sameText(a: AttributeValue, b: AttributeValue): boolean {
  return typeof a === 'string' && typeof b === 'string' && a !== '' && written(a) === written(b);
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** How marks are encoded, and over which vowel of a syllable the tone stands (Hòa, Hoà), are no differences. */
function written(text: string): string {
  return text
    .normalize('NFD')
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(TONES, '') + (word.match(TONES) ?? []).join(''))
    .join(' ');
}
