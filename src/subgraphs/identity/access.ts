/**
 * Whether a person may be here at this instant, and as what. Asked with every request, never remembered: this is what
 * ends a leaver's sessions at the instant, whatever tokens are still about (domain rule 2).
 */
import type { Store } from '../../store/store';
import type { Role } from './face';
import type { AccessLocks, StandingReader } from './ports';
import { RoleBinding } from './role-binding.entity';

export type Denial = 'unknown' | 'not-in-office' | 'suspended' | 'locked';

export type Access =
  | { readonly allowed: true; readonly roles: readonly Role[]; readonly administers: ReadonlySet<string> }
  | { readonly allowed: false; readonly reason: Denial };

export class AccessFacts {
  constructor(
    private readonly store: Store,
    private readonly standing: StandingReader,
    private readonly locks: AccessLocks,
  ) {}

  async of(personId: string, at: Date): Promise<Access> {
    const [standing, locked, administrator] = await Promise.all([
      this.standing.standing(personId, at),
      this.locks.isLocked(personId, at),
      this.isAdministrator(personId),
    ]);
    if (locked) return { allowed: false, reason: 'locked' };
    if (standing?.suspended) return { allowed: false, reason: 'suspended' };
    if (!administrator && !standing?.inOffice)
      return { allowed: false, reason: standing === null ? 'unknown' : 'not-in-office' };
    const administers = new Set(standing?.inOffice ? standing.administers : []);
    const roles: Role[] = ['person'];
    if (administers.size > 0) roles.unshift('unit-administrator');
    if (administrator) roles.unshift('administrator');
    return { allowed: true, roles, administers };
  }

  /** Bound to the role by name; does not follow from office. */
  async isAdministrator(personId: string): Promise<boolean> {
    return this.store.read.existsBy(RoleBinding, { personId, role: 'administrator' });
  }

  /** The units through which a person is within a unit administrator's reach: where they serve and what they administer. */
  async unitsOf(personId: string, at: Date): Promise<readonly string[]> {
    const standing = await this.standing.standing(personId, at);
    return standing === null ? [] : [...new Set([...standing.unitIds, ...standing.administers])];
  }
}
