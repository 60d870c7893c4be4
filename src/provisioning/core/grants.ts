/** What the policy gives for an appointment or a delegation, target by target, before anything is merged. */
import { addDays } from '../../shared/day';
import type { Day } from '../../shared/day';
import type { AppointmentFacts, DelegationFacts, KeptPost } from './facts';
import type { Justification } from './plan.types';
import { expand } from './policy/placeholders';
import type { DelegationScope, Policy, TargetGrants } from './policy/policy.types';
import type { TargetGrant } from './target';
import { targetIdFor, targetPolicy } from './targets';

export interface JustifiedGrant extends TargetGrant {
  readonly justification: Justification;
}

/** What one fact gives at one target. No grant at all still justifies the account. */
export interface Given {
  readonly targetKey: string;
  readonly targetId: string;
  readonly grants: readonly JustifiedGrant[];
  readonly quotaMiB: number | null;
}

/** In the document system the right to direct everything; limited to fields it becomes one `field` grant for each. */
const DIRECTION = { kind: 'role', value: 'direct' } as const;
const FIELD = 'field';

export function givenByAppointment(appointment: AppointmentFacts, policy: Policy): readonly Given[] {
  return rolesOf(appointment, policy).map((entry) => ({
    targetKey: entry.target,
    targetId: targetIdFor(policy, entry.target, appointment.post.unit),
    quotaMiB: entry.quotaMiB,
    grants: entry.grants.flatMap(({ kind, value, line }) =>
      expand(value, appointment, appointment.fields).map((expanded) => ({
        kind,
        value: expanded,
        justification: { by: 'appointment' as const, id: appointment.id, basis: appointment.basis, policyLine: line },
      })),
    ),
  }));
}

/**
 * Within the delegator's rights (invariant 14): what the delegated appointment has, cut down to what the scope may
 * carry, and where fields are named, direction over those fields only. A target where nothing remains gives no account.
 */
export function givenByDelegation(delegation: DelegationFacts, policy: Policy): readonly Given[] {
  const scope = scopeOf(delegation.scope, policy);
  return givenByAppointment(delegation.from, policy).flatMap((given) => {
    const carries = scope?.carries[given.targetKey] ?? [];
    const grants = narrowed(given.grants, delegation.fields)
      .filter((grant) => carries.includes(`${grant.kind}:${grant.value}`) || carries.includes(`${grant.kind}:*`))
      .map((grant) => ({
        ...grant,
        justification: {
          ...grant.justification,
          by: 'delegation' as const,
          id: delegation.id,
          basis: delegation.basis,
        },
      }));
    return grants.length === 0 ? [] : [{ ...given, grants, quotaMiB: null }];
  });
}

/**
 * What keeping a left post gives, where the policy gives its holders something: at mail the role mailbox, while nobody
 * holds the post; where papers lie, the right to read and process them. Never a group, direction, or the right to sign.
 */
export function givenByKeeping(kept: KeptPost, policy: Policy): readonly Given[] {
  const { post, appointmentId, basis } = kept;
  const likeHolder = { ...LIKE_HOLDER, id: appointmentId, post, startsOn: kept.since, basis: basis ?? NO_BASIS };
  return givenByAppointment(likeHolder, policy).flatMap((given): Given[] => {
    const because = { by: 'handover' as const, id: appointmentId, basis };
    switch (targetPolicy(policy, given.targetKey).connector) {
      case 'dovecot': {
        const boxes = kept.vacant ? given.grants.filter(({ kind }) => kind === ROLE_MAILBOX) : [];
        const grants = boxes.map((grant) => ({ ...grant, justification: { ...grant.justification, ...because } }));
        return grants.length === 0 ? [] : [{ ...given, grants, quotaMiB: null }];
      }
      case 'qlvb': {
        if (kept.keys.length === 0) return [];
        const policyLine = given.grants[0]?.justification.policyLine ?? null;
        const grants = KEEPER_ROLES.map((value) => ({
          kind: 'role',
          value,
          justification: { ...because, policyLine },
        }));
        return [{ ...given, grants, quotaMiB: null }];
      }
      case 'ldap':
      case 'scim':
      case 'manual':
        return [];
    }
  });
}

/**
 * The first day on which it need not be kept any more; null while that cannot be foreseen. A seat without papers is kept
 * as long as papers can still come for the leaver by name; a closed post as long as mail to its address is expected.
 */
export function keptUntil({ leftOn, vacant, closed, holdsPapers }: KeptPost, policy: Policy): Day | null {
  const { archiveAfterDays, deleteAfterDays } = policy.leave.accounts;
  if (holdsPapers) return null;
  if (closed) return addDays(leftOn, archiveAfterDays);
  return vacant ? null : addDays(leftOn, deleteAfterDays);
}

const ROLE_MAILBOX = 'roleMailbox';
const KEEPER_ROLES = ['process', 'read'] as const;
const NO_BASIS = { decisionId: '', line: 0 } as const;
const LIKE_HOLDER = {
  mode: 'official',
  primary: false,
  fields: [],
  homeAppointmentId: null,
  endsOn: null,
  endBasis: null,
} as const;

function rolesOf({ post, mode }: AppointmentFacts, policy: Policy): readonly TargetGrants[] {
  return policy.roles
    .filter((role) => role.positions.includes(post.positionId) && role.modes.includes(mode))
    .filter(({ within }) => within === undefined || post.unit.path.includes(within))
    .flatMap((role) => role.targets);
}

function scopeOf(scope: string, policy: Policy): DelegationScope | undefined {
  return (
    policy.delegations.find((entry) => entry.scope === scope) ??
    policy.delegations.find((entry) => entry.scope === null)
  );
}

function narrowed(grants: readonly JustifiedGrant[], fields: readonly string[]): readonly JustifiedGrant[] {
  if (fields.length === 0) return grants;
  return grants.flatMap((grant) => {
    if (grant.kind === DIRECTION.kind && grant.value === DIRECTION.value)
      return fields.map((field) => ({ ...grant, kind: FIELD, value: field }));
    return grant.kind === FIELD && !fields.includes(grant.value) ? [] : [grant];
  });
}
