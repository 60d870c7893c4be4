/**
 * Who holds office now, with the cursor from which role changes go on.
 *
 * One transaction tells what has come due, gives all that was told its place in the log, and reads: the first page holds
 * what every change up to the cursor has done, and nothing of any later one. Later pages repeat the cursor of the first
 * and only read, so that who pages through a city keeps no writer waiting.
 * A change that comes while somebody pages is after that cursor, so it is told to whoever follows, although a later page
 * may show it already; each change says whether its appointment stands (`inForce`), so doing it again changes nothing.
 */
import type { EntityManager } from 'typeorm';
import { Refusal } from '../../errors/refusal';
import { LogMoved, type LiveLog, type LogReader } from '../../events';
import { lastPlaced } from '../../events/log';
import { dayOf, type Day } from '../../shared/day';
import type { Clock } from '../../shared/clock';
import type { Connection, PageRequest } from '../../shared/paging';
import { sleep } from '../../shared/timing';
import { chunks } from '../../shared/lists';
import type { Store, Tx } from '../../store/store';
import { tellDue } from './announcements';
import { AppointmentRow } from './appointment.entity';
import { fold } from './office/fold';
import { isSuspended } from './office/model';
import { Writer, type PersonSnapshot, type PostSnapshot, type UnitSnapshot } from './office/role-changes';
import { loadFacts, loadPositions, loginsOf } from './snapshot';
import { UnitRow } from './unit.entity';
import { escaped } from './word-search';

export interface Holder {
  readonly appointmentId: string;
  readonly person: PersonSnapshot;
  readonly post: PostSnapshot;
  readonly unit: UnitSnapshot;
  readonly mode: string;
  readonly primary: boolean;
  readonly startsOn: Day;
  readonly suspended: boolean;
}

export interface OfficeSnapshot {
  readonly cursor: string;
  readonly holders: Connection<Holder>;
}

/** While another process orders the log, or it is far behind: this often, this long. */
const TRIES = 100;
const RETRY_MS = 50;
/** Units looked for in one query. */
const PATHS = 50;

export class OfficeSnapshots {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly log: LiveLog,
    private readonly reader: LogReader,
  ) {}

  /** By appointment id; a unit stands for all below it. Refuses with INVALID_CURSOR or CURSOR_EXPIRED. */
  async page(request: PageRequest, unitIds: readonly string[] | null): Promise<OfficeSnapshot> {
    const place = request.after === null ? null : await this.reader.placeOf(request.after);
    if (place?.beside === '') throw new Refusal('INVALID_CURSOR', {}, ['after']);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const read =
        place === null ? await this.first(request.first, unitIds) : await this.later(request.first, place, unitIds);
      if (read !== null) return this.shown(read, request);
      await sleep(RETRY_MS);
    }
    throw new Refusal('UNAVAILABLE', { system: 'events' });
  }

  private first(first: number, unitIds: readonly string[] | null): Promise<Read | null> {
    const within = async (tx: Tx): Promise<Read | null> => {
      await tellDue(tx);
      if (!(await this.log.placeIn(tx))) return null;
      const page = await pageOf(tx.manager, dayOf(tx.now), unitIds, first, '');
      if (page === null) throw new Error('an appointment is in force whose facts are not there');
      return { ...page, seq: await lastPlaced(tx.manager) };
    };
    return this.store.write(within).catch(nullIfMoved);
  }

  /** Null when an appointment went between two looks of this read. */
  private async later(first: number, after: Place, unitIds: readonly string[] | null): Promise<Read | null> {
    const page = await pageOf(this.store.read, dayOf(this.clock.now()), unitIds, first, after.beside);
    return page && { ...page, seq: after.seq };
  }

  private async shown({ seq, ...read }: Read, request: PageRequest): Promise<OfficeSnapshot> {
    const edges = await Promise.all(
      read.holders.map(async (node) => ({ cursor: await this.reader.cursorAt(seq, node.appointmentId), node })),
    );
    return {
      cursor: await this.reader.cursorAt(seq),
      holders: {
        edges,
        pageInfo: {
          hasNextPage: read.more,
          hasPreviousPage: request.after !== null,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
        totalCount: read.total,
      },
    };
  }
}

function nullIfMoved(error: unknown): null {
  if (error instanceof LogMoved) return null;
  throw error;
}

interface Place {
  readonly seq: number;
  /** The appointment after which the page begins. */
  readonly beside: string;
}

interface HolderPage {
  readonly holders: readonly Holder[];
  readonly more: boolean;
  readonly total: number;
}

interface Read extends HolderPage {
  readonly seq: number;
}

async function pageOf(
  manager: EntityManager,
  on: Day,
  unitIds: readonly string[] | null,
  first: number,
  after: string,
): Promise<HolderPage | null> {
  const { rows, total } = await inForceOn(manager, on, unitIds, first, after);
  const holders = await holdersOf(manager, rows.slice(0, first), on);
  return holders && { holders, more: rows.length > first, total };
}

async function inForceOn(
  manager: EntityManager,
  on: Day,
  unitIds: readonly string[] | null,
  first: number,
  after: string,
): Promise<{ rows: AppointmentRow[]; total: number }> {
  const query = manager
    .createQueryBuilder(AppointmentRow, 'held')
    .where('held.annulled = :no', { no: false })
    .andWhere('held.startsOn <= :on AND (held.endsOn IS NULL OR held.endsOn > :on)', { on });
  if (unitIds !== null) {
    const within = await subtrees(manager, unitIds);
    query.andWhere(within.length > 0 ? 'held.unitId IN (:...within)' : '1 = 0', { within });
  }
  const total = await query.getCount();
  const rows = await query
    .andWhere('held.id > :after', { after })
    .orderBy('held.id', 'ASC')
    .take(first + 1)
    .getMany();
  return { rows, total };
}

/** These units and all below them. */
async function subtrees(manager: EntityManager, unitIds: readonly string[]): Promise<string[]> {
  const within = new Set<string>();
  for (const some of chunks([...new Set(unitIds)], PATHS)) {
    const query = manager.createQueryBuilder(UnitRow, 'unit').select('unit.id');
    for (const [at, id] of some.entries())
      query.orWhere(`unit.path LIKE :path${at} ESCAPE '!'`, { [`path${at}`]: `%/${escaped(id)}/%` });
    for (const unit of await query.getMany()) within.add(unit.id);
  }
  return [...within];
}

/** Null when the facts of one of them are not there. */
async function holdersOf(manager: EntityManager, rows: readonly AppointmentRow[], on: Day): Promise<Holder[] | null> {
  const personIds = [...new Set(rows.map((row) => row.personId))];
  const office = fold(await loadFacts(manager, { personIds }));
  const directory = { positions: await loadPositions(manager), logins: await loginsOf(manager, personIds) };
  const write = new Writer(office, directory);
  const holders: Holder[] = [];
  for (const row of rows) {
    const { person, post, unit } = write.of('APPOINTED', on, row.id, row.personId, row.id);
    const appointment = office.appointments.get(row.id);
    if (!person || !post || !unit || !appointment) return null;
    holders.push({
      appointmentId: row.id,
      person,
      post,
      unit,
      mode: row.mode,
      primary: row.primary,
      startsOn: row.startsOn,
      suspended: isSuspended(office, appointment, on),
    });
  }
  return holders;
}
