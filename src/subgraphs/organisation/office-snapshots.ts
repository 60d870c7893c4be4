/**
 * Who holds office now, with the cursor from which role changes go on.
 *
 * One transaction tells what has come due, gives all that was told its place in the log, and reads: the page holds what
 * every change up to the cursor has done, and nothing of any later one. Every page repeats the cursor of the first.
 * A change that comes while somebody pages is after that cursor, so it is told to whoever follows, although a later page
 * may show it already; each change says whether its appointment stands (`inForce`), so doing it again changes nothing.
 */
import type { EntityManager } from 'typeorm';
import { Refusal } from '../../errors/refusal';
import { LogMoved, type LiveLog, type LogReader } from '../../events';
import { lastPlaced } from '../../events/log';
import { dayOf, type Day } from '../../shared/day';
import type { Connection, PageRequest } from '../../shared/paging';
import { sleep } from '../../shared/timing';
import type { Store, Tx } from '../../store/store';
import { tellDue } from './announcements';
import { AppointmentRow } from './appointment.entity';
import { fold } from './office/fold';
import { isSuspended } from './office/model';
import { Writer, type PersonSnapshot, type PostSnapshot, type UnitSnapshot } from './office/role-changes';
import { loadFacts, loadPositions, loginsOf } from './snapshot';
import { UnitRow } from './unit.entity';

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

export class OfficeSnapshots {
  constructor(
    private readonly store: Store,
    private readonly log: LiveLog,
    private readonly reader: LogReader,
  ) {}

  /** By appointment id; a unit stands for all below it. Refuses with INVALID_CURSOR or CURSOR_EXPIRED. */
  async page(request: PageRequest, unitIds: readonly string[] | null): Promise<OfficeSnapshot> {
    const place = request.after === null ? null : await this.reader.placeOf(request.after);
    if (place?.beside === '') throw new Refusal('INVALID_CURSOR', {}, ['after']);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const read = await this.store
        .write((tx) => this.read(tx, request.first, place?.beside ?? '', unitIds))
        .catch(nullIfMoved);
      if (read !== null) return this.shown(read, request, place?.seq ?? read.seq);
      await sleep(RETRY_MS);
    }
    throw new Refusal('UNAVAILABLE', { system: 'events' });
  }

  private async read(tx: Tx, first: number, after: string, unitIds: readonly string[] | null): Promise<Read | null> {
    await tellDue(tx);
    if (!(await this.log.placeIn(tx))) return null;
    const on = dayOf(tx.now);
    const { rows, total } = await inForceOn(tx.manager, on, unitIds, first, after);
    return {
      seq: await lastPlaced(tx.manager),
      holders: await holdersOf(tx.manager, rows.slice(0, first), on),
      more: rows.length > first,
      total,
    };
  }

  private async shown(read: Read, request: PageRequest, seq: number): Promise<OfficeSnapshot> {
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

interface Read {
  readonly seq: number;
  readonly holders: readonly Holder[];
  readonly more: boolean;
  readonly total: number;
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

async function subtrees(manager: EntityManager, unitIds: readonly string[]): Promise<string[]> {
  const units = await manager.find(UnitRow, { select: { id: true, path: true } });
  return units.filter((unit) => unitIds.some((id) => unit.path.includes(`/${id}/`))).map((unit) => unit.id);
}

async function holdersOf(manager: EntityManager, rows: readonly AppointmentRow[], on: Day): Promise<Holder[]> {
  const personIds = [...new Set(rows.map((row) => row.personId))];
  const office = fold(await loadFacts(manager, { personIds }));
  const directory = { positions: await loadPositions(manager), logins: await loginsOf(manager, personIds) };
  const write = new Writer(office, directory);
  return rows.map((row) => {
    const { person, post, unit } = write.of('APPOINTED', on, row.id, row.personId, row.id);
    const appointment = office.appointments.get(row.id);
    if (!person || !post || !unit || !appointment) throw new Error(`the facts of appointment ${row.id} are not there`);
    return {
      appointmentId: row.id,
      person,
      post,
      unit,
      mode: row.mode,
      primary: row.primary,
      startsOn: row.startsOn,
      suspended: isSuspended(office, appointment, on),
    };
  });
}
