/** What the city holds about one person, read from every table, and erased where its time is over. */
import { In, type EntityManager, type FindOptionsWhere, type ObjectLiteral, type Repository } from 'typeorm';
import { dayOf, type Day } from '../shared/day';
import { chunks } from '../shared/lists';
import type { Store, Tx } from '../store/store';
import type { HeldAboutPerson, HeldSection, Kept, PeoplePage, PeopleRecords } from '../subgraphs/identity';
import { blanked } from './person-export-blank';
import { NAME_GONE, PLACES, type Place } from './person-export-map';

/** Rows of one table in one export; what is beyond is said to be. */
const ROWS_MAX = 5_000;
/** Rows that are blanked in one step. */
const BATCH = 500;
const DAY_MS = 86_400_000;
/** Ids in one condition: SQLite bounds the values that a statement carries. */
const IDS_MAX = 500;

export class PersonRecords implements PeopleRecords {
  constructor(
    private readonly store: Store,
    /** Days for which what is held about a person is kept after they have left their last office. */
    private readonly retentionDays: number,
  ) {}

  async find(idOrLogin: string): Promise<string | null> {
    const where = [{ id: idOrLogin }, { login: idOrLogin.trim().toLowerCase() }];
    const row = await tableOf(this.store.read, 'person').findOne({ where });
    return row === null ? null : (row['id'] as string);
  }

  async held(personId: string): Promise<HeldAboutPerson | null> {
    const manager = this.store.read;
    if (!(await tableOf(manager, 'person').existsBy({ id: personId }))) return null;
    const sections: HeldSection[] = [];
    for (const place of PLACES) {
      const rows = await rowsAt(manager, place, personId, ROWS_MAX + 1);
      if (rows.length > 0) sections.push(sectionOf(place, rows));
    }
    return { personId, sections: sections.reverse() };
  }

  async erase(tx: Tx, personId: string): Promise<{ readonly rows: number } | Kept> {
    const kept = await this.kept(tx, personId);
    if (kept !== null) return kept;
    let rows = 0;
    for (const place of PLACES) rows += await eraseAt(tx.manager, place, personId);
    return { rows };
  }

  async over(manager: EntityManager, now: Date, { first, after = null, personId }: PeoplePage): Promise<string[]> {
    const until = new Date(now.getTime() - this.retentionDays * DAY_MS);
    const query = tableOf(manager, 'person')
      .createQueryBuilder('person')
      .select('person.id', 'id')
      .where('person.familyName <> :gone AND person.createdAt <= :until', { gone: NAME_GONE, until })
      .andWhere((inner) => {
        const since = inner
          .subQuery()
          .select('1')
          .from('appointment', 'appointment')
          .where('appointment.personId = person.id AND appointment.annulled = :no')
          .andWhere('(appointment.endsOn IS NULL OR appointment.endsOn > :day)');
        return `NOT EXISTS ${since.getQuery()}`;
      })
      .setParameters({ no: false, day: dayOf(until) })
      .orderBy('person.id')
      .limit(first);
    if (after !== null) query.andWhere('person.id > :after', { after });
    if (personId !== undefined) query.andWhere('person.id = :personId', { personId });
    const rows = await query.getRawMany<{ id: string }>();
    return rows.map(({ id }) => id);
  }

  private async kept({ manager, now }: Tx, personId: string): Promise<Kept | null> {
    const person = await tableOf(manager, 'person').findOneBy({ id: personId });
    if (person === null) return { because: 'unknown' };
    const appointments = await tableOf(manager, 'appointment').findBy({ personId, annulled: false });
    const ends = appointments.map((one) => one['endsOn'] as Day | null);
    if (ends.some((end) => end === null || end > dayOf(now))) return { because: 'in-office' };
    // It would be a way to unbind a role by one hand.
    const bound = await tableOf(manager, 'role_binding').findOneBy({ personId });
    if (bound !== null) return { because: 'role', role: String(bound['role']) };
    const shadows = await tableOf(manager, 'shadow').findBy({ personId });
    const account = shadows.find((one) => one['situation'] !== 'gone');
    if (account !== undefined)
      return { because: 'account', account: `${String(account['targetId'])}/${String(account['name'])}` };
    const left =
      ends
        .flatMap((end) => end ?? [])
        .sort()
        .at(-1) ?? dayOf(person['createdAt'] as Date);
    const until = dayOf(new Date(Date.parse(left) + this.retentionDays * DAY_MS));
    return until > dayOf(now) ? { because: 'retention', until } : null;
  }
}

function sectionOf({ table, about, withheld = [] }: Place, rows: readonly ObjectLiteral[]): HeldSection {
  const hidden = new Set(withheld);
  const told = rows
    .slice(0, ROWS_MAX)
    .map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !hidden.has(column))));
  // The number itself is only ever shown by its last digits, elsewhere: that it is held is told.
  const extra = table === 'person' ? { citizenNumberHeld: rows[0]?.['citizenHash'] !== null } : {};
  return { name: table, about, rows: told.map((row) => ({ ...row, ...extra })), complete: rows.length <= ROWS_MAX };
}

async function rowsAt(
  manager: EntityManager,
  place: Place,
  personId: string,
  take: number,
): Promise<readonly ObjectLiteral[]> {
  const table = tableOf(manager, place.table);
  const { through } = place;
  if (through === undefined)
    return table.find({
      where: place.by.map((column) => ({ [column]: personId }) as FindOptionsWhere<ObjectLiteral>),
      take,
    });
  const via = PLACES.find(({ table: name }) => name === through.place);
  if (via === undefined) throw new Error(`${place.table} is reached through ${through.place}, which is no place`);
  const keys = (await rowsAt(manager, via, personId, take)).map((row) => row[through.of] as string);
  const found: ObjectLiteral[] = [];
  for (let start = 0; start < keys.length && found.length < take; start += IDS_MAX) {
    const some = await table.find({ where: { [through.column]: In(keys.slice(start, start + IDS_MAX)) }, take });
    // A decision tells of others too: only what names this person is theirs.
    found.push(...some.filter((row) => place.table !== 'announcement' || String(row['payload']).includes(personId)));
  }
  return found.slice(0, take);
}

async function eraseAt(manager: EntityManager, place: Place, personId: string): Promise<number> {
  if (place.erase.kind === 'keep') return 0;
  const table = tableOf(manager, place.table);
  const rows = await rowsAt(manager, place, personId, Number.MAX_SAFE_INTEGER);
  const { columns } = place.erase.kind === 'blank' ? place.erase : { columns: null };
  for (const some of chunks(rows, BATCH)) {
    if (columns === null) await table.remove(some);
    else await table.save(some.map((row) => ({ ...row, ...blanked(row, columns, personId) })));
  }
  return rows.length;
}

function tableOf(manager: EntityManager, name: string): Repository<ObjectLiteral> {
  return manager.getRepository(name);
}
