/** What identity asks with every request: does this person stand in office at this instant, and where. */
import { In } from 'typeorm';
import { dayOf } from '../../shared/day';
import type { Store } from '../../store/store';
import { fold } from './office/fold';
import { standingOn } from './office/standing';
import { PersonRow } from './person.entity';
import { loadFacts, loadPositions } from './snapshot';
import { UnitRow } from './unit.entity';

/** Shaped as identity declares it; `main` joins the two. */
export interface StandingReader {
  standing(personId: string, at: Date): Promise<PersonStanding | null>;
  personByLogin(login: string): Promise<{ personId: string; login: string } | null>;
  personsById(ids: readonly string[]): Promise<{ personId: string; login: string }[]>;
}

export interface PersonStanding {
  inOffice: boolean;
  suspended: boolean;
  unitIds: string[];
  administers: string[];
}

const PERSONS_MAX = 1_000;

export class StoredStanding implements StandingReader {
  constructor(private readonly store: Store) {}

  async standing(personId: string, at: Date): Promise<PersonStanding | null> {
    const manager = this.store.read;
    if (!(await manager.existsBy(PersonRow, { id: personId }))) return null;
    const office = fold(await loadFacts(manager, { personIds: [personId] }));
    const found = standingOn(office, personId, dayOf(at), await loadPositions(manager));
    return {
      inOffice: found.inOffice,
      suspended: found.suspended,
      unitIds: [...found.unitIds],
      administers: await this.subtrees(found.administersFrom),
    };
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
