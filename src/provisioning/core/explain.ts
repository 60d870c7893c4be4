/**
 * Why a person has a grant at an instant, and why it came and went: read off the same functions that decide it
 * (`desired`), at every instant at which the facts or the policy could change the answer. Nothing is remembered for it.
 */
import { dayOf } from '../../shared/day';
import { nextBoundary } from './boundary';
import { desired } from './desired';
import { because, beganBy, hindrances, overNow } from './explain-causes';
import type { Cause } from './explain-causes';
import type { KeptPost, PersonFacts } from './facts';
import type { DesiredAccount, Justification } from './plan.types';
import type { Policy } from './policy/policy.types';
import { justificationsOf } from './reasons';

/** granted – may be used; paused – held, and the account is closed for now. */
export type Answer = 'granted' | 'paused' | 'notGranted';

/** The policy in force from an instant, until the next one. */
export interface PolicySince {
  readonly from: Date;
  readonly policy: Policy;
}

/** What is kept for others, and between which instants. */
export interface KeptBetween {
  readonly kept: KeptPost;
  readonly from: Date;
  readonly until: Date | null;
}

/** Everything about a person over time. Locks that were lifted end when they were; `keeps` of the facts is not read. */
export interface PersonPast {
  readonly facts: PersonFacts;
  readonly keeping: readonly KeptBetween[];
  /** In the order of time, at least one; the first counts for the time before it too. */
  readonly policies: readonly PolicySince[];
}

/** A grant at a target, or the account itself (null). */
export interface Asked {
  readonly targetId: string;
  readonly grant: { readonly kind: string; readonly value: string } | null;
}

/** How things stood from an instant on, until the next moment. */
export interface Moment {
  readonly at: Date;
  readonly facts: PersonFacts;
  readonly policy: Policy;
  readonly accounts: readonly DesiredAccount[];
}

/** One change of the answer. */
export interface Turn {
  readonly at: Date;
  readonly from: Answer;
  readonly to: Answer;
  readonly causes: readonly Cause[];
}

export interface Explanation {
  readonly answer: Answer;
  readonly policy: Policy;
  /** What gives it at the instant asked for; empty when nothing does. */
  readonly justifications: readonly Justification[];
  /** What stands in the way where it is paused or not granted; empty where nothing that is known would give it. */
  readonly hindrances: readonly Cause[];
  /** Changes up to the instant asked for, the latest first. */
  readonly turns: readonly Turn[];
}

const BEFORE_ALL = new Date(-8_640_000_000_000_000);
/** More boundaries than a person's office has; the walk ends with the last of them. */
const MOMENTS_MAX = 2_000;
const TURNS_MAX = 50;

/** The moments up to and including an instant, in the order of time. */
export function moments(past: PersonPast, until: Date): readonly Moment[] {
  return instantsOf(past, until).map((at) => {
    const policy = policyAt(past.policies, at);
    const keeps = past.keeping.filter((one) => one.from <= at && (one.until === null || at < one.until));
    const facts = { ...past.facts, keeps: keeps.map(({ kept }) => kept) };
    return { at, facts, policy, accounts: desired(facts, policy, at).accounts };
  });
}

export function explain(timeline: readonly Moment[], asked: Asked): Explanation {
  const last = timeline.at(-1);
  if (last === undefined) throw new Error('a timeline has at least one moment');
  const turns = timeline.flatMap((now, index): readonly Turn[] => {
    const before = timeline[index - 1] ?? null;
    const [from, to] = [before === null ? 'notGranted' : answerOf(before, asked), answerOf(now, asked)];
    return from === to ? [] : [{ at: now.at, from, to, causes: causesOf(before, now, from, to, asked) }];
  });
  const answer = answerOf(last, asked);
  return {
    answer,
    policy: last.policy,
    justifications: justified(last, asked),
    hindrances: answer === 'granted' ? [] : hindrances(last, asked, answer === 'paused'),
    turns: turns.reverse().slice(0, TURNS_MAX),
  };
}

/** Every grant that the person had at some moment, and the accounts that they lay at. */
export function everHeld(timeline: readonly Moment[]): readonly Asked[] {
  const found = new Map<string, Asked>();
  for (const { targetId, grants } of timeline.flatMap(({ accounts }) => accounts)) {
    found.set(targetId, { targetId, grant: null });
    for (const { kind, value } of grants)
      found.set(`${targetId}\n${kind}\n${value}`, { targetId, grant: { kind, value } });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, asked]) => asked);
}

function instantsOf(past: PersonPast, until: Date): readonly Date[] {
  const facts = { ...past.facts, keeps: past.keeping.map(({ kept }) => kept) };
  const found: Date[] = [];
  let at: Date | null = BEFORE_ALL;
  for (let count = 0; count < MOMENTS_MAX; count += 1) {
    at = past.policies.reduce<Date | null>(
      (first, { policy }) => earlier(first, nextBoundary(facts, policy, [], at ?? BEFORE_ALL)),
      null,
    );
    if (at === null || at > until) break;
    found.push(at);
  }
  const others = [
    ...past.policies.slice(1).map(({ from }) => from),
    ...past.keeping.flatMap((one) => (one.until === null ? [one.from] : [one.from, one.until])),
  ].filter((one) => one <= until);
  const all = [...found, ...others, until].map((one) => one.getTime());
  return [...new Set(all)].sort((a, b) => a - b).map((time) => new Date(time));
}

function policyAt(policies: readonly PolicySince[], at: Date): Policy {
  const found = policies.filter(({ from }) => from <= at).at(-1) ?? policies[0];
  if (found === undefined) throw new Error('a past has at least one policy');
  return found.policy;
}

function answerOf(moment: Moment, { targetId, grant }: Asked): Answer {
  const account = moment.accounts.find((one) => one.targetId === targetId);
  const holds = account && (grant === null || account.grants.some((one) => same(one, grant)));
  if (!holds) return 'notGranted';
  return account.status === 'active' ? 'granted' : 'paused';
}

function justified(moment: Moment, { targetId, grant }: Asked): readonly Justification[] {
  const account = moment.accounts.find((one) => one.targetId === targetId);
  if (!account) return [];
  if (grant !== null) return account.grants.find((one) => same(one, grant))?.justifications ?? [];
  const all = justificationsOf(account.grants);
  return all.length > 0
    ? all
    : moment.facts.appointments
        .filter(
          ({ startsOn, endsOn }) => startsOn <= dayOf(moment.at) && (endsOn === null || dayOf(moment.at) < endsOn),
        )
        .map(({ id, basis }) => ({ by: 'appointment' as const, id, basis, policyLine: null }));
}

function causesOf(before: Moment | null, now: Moment, from: Answer, to: Answer, asked: Asked): readonly Cause[] {
  if (before !== null && to === 'notGranted') return justified(before, asked).map((one) => because(one, before, now));
  if (to === 'paused' && from === 'granted') return hindrances(now, asked, true);
  const gained = justified(now, asked);
  if (before !== null && from === 'paused') {
    const lifted = hindrances(before, asked, true).map((one) => overNow(one, now));
    return lifted.length > 0 ? lifted : gained.map((one) => beganBy(one, before, now));
  }
  return gained.map((one) => beganBy(one, before, now));
}

function same(a: { readonly kind: string; readonly value: string }, b: typeof a): boolean {
  return a.kind === b.kind && a.value === b.value;
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
