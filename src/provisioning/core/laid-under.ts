/**
 * Where things go that lie with a closed account by name: under a post of the place where the account was. Whoever left
 * a post there has left them in it. Who had the account only to keep what another left, or to act for somebody, gives
 * them to the post that was kept or acted for: whoever holds it has it, and where nobody does its next keeper. Who was
 * let in by an exception alone gives them to who answers for the body.
 */
import { dayOf } from '../../shared/day';
import type { Day } from '../../shared/day';
import { answeringKey } from './answering';
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
  /** By `handover` only where the person left the post: what waits under its key for others stays otherwise. */
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
  const stoodFor = [...new Set([...carriedBy(shadow), ...actedFor.map(({ from }) => from.post.id)])].sort(compareText);
  const answers = answeringAt(shadow.targetId, facts, policy, dayOf(at));
  const keys = stoodFor.length === 0 && answers !== null ? [answers] : stoodFor;
  if (keys.length === 0) return null;
  return {
    keys,
    reason: lossReason(desired, facts, shadow.targetId, at),
    basis: endedBasis(facts, policy, shadow.targetId, at),
  };
}

function answeringAt(targetId: string, { answering = [] }: PersonFacts, policy: Policy, on: Day): string | null {
  const here = answering.filter(
    ({ unitId }) => targetIdFor(policy, targetKeyOf(targetId), { instanceUnitId: unitId }) === targetId,
  );
  return answeringKey(here, on);
}

/** The posts whose things the account last saw: of a seat its post, since the seat may be kept by nobody any more. */
function carriedBy({ record }: Shadow): readonly string[] {
  const { posts } = record.attributes;
  return Array.isArray(posts) ? posts.flatMap((key: unknown) => (typeof key === 'string' ? postOfKey(key) : [])) : [];
}

function postOfKey(key: string): string {
  return key.split('#', 1)[0] ?? key;
}
