/** Whose is an account that was found: never guessed, and never two persons'. */
import type { PersonFacts } from './facts';
import type { Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';
import type { AccountRecord } from './target';

/**
 * linked – ours, may be written; unlinked – bears our name but nobody linked it, never written (domain rule 11);
 * unmatched – nothing connects it with this person; disputed – more than one claim, or a protected name: never
 * written; gone – we knew it and the target, read to its end, has it no more.
 */
export type Situation = 'linked' | 'unlinked' | 'unmatched' | 'disputed' | 'gone';

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
 * (invariant 13). Pass `read` to leave the shadows of other targets out of it.
 */
export function correlate(
  facts: Pick<PersonFacts, 'personId'>,
  login: string,
  found: readonly Found[],
  shadows: readonly Shadow[],
  policy: Policy,
  read?: ReadonlySet<string>,
): readonly Correlated[] {
  throw new Error(`not computed: ${facts.personId} ${login} ${found.length} ${shadows.length} ${policy.version} ${read?.size}`);
}
