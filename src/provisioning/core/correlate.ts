/** Whose is an account that was found: never guessed, and never two persons' (invariant 12). */
import { adopts } from './adoption';
import type { PersonFacts } from './facts';
import type { DesiredPerson, Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';
import { isProtected } from './protected';
import type { AccountRecord } from './target';

/**
 * linked – ours, may be written; unlinked – bears our name but nobody linked it, never written (domain rule 11);
 * unmatched – nothing connects it with this person; disputed – more than one claim; protected – a system name, whoever
 * claims it; gone – we knew it and the target, read to its end, has it no more. Only what is linked is ever written.
 */
export type Situation = 'linked' | 'unlinked' | 'unmatched' | 'disputed' | 'protected' | 'gone';

export interface Found {
  readonly targetId: string;
  readonly record: AccountRecord;
}

export interface Correlated {
  readonly targetId: string;
  readonly situation: Situation;
  /** As found now; null only when gone. */
  readonly record: AccountRecord | null;
  /** What we knew of this account before; null when it is new to us. */
  readonly shadow: Shadow | null;
}

/**
 * `shadows` must be those of targets that were read to their end: what is missing from an incomplete read is not gone
 * (invariant 13). Pass `read` to leave the shadows of other targets out of it, and `wanted` to let the policy's exact
 * rule adopt what is not linked yet.
 */
export function correlate(
  facts: Pick<PersonFacts, 'personId'>,
  login: string,
  found: readonly Found[],
  shadows: readonly Shadow[],
  policy: Policy,
  read?: ReadonlySet<string>,
  wanted?: DesiredPerson,
): readonly Correlated[] {
  const known = found.map(({ targetId, record }): Correlated => {
    const shadow =
      shadows.find((candidate) => candidate.targetId === targetId && candidate.record.nativeId === record.nativeId) ??
      null;
    const claimed = claim(facts.personId, login, record, shadow, isProtected(policy, targetId, record.name));
    const adopted = claimed === 'unlinked' && shadow?.apart !== true && wanted !== undefined;
    const situation = adopted && adopts(policy, wanted, targetId, record) ? 'linked' : claimed;
    return { targetId, record, shadow, situation };
  });
  const gone = shadows
    .filter((shadow) => shadow.linked && (read?.has(shadow.targetId) ?? true))
    .filter(
      (shadow) =>
        !found.some(
          ({ targetId, record }) => targetId === shadow.targetId && record.nativeId === shadow.record.nativeId,
        ),
    )
    .map((shadow): Correlated => ({ targetId: shadow.targetId, record: null, shadow, situation: 'gone' }));
  return [
    ...known.map((one) => (claimedTwice(one, known) ? { ...one, situation: 'disputed' as const } : one)),
    ...gone,
  ];
}

/**
 * An account with our person id is ours; one linked before stays ours unless it now bears another's id. One that a
 * person set apart is nobody's until a person links it again, and one that is linked to somebody else stays theirs.
 */
function claim(
  personId: string,
  login: string,
  record: AccountRecord,
  shadow: Shadow | null,
  guarded: boolean,
): Situation {
  const byId = record.personId === personId;
  const byLink = shadow?.linked === true;
  const byName = record.name.toLowerCase() === login.toLowerCase();
  if (guarded) return byId || byLink || byName ? 'protected' : 'unmatched';
  if (shadow?.apart === true) return byId || byName ? 'unlinked' : 'unmatched';
  if (shadow?.elses === true) return byId || byName ? 'disputed' : 'unmatched';
  if (record.personId !== null && !byId) return byLink || byName ? 'disputed' : 'unmatched';
  if (byId || byLink) return 'linked';
  return byName ? 'unlinked' : 'unmatched';
}

/** One account per person and target (domain rule 4): of two, nobody can say which is meant. */
function claimedTwice(one: Correlated, all: readonly Correlated[]): boolean {
  return (
    one.situation === 'linked' &&
    all.filter((other) => other.targetId === one.targetId && other.situation === 'linked').length > 1
  );
}
