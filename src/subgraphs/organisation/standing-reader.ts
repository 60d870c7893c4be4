/** What identity asks with every request: does this person stand in office at this instant, and where. */
import { In } from 'typeorm';
import { dayOf, type Day } from '../../shared/day';
import type { Store } from '../../store/store';
import { fold } from './office/fold';
import { inForce } from './office/model';
import { standingOn, type DelegatedRole, type RoleInUnit } from './office/standing';
import { OfficeVersion } from './office-version.entity';
import { PersonRow } from './person.entity';
import { loadFacts, loadPositions } from './snapshot';
import { UnitRow } from './unit.entity';

/** Shaped as identity declares it; `main` joins the two. */
export interface StandingReader {
  standing(personId: string, at: Date): Promise<PersonStanding | null>;
  personByLogin(login: string): Promise<{ personId: string; login: string } | null>;
  personsById(ids: readonly string[]): Promise<{ personId: string; login: string }[]>;
  /** The Committee itself, and its office with all below it (clause 70). */
  headquarters(at: Date): Promise<string[]>;
}

export interface HeldRole {
  managementRole: string;
  unitIds: string[];
}

export interface DelegatedTo {
  delegationId: string;
  delegatorId: string;
  role: HeldRole;
}

export interface PersonStanding {
  inOffice: boolean;
  suspended: boolean;
  unitIds: string[];
  administers: string[];
  holds: HeldRole[];
  delegated: DelegatedTo[];
}

/** Kinds of units that make up the headquarters: bodies change, the duty is bound to what they are. */
const COMMITTEE = 'city_government';
const COMMITTEE_OFFICE = 'city_office';
/** Management roles that carry rights in the whole subtree. */
const WITH_SUBTREE: ReadonlySet<string> = new Set(['unit-administrator', 'records-clerk', 'asset-accountant']);
const PERSONS_MAX = 1_000;
/** Persons whose standing is kept between requests. */
const KEPT_MAX = 5_000;

/**
 * Asked with every request, so an answer is kept for as long as nobody has recorded anything: the version of office is
 * read each time, and one step forward empties what is kept.
 */
export class StoredStanding implements StandingReader {
  private readonly kept = new Map<string, PersonStanding | null>();
  private keptVersion = -1;

  constructor(private readonly store: Store) {}

  async standing(personId: string, at: Date): Promise<PersonStanding | null> {
    const on = dayOf(at);
    const { version } = await this.store.read.findOneByOrFail(OfficeVersion, { id: 'office' });
    if (version !== this.keptVersion || this.kept.size >= KEPT_MAX) this.kept.clear();
    this.keptVersion = version;
    const key = `${on}|${personId}`;
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;

    const found = await this.standingOn(personId, on);
    // Something may have been recorded while it was read: then it must not be taken for the new version's answer.
    if (this.keptVersion === version) this.kept.set(key, found);
    return found;
  }

  private async standingOn(personId: string, on: Day): Promise<PersonStanding | null> {
    const manager = this.store.read;
    if (!(await manager.existsBy(PersonRow, { id: personId }))) return null;
    const office = fold(await loadFacts(manager, { personIds: [personId] }));
    const found = standingOn(office, personId, on, await loadPositions(manager));
    return {
      inOffice: found.inOffice,
      suspended: found.suspended,
      unitIds: [...found.unitIds],
      administers: await this.subtrees(found.administersFrom),
      holds: await this.spelledOut(found.roles),
      delegated: await this.delegated(found.delegatedRoles),
    };
  }

  async headquarters(at: Date): Promise<string[]> {
    const on = dayOf(at);
    const rows = await this.store.read.find(UnitRow, {
      where: { annulled: false, kind: In([COMMITTEE, COMMITTEE_OFFICE]) },
      select: { id: true, kind: true, startsOn: true, endsOn: true },
    });
    const standing = rows.filter((row) => inForce(row, on));
    const committee = standing.filter(({ kind }) => kind === COMMITTEE).map(({ id }) => id);
    const offices = standing.filter(({ kind }) => kind === COMMITTEE_OFFICE).map(({ id }) => id);
    return [...committee, ...(await this.subtrees(offices))];
  }

  async personByLogin(login: string): Promise<{ personId: string; login: string } | null> {
    const row = await this.store.read.findOne(PersonRow, { where: { login }, select: { id: true, login: true } });
    return row && { personId: row.id, login: row.login };
  }

  async personsById(ids: readonly string[]): Promise<{ personId: string; login: string }[]> {
    const rows = await this.store.read.find(PersonRow, {
      where: { id: In(ids.slice(0, PERSONS_MAX)) },
      select: { id: true, login: true },
    });
    return rows.map((row) => ({ personId: row.id, login: row.login }));
  }

  /** Only roles that mean something to identity cost a look at the tree; the others are told by their own unit. */
  private async spelledOut(roles: readonly RoleInUnit[]): Promise<HeldRole[]> {
    const byRole = new Map<string, string[]>();
    for (const { managementRole, unitId } of roles)
      byRole.set(managementRole, [...(byRole.get(managementRole) ?? []), unitId]);
    return Promise.all(
      [...byRole].map(async ([managementRole, unitIds]) => ({
        managementRole,
        unitIds: WITH_SUBTREE.has(managementRole) ? await this.subtrees(unitIds) : unitIds,
      })),
    );
  }

  private async delegated(roles: readonly DelegatedRole[]): Promise<DelegatedTo[]> {
    const spelled = roles.map(async ({ delegationId, delegatorId, ...one }) =>
      (await this.spelledOut([one])).map((role) => ({ delegationId, delegatorId, role })),
    );
    return (await Promise.all(spelled)).flat();
  }

  private async subtrees(unitIds: readonly string[]): Promise<string[]> {
    if (unitIds.length === 0) return [];
    const rows = await this.store.read.find(UnitRow, {
      where: { annulled: false },
      select: { id: true, path: true },
      order: { id: 'ASC' },
    });
    return rows.filter((row) => unitIds.some((id) => row.path.includes(`/${id}/`))).map((row) => row.id);
  }
}
