/**
 * Whether a person may be here at this instant, and as what. Asked with every request, never remembered: this is what
 * ends a leaver's sessions at the instant, whatever tokens are still about (domain rule 2).
 */
import { In } from 'typeorm';
import { batched } from '../../shared/batched';
import type { Store } from '../../store/store';
import type { Delegation, Role, UnitsByRole } from './face';
import { passedOn, POST_ROLES, type PostRole } from './permissions';
import type { AccessLocks, DelegatedTo, HeldRole, Standing, StandingReader } from './ports';
import { RoleBinding, type BoundRole } from './role-binding.entity';

export type Denial = 'unknown' | 'not-in-office' | 'suspended' | 'locked';

export interface Allowed {
  readonly allowed: true;
  readonly roles: readonly Role[];
  readonly administers: ReadonlySet<string>;
  readonly unitsByRole: UnitsByRole;
  readonly delegations: readonly Delegation[];
}

export type Access = Allowed | { readonly allowed: false; readonly reason: Denial };

export class AccessFacts {
  constructor(
    private readonly store: Store,
    private readonly standing: StandingReader,
    private readonly locks: AccessLocks,
  ) {}

  async of(personId: string, at: Date): Promise<Access> {
    const [standing, locked, bound] = await Promise.all([
      this.standing.standing(personId, at),
      this.locks.isLocked(personId, at),
      this.boundRoles(personId),
    ]);
    if (locked) return { allowed: false, reason: 'locked' };
    if (standing?.suspended) return { allowed: false, reason: 'suspended' };
    const administrator = bound.includes('administrator');
    if (!administrator && !standing?.inOffice)
      return { allowed: false, reason: standing === null ? 'unknown' : 'not-in-office' };
    // Whoever looks at what all others do has no part in it.
    if (bound.includes('auditor') && !administrator) return { ...NO_UNITS, roles: ['auditor', 'person'] };
    return this.withPosts(standing?.inOffice ? standing : null, bound, at);
  }

  /** What the posts of a person carry, over units. */
  async heldRoles(personId: string, at: Date): Promise<readonly HeldRole[]> {
    return (await this.standing.standing(personId, at))?.holds ?? [];
  }

  /** Bound to any role of the whole city. */
  async isBound(personId: string): Promise<boolean> {
    return (await this.boundRoles(personId)).length > 0;
  }

  /** The units through which a person is within a unit administrator's reach: where they serve and what they administer. */
  async unitsOf(personId: string, at: Date): Promise<readonly string[]> {
    const standing = await this.standing.standing(personId, at);
    return standing === null ? [] : [...new Set([...standing.unitIds, ...standing.administers])];
  }

  private async withPosts(standing: Standing | null, bound: readonly BoundRole[], at: Date): Promise<Allowed> {
    const roles: Role[] = [];
    const unitsByRole: Partial<Record<Role, ReadonlySet<string>>> = {};
    if (bound.includes('administrator')) roles.push('administrator');
    const headquarters = bound.includes('hq-operator') ? await this.operated(standing, at) : [];
    const units: readonly (readonly [Role, readonly string[]])[] = [
      ['hq-operator', headquarters],
      ...POST_ROLES.map((role) => [role, heldAs(role, standing)] as const),
    ];
    for (const [role, unitIds] of units) {
      if (unitIds.length === 0) continue;
      roles.push(role);
      unitsByRole[role] = new Set(unitIds);
    }
    const delegations = (standing?.delegated ?? []).flatMap(delegationOf);
    if (delegations.length > 0) roles.push('delegate');
    const administers = new Set(unitsByRole['unit-administrator']);
    return { allowed: true, roles: [...roles, 'person'], administers, unitsByRole, delegations };
  }

  /** The headquarters, for whoever serves there: the role lapses with the post. */
  private async operated(standing: Standing | null, at: Date): Promise<readonly string[]> {
    if (standing === null) return [];
    const headquarters = (await this.standing.headquarters?.(at)) ?? [];
    return standing.unitIds.some((unitId) => headquarters.includes(unitId)) ? headquarters : [];
  }

  private readonly boundRoles = batched(async (personIds: readonly string[]): Promise<readonly BoundRole[][]> => {
    const rows = await this.store.read.findBy(RoleBinding, { personId: In([...new Set(personIds)]) });
    return personIds.map((personId) => rows.filter((row) => row.personId === personId).map(({ role }) => role));
  });
}

const NO_UNITS = { allowed: true, administers: new Set<string>(), unitsByRole: {}, delegations: [] } as const;

function heldAs(role: PostRole, standing: Standing | null): readonly string[] {
  if (standing === null) return [];
  if (role === 'unit-administrator') return standing.administers;
  return (standing.holds ?? []).flatMap((held) => (held.managementRole === role ? held.unitIds : []));
}

/** Of a post that carries nothing here nothing is passed on here. */
function delegationOf({ delegationId: id, delegatorId, role }: DelegatedTo): Delegation[] {
  const postRole = POST_ROLES.find((one) => one === role.managementRole);
  return postRole === undefined ? [] : [{ id, delegatorId, reach: passedOn(postRole, role.unitIds) }];
}
