/** One query per batch and request for whatever many fields ask for one by one. */
import { In, type EntityTarget, type FindOptionsWhere, type ObjectLiteral } from 'typeorm';
import type { Day } from '../../shared/day';
import { chunks, groupBy } from '../../shared/lists';
import type { Store } from '../../store/store';
import type { Context } from '../identity/face';
import { AppointmentRow } from './appointment.entity';
import { DecisionLineRow } from './decision-line.entity';
import { DecisionRow } from './decision.entity';
import { DelegationRow } from './delegation.entity';
import { fold } from './office/fold';
import { LEADING, headOn } from './office/head';
import type { Office } from './office/model';
import { PersonRow } from './person.entity';
import { PositionRow } from './position.entity';
import { PostRow } from './post.entity';
import { appointmentRow } from './projection';
import { loadFacts, loadPositions } from './snapshot';
import { SuccessionRow } from './succession.entity';
import { UnitRow } from './unit.entity';

type KeyOf<R> = Extract<{ [K in keyof R]: R[K] extends string | null ? K : never }[keyof R], string>;

export class Loaders {
  constructor(private readonly store: Store) {}

  unit(ctx: Context, id: string): Promise<UnitRow | null> {
    return this.one(ctx, UnitRow, 'id', id);
  }

  post(ctx: Context, id: string): Promise<PostRow | null> {
    return this.one(ctx, PostRow, 'id', id);
  }

  position(ctx: Context, id: string): Promise<PositionRow | null> {
    return this.one(ctx, PositionRow, 'id', id);
  }

  person(ctx: Context, id: string): Promise<PersonRow | null> {
    return this.one(ctx, PersonRow, 'id', id);
  }

  personByLogin(ctx: Context, login: string): Promise<PersonRow | null> {
    return this.one(ctx, PersonRow, 'login', login);
  }

  appointment(ctx: Context, id: string): Promise<AppointmentRow | null> {
    return this.one(ctx, AppointmentRow, 'id', id);
  }

  decision(ctx: Context, id: string): Promise<DecisionRow | null> {
    return this.one(ctx, DecisionRow, 'id', id);
  }

  async children(ctx: Context, unitId: string): Promise<UnitRow[]> {
    return (await this.many(ctx, UnitRow, 'parentId', unitId)).filter((row) => !row.annulled).sort(byId);
  }

  async posts(ctx: Context, unitId: string): Promise<PostRow[]> {
    return (await this.many(ctx, PostRow, 'unitId', unitId)).filter((row) => !row.annulled).sort(byId);
  }

  async appointmentsOfPerson(ctx: Context, personId: string, knownAt: Date | null): Promise<AppointmentRow[]> {
    const rows = knownAt
      ? this.asKnownAt(ctx, 'personId', personId, knownAt)
      : this.many(ctx, AppointmentRow, 'personId', personId);
    return (await rows).sort(byStart);
  }

  async appointmentsOfPost(ctx: Context, postId: string, knownAt: Date | null): Promise<AppointmentRow[]> {
    const rows = knownAt
      ? this.asKnownAt(ctx, 'postId', postId, knownAt)
      : this.many(ctx, AppointmentRow, 'postId', postId);
    return (await rows).sort(byStart);
  }

  async successions(ctx: Context, unitId: string): Promise<SuccessionRow[]> {
    return [
      ...(await this.many(ctx, SuccessionRow, 'successorId', unitId)),
      ...(await this.many(ctx, SuccessionRow, 'predecessorId', unitId)),
    ];
  }

  async lines(ctx: Context, decisionId: string): Promise<DecisionLineRow[]> {
    return (await this.many(ctx, DecisionLineRow, 'decisionId', decisionId)).sort((a, b) => a.index - b.index);
  }

  async delegationsTo(ctx: Context, personId: string): Promise<DelegationRow[]> {
    return (await this.many(ctx, DelegationRow, 'toPersonId', personId)).filter((row) => !row.annulled).sort(byStart);
  }

  async delegationsFrom(ctx: Context, personId: string): Promise<DelegationRow[]> {
    return (await this.many(ctx, DelegationRow, 'fromPersonId', personId)).filter((row) => !row.annulled).sort(byStart);
  }

  /** Who leads a unit on a day: needs suspensions, so it is folded from facts. */
  head(ctx: Context, unitId: string, on: Day): Promise<AppointmentRow | null> {
    return ctx
      .loader<string, AppointmentRow | null>(`head|${on}`, async (unitIds) => {
        const positions = await loadPositions(this.store.read);
        const leads = (post: PostRow): boolean => LEADING.has(positions.get(post.positionId)?.managementRole ?? '');
        const postIds = (await this.find(PostRow, 'unitId', unitIds)).filter(leads).map((post) => post.id);
        const office = fold(await loadFacts(this.store.read, { postIds, emptyingPostIds: postIds }));
        return unitIds.map((id) => {
          const head = headOn(office, id, on, positions);
          return head && appointmentRow(head, office, false);
        });
      })
      .load(unitId);
  }

  /** Appointments as we knew them at an instant: the same fold over the facts known then. */
  private asKnownAt(ctx: Context, column: 'personId' | 'postId', id: string, knownAt: Date): Promise<AppointmentRow[]> {
    const load = async (ids: readonly string[]): Promise<AppointmentRow[][]> => {
      const seeds = column === 'personId' ? { personIds: ids } : { postIds: ids, emptyingPostIds: ids };
      const office = fold(await loadFacts(this.store.read, seeds, knownAt));
      const held = column === 'personId' ? office.appointmentsByPerson : office.appointmentsByPost;
      return ids.map((one) => rowsOf(office, held.get(one) ?? []));
    };
    return ctx.loader<string, AppointmentRow[]>(`known|${column}|${knownAt.getTime()}`, load).load(id);
  }

  private one<R extends ObjectLiteral>(
    ctx: Context,
    entity: EntityTarget<R> & { name: string },
    column: KeyOf<R>,
    id: string,
  ): Promise<R | null> {
    return ctx
      .loader<string, R | null>(`one|${entity.name}|${column}`, async (ids) => {
        const rows = new Map((await this.find(entity, column, ids)).map((row) => [row[column] as string, row]));
        return ids.map((key) => rows.get(key) ?? null);
      })
      .load(id);
  }

  private async many<R extends ObjectLiteral>(
    ctx: Context,
    entity: EntityTarget<R> & { name: string },
    column: KeyOf<R>,
    id: string,
  ): Promise<R[]> {
    const rows = await ctx
      .loader<string, R[]>(`many|${entity.name}|${column}`, async (ids) => {
        const groups = groupBy(await this.find(entity, column, ids), (row) => row[column] as string);
        return ids.map((key) => groups.get(key) ?? []);
      })
      .load(id);
    return [...rows];
  }

  private async find<R extends ObjectLiteral>(
    entity: EntityTarget<R>,
    column: KeyOf<R>,
    ids: readonly string[],
  ): Promise<R[]> {
    const rows: R[] = [];
    for (const some of chunks(ids)) {
      rows.push(...(await this.store.read.find(entity, { where: { [column]: In(some) } as FindOptionsWhere<R> })));
    }
    return rows;
  }
}

function rowsOf(office: Office, appointments: readonly Parameters<typeof appointmentRow>[0][]): AppointmentRow[] {
  return appointments.map((one) => appointmentRow(one, office, false));
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function byStart(a: { startsOn: string; id: string }, b: { startsOn: string; id: string }): number {
  return a.startsOn === b.startsOn ? byId(a, b) : a.startsOn < b.startsOn ? -1 : 1;
}
