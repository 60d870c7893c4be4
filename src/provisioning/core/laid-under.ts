/**
 * Where things go that lie with a closed account by name: under a post of the place where the account was. Whoever left
 * a post there has left them in it. Who had the account only to keep what another left, or to act for somebody, gives
 * them to the post that was kept or acted for: whoever holds it has it, and where nobody does its next keeper.
 */
import { dayOf } from '../../shared/day';
import { compareText } from './canonical';
import type { PersonFacts } from './facts';
import { seatKey } from './keeper';
import { leftOn } from './office';
import type { DesiredPerson, Justification, Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';
import { endedBasis, lossReason } from './reasons';
import { targetIdFor, targetKeyOf } from './targets';

export interface LaidUnder {
  /** Any of them is right; what is not under one yet goes to the first. */
  readonly keys: readonly string[];
  readonly reason: string;
  readonly basis: readonly Justification[];
}

/** Null where no post is known under which they could lie. */
export function laidUnder(
  desired: DesiredPerson,
  shadow: Shadow,
  facts: PersonFacts,
  policy: Policy,
  at: Date,
): LaidUnder | null {
  const targetKey = targetKeyOf(shadow.targetId);
  const ended = leftOn(facts, dayOf(at)).filter(
    ({ post }) => targetIdFor(policy, targetKey, post.unit) === shadow.targetId,
  );
  const left = ended.filter(({ post }) => post.seats !== undefined);
  const [last] = left;
  if (last === undefined && ended.length > 0) return null;
  if (last !== undefined)
    return {
      keys: left.map(({ post }) => seatKey(post.id, post.seats ?? null, facts.login)),
      reason: 'leftOffice',
      basis: [{ by: 'handover', id: last.id, basis: last.endBasis, policyLine: null }],
    };
  const actedFor = facts.delegations.filter(
    ({ from: { post } }) => post.seats !== undefined && targetIdFor(policy, targetKey, post.unit) === shadow.targetId,
  );
  const keys = [...new Set([...carriedBy(shadow), ...actedFor.map(({ from }) => from.post.id)])].sort(compareText);
  if (keys.length === 0) return null;
  return {
    keys,
    reason: lossReason(desired, facts, shadow.targetId, at),
    basis: endedBasis(facts, policy, shadow.targetId, at),
  };
}

/** The posts whose things the account last saw: of a seat its post, since the seat may be kept by nobody any more. */
function carriedBy({ record }: Shadow): readonly string[] {
  const { posts } = record.attributes;
  return Array.isArray(posts) ? posts.flatMap((key: unknown) => (typeof key === 'string' ? postOfKey(key) : [])) : [];
}

function postOfKey(key: string): string {
  return key.split('#', 1)[0] ?? key;
}
