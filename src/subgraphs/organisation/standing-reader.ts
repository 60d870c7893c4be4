/** What identity asks with every request: does this person stand in office at this instant, and where. */
import { In } from 'typeorm';
import { batched } from '../../shared/batched';
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

interface Question {
  readonly personId: string;
  readonly on: Day;
}

function keyOf({ personId, on }: Question): string {
  return `${on}|${personId}`;
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
 * read each time, and one step forward empties what is kept. Who is asked after at the same time is answered together: an
 * event that goes to thousands of streams comes with such a step.
 */
export class StoredStanding implements StandingReader {
  private readonly kept = new Map<string, PersonStanding | null>();
  private keptVersion = -1;

  constructor(private readonly store: Store) {}

  standing(personId: string, at: Date): Promise<PersonStanding | null> {
    return this.asked({ personId, on: dayOf(at) });
  }

  private readonly asked = batched((questions: readonly Question[]) => this.answer(questions));

  private async answer(questions: readonly Question[]): Promise<readonly (PersonStanding | null)[]> {
    const { version } = await this.store.read.findOneByOrFail(OfficeVersion, { id: 'office' });
    if (version !== this.keptVersion || this.kept.size >= KEPT_MAX) this.kept.clear();
    this.keptVersion = version;
    const found = new Map<string, PersonStanding | null>();
    for (const on of new Set(questions.map((one) => one.on))) {
      const asked = new Set(questions.flatMap((one) => (one.on === on ? one.personId : [])));
      const known = [...asked].filter((personId) => this.kept.has(keyOf({ personId, on })));
      for (const personId of known) found.set(keyOf({ personId, on }), this.kept.get(keyOf({ personId, on })) ?? null);
      const fresh = await this.standingsOn(
        [...asked].filter((personId) => !known.includes(personId)),
        on,
      );
      for (const [personId, standing] of fresh) {
        found.set(keyOf({ personId, on }), standing);
        // Something may have been recorded while it was read: then it must not be taken for the new version's answer.
        if (this.keptVersion === version) this.kept.set(keyOf({ personId, on }), standing);
      }
    }
    return questions.map((one) => found.get(keyOf(one)) ?? null);
  }

  private async standingsOn(personIds: readonly string[], on: Day): Promise<Map<string, PersonStanding | null>> {
    const standings = new Map<string, PersonStanding | null>(personIds.map((id) => [id, null]));
    const people = await this.personsById(personIds);
    if (people.length === 0) return standings;
    const manager = this.store.read;
    const office = fold(await loadFacts(manager, { personIds: people.map(({ personId }) => personId) }));
    const positions = await loadPositions(manager);
    for (const { personId } of people)
      standings.set(personId, await this.spelled(standingOn(office, personId, on, positions)));
    return standings;
  }

  private async spelled(found: ReturnType<typeof standingOn>): Promise<PersonStanding> {
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
