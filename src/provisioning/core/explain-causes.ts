/** Which fact or which policy made a grant come, go, or stand still: the words of an explanation. */
import { dayOf } from '../../shared/day';
import type { Day } from '../../shared/day';
import type { Asked, Moment } from './explain';
import type { Basis, DelegationFacts, ExceptionFacts, Interval } from './facts';
import { givenByAppointment, givenByDelegation } from './grants';
import type { Given } from './grants';
import { held, inForce, received } from './office';
import type { Justification } from './plan.types';
import { closedBasis, pausedBy } from './reasons';
import type { Policy } from './policy/policy.types';
import { isTargetId } from './targets';

export interface Cause {
  /**
   * began, ended – the fact itself; endsByItself – on the day that it named from the start; endedEarly – somebody ended
   * an exception before that day; suspended, seconded, locked – paused, and with `Over` no more: by the line that ended
   * it, or else by the one that named its day from the start; delegatorLeft; policyChanged; released – nothing is kept any more; notYet – to come;
   * notInPolicy, noOffice – nothing would give it.
   */
  readonly word: string;
  readonly by: Justification['by'] | 'lock' | 'policy' | 'none';
  readonly id: string | null;
  readonly basis: Basis | null;
  readonly policyLine: number | null;
  /** Of the policy that the line belongs to. */
  readonly policyVersion: string;
  /** A day that a fact to come begins on, the reason of a lock or an exception, or why that one was ended early. */
  readonly detail: string | null;
}

/** Why what justified a grant does so no longer. */
export function because(lost: Justification, before: Moment, now: Moment): Cause {
  const on = dayOf(now.at);
  const cause = { ...causeOf(lost, before.policy), word: 'ended' };
  switch (lost.by) {
    case 'appointment': {
      const fact = now.facts.appointments.find(({ id }) => id === lost.id);
      if (fact && over(fact, on)) return { ...cause, basis: fact.endBasis };
      const pause = pauseOf(lost, now);
      return pause === null ? policyMade(cause, before, now) : { ...cause, ...pause };
    }
    case 'delegation': {
      const fact = now.facts.delegations.find(({ id }) => id === lost.id);
      if (fact && over(fact.from, on)) return { ...cause, word: 'delegatorLeft', basis: fact.from.endBasis };
      if (fact && over(fact, on)) {
        if (fact.endBasis) return { ...cause, basis: fact.endBasis };
        const own = held(now.facts, on).length === 0 ? leavingBasis(now, on) : null;
        return own === null ? { ...cause, word: 'endsByItself', basis: fact.basis } : { ...cause, basis: own };
      }
      if (held(now.facts, on).length === 0) return { ...cause, basis: leavingBasis(now, on) };
      const pause = pauseOf(lost, now);
      return pause === null ? policyMade(cause, before, now) : { ...cause, ...pause };
    }
    case 'exception': {
      const fact = now.facts.exceptions.find(({ id }) => id === lost.id);
      if (fact && inForce(fact, on)) return { ...cause, basis: leavingBasis(now, on), detail: fact.reason };
      return { ...cause, ...endOfException(fact) };
    }
    case 'handover':
      return { ...cause, word: 'released' };
  }
}

/** Why a justification that was not there before is there now. */
export function beganBy(gained: Justification, before: Moment | null, now: Moment): Cause {
  const cause = { ...causeOf(gained, now.policy), word: 'began' };
  const fact = [...now.facts.appointments, ...now.facts.delegations, ...now.facts.exceptions].find(
    ({ id }) => id === gained.id,
  );
  const stood = before !== null && fact !== undefined && fact.startsOn <= dayOf(before.at);
  if (stood && before.policy.version !== now.policy.version) return { ...cause, word: 'policyChanged' };
  const pause = stood ? pauseOf(gained, before) : null;
  if (pause !== null) return overNow({ ...cause, ...pause }, now);
  const detail = now.facts.exceptions.find(({ id }) => id === gained.id)?.reason ?? null;
  return { ...cause, detail };
}

/** What stood in the way and does so no more: by the line that ended it, else by the one that had named its day. */
export function overNow(hindrance: Cause, now: Moment): Cause {
  const word = `${hindrance.word}Over`;
  const { basis } = hindrance;
  if (basis === null) return { ...hindrance, word };
  const on = dayOf(now.at);
  const { suspensions, delegations, appointments } = now.facts;
  const ended = [
    ...suspensions,
    ...delegations.flatMap(({ delegatorSuspensions }) => delegatorSuspensions),
    ...appointments.filter(({ mode }) => mode === 'seconded'),
  ].find((one) => one.basis.decisionId === basis.decisionId && one.basis.line === basis.line && over(one, on));
  return { ...hindrance, word, basis: ended?.endBasis ?? basis };
}

/** What stands in the way at a moment. `isHeld`: it is granted, and the account is closed. */
export function hindrances(now: Moment, asked: Asked, isHeld: boolean): readonly Cause[] {
  const on = dayOf(now.at);
  const none = {
    by: 'none',
    id: null,
    basis: null,
    policyLine: null,
    policyVersion: now.policy.version,
    detail: null,
  } as const;
  if (isHeld) {
    const reason = now.accounts.find(({ targetId }) => targetId === asked.targetId)?.disabledBecause ?? null;
    if (reason === 'locked')
      return locksOf(now, asked.targetId).map((detail) => ({ ...none, word: 'locked', by: 'lock', detail }));
    const facts = closedBasis(now.facts, reason, now.at);
    return facts.map((one) => ({ ...causeOf(one, now.policy), word: reason ?? 'suspended' }));
  }
  const found = [...byAppointments(now, asked, on), ...byDelegations(now, asked, on), ...byExceptions(now, asked, on)];
  if (found.length > 0) return found;
  return [{ ...none, word: held(now.facts, on).length === 0 ? 'noOffice' : 'notInPolicy' }];
}

function byAppointments(now: Moment, asked: Asked, on: Day): readonly Cause[] {
  const { facts, policy } = now;
  return facts.appointments.flatMap((appointment): readonly Cause[] => {
    const line = lineGiving(givenByAppointment(appointment, policy), asked);
    if (line === undefined) return [];
    const own = { by: 'appointment' as const, id: appointment.id, basis: appointment.basis, policyLine: line };
    const cause = causeOf(own, policy);
    if (on < appointment.startsOn) return [{ ...cause, word: 'notYet', detail: appointment.startsOn }];
    if (over(appointment, on))
      return [{ ...cause, word: 'ended', basis: appointment.endBasis, detail: appointment.endsOn }];
    const pause = pauseOf(own, now);
    return pause === null ? [] : [{ ...cause, ...pause }];
  });
}

function byDelegations(now: Moment, asked: Asked, on: Day): readonly Cause[] {
  const { facts, policy } = now;
  return facts.delegations.flatMap((delegation): readonly Cause[] => {
    const line = lineGiving(givenByDelegation(delegation, policy), asked);
    if (line === undefined) return [];
    const own = { by: 'delegation' as const, id: delegation.id, basis: delegation.basis, policyLine: line };
    const cause = causeOf(own, policy);
    if (on < delegation.startsOn) return [{ ...cause, word: 'notYet', detail: delegation.startsOn }];
    if (over(delegation.from, on)) return [{ ...cause, word: 'delegatorLeft', basis: delegation.from.endBasis }];
    if (over(delegation, on))
      return [
        {
          ...cause,
          word: delegation.endBasis ? 'ended' : 'endsByItself',
          basis: delegation.endBasis ?? delegation.basis,
          detail: delegation.endsOn,
        },
      ];
    const pause = pauseOf(own, now);
    return pause === null ? [] : [{ ...cause, ...pause }];
  });
}

function byExceptions({ facts, policy }: Moment, { targetId, grant }: Asked, on: Day): readonly Cause[] {
  return facts.exceptions
    .filter((one) => one.targetId === targetId && grant !== null && isTargetId(policy, targetId))
    .filter((one) => one.grant.kind === grant?.kind && one.grant.value === grant.value)
    .map((one) => ({
      ...causeOf({ by: 'exception', id: one.id, basis: null, policyLine: null }, policy),
      ...(over(one, on)
        ? endOfException(one)
        : { word: on < one.startsOn ? 'notYet' : 'noOffice', detail: one.reason }),
    }));
}

function endOfException(fact: ExceptionFacts | undefined): Pick<Cause, 'word' | 'detail'> {
  const early = fact?.endReason ?? null;
  return early === null
    ? { word: 'endsByItself', detail: fact?.reason ?? null }
    : { word: 'endedEarly', detail: early };
}

/** The line of the policy that gives it; undefined when none does. */
function lineGiving(given: readonly Given[], { targetId, grant }: Asked): number | null | undefined {
  const here = given.filter((one) => one.targetId === targetId);
  if (grant === null) return here.length === 0 ? undefined : (here[0]?.grants[0]?.justification.policyLine ?? null);
  return here.flatMap(({ grants }) => grants).find(({ kind, value }) => kind === grant.kind && value === grant.value)
    ?.justification.policyLine;
}

function causeOf({ by, id, basis, policyLine }: Justification, policy: Policy): Cause {
  return { word: '', by, id, basis, policyLine, policyVersion: policy.version, detail: null };
}

/** What keeps a justification that stands from giving anything; null where nothing does. */
function pauseOf({ by, id }: Justification, { facts, at }: Moment): Pick<Cause, 'word' | 'basis'> | null {
  const on = dayOf(at);
  const posts = held(facts, on);
  if (by === 'appointment') {
    const post = posts.find(({ appointment }) => appointment.id === id);
    if (!post || post.standing === 'open') return null;
    return { word: post.standing, basis: pausedBy(post, facts, on)[0]?.basis ?? null };
  }
  if (by !== 'delegation') return null;
  const given = received(facts, posts, on).find(({ delegation }) => delegation.id === id);
  if (!given || given.standing === 'open') return null;
  const own = posts.flatMap((post) => pausedBy(post, facts, on))[0]?.basis;
  return { word: given.standing, basis: suspendedDelegator(given.delegation, on) ?? own ?? null };
}

function policyMade(cause: Cause, before: Moment, now: Moment): Cause {
  return before.policy.version === now.policy.version
    ? { ...cause, word: 'ended', basis: null }
    : { ...cause, word: 'policyChanged', by: 'policy', basis: null };
}

/** The line that ended the last of the person's own posts. */
function leavingBasis({ facts }: Moment, on: Day): Basis | null {
  const last = facts.appointments.reduce<(Interval & { endBasis: Basis | null }) | null>(
    (latest, one) => (over(one, on) && (latest === null || (one.endsOn ?? '') > (latest.endsOn ?? '')) ? one : latest),
    null,
  );
  return last?.endBasis ?? null;
}

function suspendedDelegator({ delegatorSuspensions }: DelegationFacts, on: Day): Basis | undefined {
  return delegatorSuspensions.find((one) => inForce(one, on))?.basis;
}

function locksOf({ facts, at }: Moment, targetId: string): readonly string[] {
  return facts.locks
    .filter((one) => one.targetId === null || one.targetId === targetId)
    .filter((one) => one.startsAt <= at && (one.endsAt === null || at < one.endsAt))
    .map(({ reason }) => reason);
}

function over({ endsOn }: { readonly endsOn: Day | null }, on: Day): boolean {
  return endsOn !== null && endsOn <= on;
}
