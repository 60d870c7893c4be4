/**
 * What the policy wants of one person at one instant (domain rules 1 to 5): a function of the facts alone, whatever the
 * order in which they arrived (invariant 3). At each target the best standing decides: what is open is granted and
 * what is paused is not; where everything is paused the account is closed and keeps what it had.
 */
import { dayOf } from '../../shared/day';
import type { Day } from '../../shared/day';
import { attributesOf, profileOf } from './attributes';
import type { Profile } from './attributes';
import { compareText } from './canonical';
import type { PersonFacts } from './facts';
import { givenByAppointment, givenByDelegation, givenByKeeping, keptUntil } from './grants';
import type { Given, JustifiedGrant } from './grants';
import { best, held, inForce, personSuspensions, received, standingOf } from './office';
import type { Held, Standing } from './office';
import type { DesiredAccount, DesiredGrant, DesiredPerson, Justification } from './plan.types';
import type { Policy, TargetPolicy } from './policy/policy.types';
import { isTargetId, targetKeyOf } from './targets';

interface Contribution extends Given {
  readonly standing: Standing;
  /** The post of an own appointment, or the keys under which lies what is kept. */
  readonly posts: readonly string[];
}

const AFTER_ALL_DAYS: Day = '9999-12-31';

export function desired(facts: PersonFacts, policy: Policy, at: Date): DesiredPerson {
  const on = dayOf(at);
  const contributions = contributionsOf(facts, policy, on);
  const profile = profileOf(facts, policy, on);
  const accounts = policy.targets.flatMap((target) =>
    idsOf(target, contributions).map((targetId) =>
      account(
        facts,
        target,
        targetId,
        contributions.filter((given) => given.targetId === targetId),
        profile,
        at,
      ),
    ),
  );
  return { personId: facts.personId, at, accounts };
}

function contributionsOf(facts: PersonFacts, policy: Policy, on: Day): readonly Contribution[] {
  const posts = held(facts, on);
  const own = posts.flatMap(({ appointment, standing }) =>
    givenByAppointment(appointment, policy).map((given) => ({ ...given, standing, posts: [appointment.post.id] })),
  );
  const delegated = received(facts, posts, on).flatMap(({ delegation, standing }) =>
    givenByDelegation(delegation, policy).map((given) => ({ ...given, standing, posts: [] })),
  );
  const justified = [...own, ...delegated, ...kept(facts, policy, posts, on)];
  return [...justified, ...excepted(facts, policy, posts, justified, on)];
}

/** Keeping adds to an office that is open; who is paused keeps nothing for others meanwhile, and another one does. */
function kept(facts: PersonFacts, policy: Policy, posts: readonly Held[], on: Day): readonly Contribution[] {
  if (standingOf(posts) !== 'open') return [];
  return (facts.keeps ?? [])
    .filter((one) => on < (keptUntil(one, policy) ?? AFTER_ALL_DAYS))
    .flatMap((one) =>
      givenByKeeping(one, policy).map((given) => ({ ...given, standing: 'open' as const, posts: one.keys })),
    );
}

/** Exceptions add to what office gives: none without an office, and none opens an account that a suspension closed. */
function excepted(
  facts: PersonFacts,
  policy: Policy,
  posts: readonly Held[],
  others: readonly Contribution[],
  on: Day,
): readonly Contribution[] {
  const own = standingOf(posts);
  if (own === null) return [];
  return facts.exceptions
    .filter((exception) => inForce(exception, on) && isTargetId(policy, exception.targetId))
    .map(({ id, targetId, grant }) => ({
      targetKey: targetKeyOf(targetId),
      targetId,
      quotaMiB: null,
      posts: [],
      standing: best(others.filter((given) => given.targetId === targetId).map(({ standing }) => standing)) ?? own,
      grants: [{ ...grant, justification: { by: 'exception' as const, id, basis: null, policyLine: null } }],
    }));
}

function idsOf(target: TargetPolicy, contributions: readonly Contribution[]): readonly string[] {
  return [
    ...new Set(contributions.filter(({ targetKey }) => targetKey === target.key).map(({ targetId }) => targetId)),
  ].sort();
}

function account(
  facts: PersonFacts,
  target: TargetPolicy,
  targetId: string,
  contributions: readonly Contribution[],
  profile: Profile,
  at: Date,
): DesiredAccount {
  const standing = best(contributions.map((given) => given.standing)) ?? 'open';
  const valid = contributions.filter((given) => given.standing === standing);
  const quotas = valid.flatMap(({ quotaMiB }) => quotaMiB ?? []);
  const posts = [...new Set(valid.flatMap((given) => given.posts))].sort();
  const disabledBecause = closedBecause(facts, targetId, standing, at);
  return {
    targetId,
    name: facts.login,
    status: disabledBecause === null ? 'active' : 'disabled',
    disabledBecause,
    attributes: attributesOf(target.connector, profile, {
      quotaMiB: quotas.length === 0 ? null : Math.max(...quotas),
      posts,
    }),
    grants: merged(valid.flatMap(({ grants }) => grants)),
  };
}

function closedBecause(
  facts: PersonFacts,
  targetId: string,
  standing: Standing,
  at: Date,
): DesiredAccount['disabledBecause'] {
  if (personSuspensions(facts, dayOf(at)).length > 0) return 'suspended';
  if (standing !== 'open') return standing;
  return locked(facts, targetId, at) ? 'locked' : null;
}

function locked(facts: PersonFacts, targetId: string, at: Date): boolean {
  return facts.locks.some(
    (lock) =>
      (lock.targetId === null || lock.targetId === targetId) &&
      lock.startsAt <= at &&
      (lock.endsAt === null || at < lock.endsAt),
  );
}

/** One grant for equal ones, with every justification: it goes only when the last of them goes (invariant 2). */
function merged(grants: readonly JustifiedGrant[]): readonly DesiredGrant[] {
  const byGrant = new Map<string, { kind: string; value: string; justifications: Justification[] }>();
  for (const { kind, value, justification } of grants) {
    const key = `${kind}\n${value}`;
    const entry = byGrant.get(key) ?? { kind, value, justifications: [] };
    if (!entry.justifications.some((known) => sameJustification(known, justification)))
      entry.justifications.push(justification);
    byGrant.set(key, entry);
  }
  return [...byGrant.values()]
    .sort((a, b) => compareText(a.kind, b.kind) || compareText(a.value, b.value))
    .map((grant) => ({ ...grant, justifications: grant.justifications.sort(byJustification) }));
}

function sameJustification(a: Justification, b: Justification): boolean {
  return byJustification(a, b) === 0;
}

function byJustification(a: Justification, b: Justification): number {
  return compareText(a.by, b.by) || compareText(a.id, b.id) || (a.policyLine ?? 0) - (b.policyLine ?? 0);
}
