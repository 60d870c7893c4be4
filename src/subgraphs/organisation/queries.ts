/** Lists: filters, keyset cursors, stable order. A cursor holds the place of a row, never a count of rows. */
import { Brackets, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import { Refusal } from '../../errors/refusal';
import type { Day } from '../../shared/day';
import { connection, decodeCursor, pageOf, type Connection, type PageRequest } from '../../shared/paging';
import { searchKey } from '../../shared/text';
import type { Store } from '../../store/store';
import { AppointmentRow } from './appointment.entity';
import { DecisionRow } from './decision.entity';
import { factsOfKinds, findFacts } from './fact-store';
import { OfficeFact } from './office-fact.entity';
import { knownAt } from './office/facts';
import { fold } from './office/fold';
import { inForce, unitPath } from './office/model';
import { nfc } from './office/text-rules';
import { PersonRow } from './person.entity';
import { appointmentRow } from './projection';
import { loadFacts } from './snapshot';
import { UnitRow } from './unit.entity';
import { escaped, WordSearch } from './word-search';

export interface UnitFilter {
  readonly kind?: string | null;
  readonly parentId?: string | null;
  readonly on: Day;
  readonly search?: string | null;
}

export interface PeopleFilter {
  readonly search?: string | null;
  readonly unitId?: string | null;
  readonly on: Day;
}

export interface AppointmentFilter {
  readonly unitId?: string | null;
  readonly personId?: string | null;
  readonly postId?: string | null;
  readonly on?: Day | null;
  readonly knownAt?: Date | null;
}

export class Queries {
  constructor(private readonly store: Store) {}

  /** In the order of their ids. */
  async units(filter: UnitFilter, page: PageRequest): Promise<Connection<UnitRow>> {
    const query = this.store.read.createQueryBuilder(UnitRow, 'unit').where('unit.annulled = :no', { no: false });
    query.andWhere(coversDay('unit'), { on: filter.on });
    if (filter.kind) query.andWhere('unit.kind = :kind', { kind: filter.kind });
    if (filter.parentId) query.andWhere('unit.parentId = :parentId', { parentId: filter.parentId });
    if (filter.search) {
      query.andWhere("(unit.searchKey LIKE :text ESCAPE '!' OR unit.id LIKE :text ESCAPE '!' OR unit.code = :exact)", {
        text: containing(searchKey(filter.search)),
        exact: nfc(filter.search),
      });
    }
    const total = await query.getCount();
    const [after] = placeOf(page, 1);
    if (after !== undefined) query.andWhere('unit.id > :after', { after });
    const rows = await query
      .orderBy('unit.id', 'ASC')
      .take(page.first + 1)
      .getMany();
    return connection(rows, page, total, (row) => JSON.stringify([row.id]));
  }

  /** By given name; who is spelt exactly as searched comes first. */
  async people(filter: PeopleFilter, page: PageRequest): Promise<Connection<PersonRow>> {
    const query = this.store.read.createQueryBuilder(PersonRow, 'person');
    const search = new WordSearch(filter.search ?? '');
    const spelt = search.spelt('person.spelling');
    const hit = `CASE WHEN ${spelt.sql} THEN 0 ELSE 1 END`;
    query.setParameters(spelt.parameters);
    if (!search.isEmpty) {
      const named = search.matches('person.searchKey');
      query.andWhere(`((${named.sql}) OR person.login LIKE :login ESCAPE '!')`, {
        ...named.parameters,
        login: `${escaped(search.key)}%`,
      });
    }
    if (filter.unitId) this.holdingIn(query, filter.unitId, filter.on);
    const total = await query.getCount();
    const [hitAfter, sortAfter, idAfter] = placeOf(page, 3);
    if (idAfter !== undefined) {
      query.andWhere(
        `(${hit} > :hitAfter OR (${hit} = :hitAfter AND (person.sortKey > :sortAfter OR (person.sortKey = :sortAfter AND person.id > :idAfter))))`,
        { hitAfter: Number(hitAfter), sortAfter, idAfter },
      );
    }
    const rows = await query
      .addSelect(hit, 'hit')
      .orderBy('hit', 'ASC')
      .addOrderBy('person.sortKey', 'ASC')
      .addOrderBy('person.id', 'ASC')
      .limit(page.first + 1)
      .getMany();
    const hitOf = (row: PersonRow): string => (search.isSpeltIn(row.spelling) ? '0' : '1');
    return connection(rows, page, total, (row) => JSON.stringify([hitOf(row), row.sortKey, row.id]));
  }

  /** By first day in office. Without a day: all there are, annulled ones too. */
  async appointments(filter: AppointmentFilter, page: PageRequest): Promise<Connection<AppointmentRow>> {
    if (filter.knownAt) return this.appointmentsKnownAt(filter, filter.knownAt, page);
    const query = this.store.read.createQueryBuilder(AppointmentRow, 'appointment').where('1 = 1');
    if (filter.personId) query.andWhere('appointment.personId = :personId', { personId: filter.personId });
    if (filter.postId) query.andWhere('appointment.postId = :postId', { postId: filter.postId });
    if (filter.unitId) {
      query.andWhere(`appointment.unitId IN (${subtree(query)})`, { path: `%/${escaped(filter.unitId)}/%` });
    }
    if (filter.on) {
      query.andWhere('appointment.annulled = :no', { no: false });
      query.andWhere(coversDay('appointment'), { on: filter.on });
    }
    const total = await query.getCount();
    const [startAfter, idAfter] = placeOf(page, 2);
    if (idAfter !== undefined) {
      query.andWhere(
        '(appointment.startsOn > :startAfter OR (appointment.startsOn = :startAfter AND appointment.id > :idAfter))',
        {
          startAfter,
          idAfter,
        },
      );
    }
    const rows = await query
      .orderBy('appointment.startsOn', 'ASC')
      .addOrderBy('appointment.id', 'ASC')
      .take(page.first + 1)
      .getMany();
    return connection(rows, page, total, placeOfAppointment);
  }

  /** Newest first; of a unit: what it issued and what touches it. */
  async decisions(
    filter: { readonly unitId?: string | null; readonly number?: string | null },
    page: PageRequest,
  ): Promise<Connection<DecisionRow>> {
    const query = this.store.read.createQueryBuilder(DecisionRow, 'decision').where('1 = 1');
    if (filter.number) query.andWhere('decision.number = :number', { number: nfc(filter.number) });
    if (filter.unitId) {
      const touching = query
        .subQuery()
        .select('fact.decisionId')
        .from(OfficeFact, 'fact')
        .where('fact.unitId = :unitId')
        .getQuery();
      query.andWhere(
        new Brackets((either) => either.where('decision.issuerId = :unitId').orWhere(`decision.id IN ${touching}`)),
        { unitId: filter.unitId },
      );
      query.setParameter('unitId', filter.unitId);
    }
    const total = await query.getCount();
    const [after] = placeOf(page, 1);
    if (after !== undefined) query.andWhere('decision.version < :after', { after: Number(after) });
    const rows = await query
      .orderBy('decision.version', 'DESC')
      .take(page.first + 1)
      .getMany();
    return connection(rows, page, total, (row) => JSON.stringify([String(row.version)]));
  }

  /** What we knew at an instant is folded from the facts of that time, then filtered and cut in memory. */
  private async appointmentsKnownAt(
    filter: AppointmentFilter,
    at: Date,
    page: PageRequest,
  ): Promise<Connection<AppointmentRow>> {
    const within = filter.unitId ? await this.subtreeKnownAt(filter.unitId, at) : null;
    const facts = await loadFacts(this.store.read, await this.seedsOf(filter, within), at);
    const office = fold(facts);
    const rows = [...office.appointments.values()]
      .filter((one) => !filter.personId || one.personId === filter.personId)
      .filter((one) => !filter.postId || one.postId === filter.postId)
      .filter((one) => !filter.on || inForce(one, filter.on))
      .map((one) => appointmentRow(one, office, false))
      .filter((row) => !within || within.has(row.unitId))
      .sort((a, b) => (placeOfAppointment(a) < placeOfAppointment(b) ? -1 : 1));
    return pageOf(rows, page, placeOfAppointment);
  }

  private async seedsOf(
    filter: AppointmentFilter,
    within: ReadonlySet<string> | null,
  ): Promise<Parameters<typeof loadFacts>[1]> {
    if (filter.personId) return { personIds: [filter.personId] };
    if (filter.postId) return { postIds: [filter.postId], emptyingPostIds: [filter.postId] };
    if (within) {
      const opened = await findFacts(this.store.read, 'unitId', within, ['postOpen']);
      const ids = opened.map((fact) => fact.subjectId);
      return { postIds: ids, emptyingPostIds: ids };
    }
    const starts = await factsOfKinds(this.store.read, ['appointmentStart']);
    return { personIds: starts.flatMap((fact) => fact.personId ?? []) };
  }

  /** The unit and all below it as the tree was known then: one that was annulled may stand elsewhere by now. */
  private async subtreeKnownAt(unitId: string, at: Date): Promise<ReadonlySet<string>> {
    const { units } = fold(
      (await factsOfKinds(this.store.read, ['unitStart', 'unitEnd'])).filter((fact) => knownAt(fact, at)),
    );
    return new Set([...units.keys()].filter((id) => unitPath(units, id).includes(unitId)));
  }

  private holdingIn(query: SelectQueryBuilder<PersonRow>, unitId: string, on: Day): void {
    const holders = query
      .subQuery()
      .select('appointment.personId')
      .from(AppointmentRow, 'appointment')
      .where(`appointment.unitId IN (${subtree(query)})`)
      .andWhere('appointment.annulled = :no')
      .andWhere(coversDay('appointment'))
      .getQuery();
    query.andWhere(`person.id IN ${holders}`, { path: `%/${escaped(unitId)}/%`, no: false, on });
  }
}

/** The unit and all below it; needs the parameter `path`. */
function subtree<T extends ObjectLiteral>(query: SelectQueryBuilder<T>): string {
  return query
    .subQuery()
    .select('unit.id')
    .from(UnitRow, 'unit')
    .where("unit.path LIKE :path ESCAPE '!'")
    .getQuery()
    .replace(/^\(|\)$/g, '');
}

/** Needs the parameter `on`. */
function coversDay(alias: string): string {
  return `${alias}.startsOn <= :on AND (${alias}.endsOn IS NULL OR ${alias}.endsOn > :on)`;
}

function containing(text: string): string {
  return `%${escaped(text)}%`;
}

function placeOfAppointment(row: AppointmentRow): string {
  return JSON.stringify([row.startsOn, row.id]);
}

/** The values of a cursor; none when the page is the first, a refusal when it is not one of ours. */
function placeOf(page: PageRequest, length: number): (string | undefined)[] {
  if (page.after === null) return [];
  try {
    const place: unknown = JSON.parse(decodeCursor(page.after));
    if (Array.isArray(place) && place.length === length && place.every((one) => typeof one === 'string'))
      return place as string[];
  } catch {
    // Not JSON: told below like any other cursor that is not ours.
  }
  throw new Refusal('INVALID_CURSOR', {}, ['after']);
}
