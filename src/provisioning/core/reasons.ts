/** Why an operation is there: a stable word, and the facts that a person can look up. */
import { dayOf } from '../../shared/day';
import type { Day } from '../../shared/day';
import { compareText } from './canonical';
import type { Basis, PersonFacts } from './facts';
import { givenByAppointment, givenByDelegation } from './grants';
import type { Given } from './grants';
import { held, inForce, personSuspensions } from './office';
import type { Held } from './office';
import type { DesiredAccount, DesiredPerson, Justification } from './plan.types';
import type { Policy } from './policy/policy.types';
import type { TargetGrant } from './target';
import { targetKeyOf } from './targets';

/** Why a person has no account at a target any more. */
export type LossReason = 'leftOffice' | 'moved' | 'noPostInForce';

/**
 * leftOffice – no office at all, so that no policy could give anything; moved – the same kind of system is open to
 * the person elsewhere; noPostInForce – in office, but nothing in force gives this.
 */
export function lossReason(desired: DesiredPerson, facts: PersonFacts, targetId: string, at: Date): LossReason {
  if (held(facts, dayOf(at)).length === 0) return 'leftOffice';
  const key = targetKeyOf(targetId);
  const elsewhere = desired.accounts.some(
    (account) => account.status === 'active' && targetKeyOf(account.targetId) === key,
  );
  return elsewhere && !desired.accounts.some((account) => account.targetId === targetId) ? 'moved' : 'noPostInForce';
}

/**
 * What had given access at this target and ended last: the decision lines that take it away. With `grants`, only what
 * had given one of these, and also what gives it and is paused: a loss that no such fact explains has no basis.
 */
export function endedBasis(
  facts: PersonFacts,
  policy: Policy,
  targetId: string,
  at: Date,
  grants: readonly TargetGrant[] | null = null,
): readonly Justification[] {
  const on = dayOf(at);
  const giving = (given: readonly Given[]): Given | undefined =>
    given.find(
      (one) => one.targetId === targetId && (grants === null || one.grants.some((grant) => isAmong(grant, grants))),
    );
  const gave = (given: readonly Given[]): boolean => giving(given) !== undefined;
  const lineOf = (given: readonly Given[]): number | null =>
    giving(given)?.grants.find((grant) => grants === null || isAmong(grant, grants))?.justification.policyLine ?? null;
  const appointments = facts.appointments
    .map((appointment) => ({ appointment, given: givenByAppointment(appointment, policy) }))
    .filter(({ appointment, given }) => over(appointment.endsOn, on) && gave(given))
    .map(({ appointment: { id, endsOn, endBasis }, given }) => ({
      endsOn,
      justification: because('appointment', id, endBasis, lineOf(given)),
    }));
  const delegations = facts.delegations
    .map((delegation) => ({ delegation, given: givenByDelegation(delegation, policy) }))
    .filter(({ delegation, given }) => over(delegation.endsOn, on) && gave(given))
    .map(({ delegation: { id, endsOn, basis, endBasis }, given }) => ({
      endsOn,
      justification: because('delegation', id, endBasis ?? basis, lineOf(given)),
    }));
  const ended = [...appointments, ...delegations];
  const last = ended
    .map(({ endsOn }) => endsOn ?? '')
    .sort()
    .at(-1);
  const latest = ended.filter(({ endsOn }) => endsOn === last).map(({ justification }) => justification);
  const paused =
    grants === null ? [] : held(facts, on).filter(({ appointment }) => gave(givenByAppointment(appointment, policy)));
  return sorted([...latest, ...paused.flatMap((post) => pausedBy(post, facts, on))]);
}

/** The facts that close an account which is kept. A lock is not a decision, so it has no basis. */
export function closedBasis(
  facts: PersonFacts,
  reason: DesiredAccount['disabledBecause'],
  at: Date,
): readonly Justification[] {
  const on = dayOf(at);
  const posts = held(facts, on);
  switch (reason) {
    case 'suspended': {
      const whole = personSuspensions(facts, on).flatMap(({ basis }) =>
        posts.map(({ appointment }) => because('appointment', appointment.id, basis)),
      );
      const single = posts
        .filter(({ standing }) => standing === 'suspended')
        .flatMap((post) => pausedBy(post, facts, on));
      return sorted([...whole, ...single]);
    }
    case 'seconded':
      return sorted(
        posts.filter(({ standing }) => standing === 'seconded').flatMap((post) => pausedBy(post, facts, on)),
      );
    case 'locked':
    case 'leftOffice':
    case null:
      return [];
  }
}

/** Every justification of these grants, once. */
export function justificationsOf(grants: DesiredAccount['grants']): readonly Justification[] {
  return sorted(grants.flatMap(({ justifications }) => justifications));
}

/** The decision lines that pause a post: its suspension, or the secondment that leads away from it. */
export function pausedBy({ appointment, standing }: Held, facts: PersonFacts, on: Day): readonly Justification[] {
  switch (standing) {
    case 'open':
      return [];
    case 'suspended':
      return facts.suspensions
        .filter((suspension) => suspension.appointmentId === appointment.id && inForce(suspension, on))
        .map(({ basis }) => because('appointment', appointment.id, basis));
    case 'seconded':
      return facts.appointments
        .filter((host) => host.mode === 'seconded' && host.homeAppointmentId === appointment.id && inForce(host, on))
        .map((host) => because('appointment', host.id, host.basis));
  }
}

function isAmong(grant: TargetGrant, grants: readonly TargetGrant[]): boolean {
  return grants.some(({ kind, value }) => kind === grant.kind && value === grant.value);
}

function over(endsOn: Day | null, on: Day): boolean {
  return endsOn !== null && endsOn <= on;
}

function because(
  by: Justification['by'],
  id: string,
  basis: Basis | null,
  policyLine: number | null = null,
): Justification {
  return { by, id, basis, policyLine };
}

function sorted(justifications: readonly Justification[]): readonly Justification[] {
  const byText = new Map(
    justifications.map((one) => [
      `${one.by} ${one.id} ${one.policyLine ?? ''} ${one.basis?.decisionId ?? ''} ${one.basis?.line ?? ''}`,
      one,
    ]),
  );
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}
