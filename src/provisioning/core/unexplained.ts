/**
 * What a person loses although these facts never gave it: no decision took it away and no day did, so it is drift, and
 * the brake judges it as such (domain rule 10). Everything else that is lost on a day follows from a decision that was
 * accepted before, or from an exception that named its end.
 */
import { lossesOf } from './check';
import { everHeld, moments } from './explain';
import type { PersonFacts } from './facts';
import type { PersonPlan, PlannedOperation } from './plan.types';
import type { Policy } from './policy/policy.types';

const BEFORE_ALL = new Date(-8_640_000_000_000_000);

export function unexplainedLosses(part: PersonPlan, facts: PersonFacts, policy: Policy): readonly PlannedOperation[] {
  const losses = lossesOf(part).filter(({ reason, basis }) => reason === 'noPostInForce' && basis.length === 0);
  if (losses.length === 0) return [];
  const keeping = (facts.keeps ?? []).map((kept) => ({ kept, from: BEFORE_ALL, until: null }));
  const held = everHeld(moments({ facts, keeping, policies: [{ from: BEFORE_ALL, policy }] }, part.at));
  return losses.filter(({ targetId, kind, after }) => {
    const there = held.filter((one) => one.targetId === targetId);
    if (kind !== 'modify') return there.length === 0;
    return !(after?.removeGrants ?? []).some((lost) =>
      there.some(({ grant }) => grant?.kind === lost.kind && grant.value === lost.value),
    );
  });
}
