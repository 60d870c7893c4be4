/** Reads of the engine's tables for this room, in pages and in batches. */
import { In, MoreThan, type FindOptionsWhere } from 'typeorm';
import { chunks } from '../../shared/lists';
import { connection, decodeCursor, type Connection, type PageRequest } from '../../shared/paging';
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import { desired, type DesiredPerson } from '../../provisioning/core';
import { OPEN, OperationRow, PlanRow, ShadowRow, type Engine } from '../../provisioning/effects';
import type { OfficeReader } from '../../provisioning/office-reader';
import { Refusal } from '../../errors/refusal';
import type { OperationType } from './plan.graphql';
import { operationOf } from './translate';

export interface OperationFilter {
  readonly personId?: string | null;
  readonly targetId?: string | null;
  readonly status?: readonly string[] | null;
}

/** Where an account is, whoever's it is. */
export interface AccountPlace {
  readonly targetId: string;
  readonly nativeId: string;
}

export class ProvisioningReads {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
    private readonly clock: Clock,
  ) {}

  /** A decision's plan is computed when first asked for. */
  async plan(id: string): Promise<PlanRow | null> {
    const row = await this.store.read.findOneBy(PlanRow, { id });
    return row !== null && row.hash !== '' ? row : this.engine.plans.forDecision(id);
  }

  /** Whoever it is about; of a decision those whom it concerns, not those who come to keep what is left by it. */
  async personsOfPlan(planId: string): Promise<readonly string[]> {
    const decision = await this.office.decision(planId);
    const rows = await this.store.read
      .createQueryBuilder(OperationRow, 'operation')
      .select('DISTINCT operation.personId', 'personId')
      .where('operation.planId = :planId', { planId })
      .getRawMany<{ personId: string }>();
    const personIds = rows.map((row) => row.personId);
    return personIds.filter((id) => decision?.affectedPersonIds.includes(id) ?? true);
  }

  async operationsOfPlan(planId: string, page: PageRequest): Promise<Connection<OperationType>> {
    const after = page.after === null ? -1 : ordinalOf(page.after);
    const [rows, totalCount] = await Promise.all([
      this.store.read.find(OperationRow, {
        where: { planId, ordinal: MoreThan(after) },
        order: { ordinal: 'ASC' },
        take: page.first + 1,
      }),
      this.store.read.countBy(OperationRow, { planId }),
    ]);
    return connection(
      rows.map((row) => operationOf(row, 'ordinal')),
      page,
      totalCount,
      (operation) => operation.place,
    );
  }

  async operations(filter: OperationFilter, page: PageRequest): Promise<Connection<OperationType>> {
    const where: FindOptionsWhere<OperationRow> = {
      ...(filter.personId ? { personId: filter.personId } : {}),
      ...(filter.targetId ? { targetId: filter.targetId } : {}),
      ...(filter.status ? { status: In([...filter.status]) } : {}),
    };
    const afterId = page.after === null ? '' : idOf(page.after);
    const [rows, totalCount] = await Promise.all([
      this.store.read.find(OperationRow, {
        where: { ...where, id: MoreThan(afterId) },
        order: { id: 'ASC' },
        take: page.first + 1,
      }),
      this.store.read.countBy(OperationRow, where),
    ]);
    return connection(
      rows.map((row) => operationOf(row, 'id')),
      page,
      totalCount,
      (operation) => operation.place,
    );
  }

  operationsByIds(ids: readonly string[]): Promise<readonly OperationRow[]> {
    return this.store.read.findBy(OperationRow, { id: In([...ids]) });
  }

  /** Operations of these persons that wait for something, or that their target refused. */
  async unfinished(personIds: readonly string[]): Promise<readonly OperationRow[]> {
    return this.store.read.findBy(OperationRow, { personId: In([...personIds]), status: In([...OPEN, 'FAILED']) });
  }

  /** What is known at these places, by target and native id. */
  async accountsAt(places: readonly AccountPlace[]): Promise<readonly ShadowRow[]> {
    const found: ShadowRow[] = [];
    for (const some of chunks(places)) {
      const targetIds = [...new Set(some.map(({ targetId }) => targetId))];
      const at = targetIds.map((targetId) => {
        const nativeIds = some.flatMap((one) => (one.targetId === targetId ? [one.nativeId] : []));
        return { targetId, nativeId: In(nativeIds) };
      });
      found.push(...(await this.store.read.findBy(ShadowRow, at)));
    }
    return found;
  }

  /** What the policy wants of these persons now. */
  async desired(personIds: readonly string[]): Promise<ReadonlyMap<string, DesiredPerson>> {
    const found = new Map<string, DesiredPerson>();
    for (const some of chunks(personIds)) {
      const facts = await this.engine.locks.complete(await this.office.facts(some));
      for (const one of facts) found.set(one.personId, desired(one, this.engine.policy.current(), this.clock.now()));
    }
    return found;
  }
}

function idOf(cursor: string): string {
  const id = decodeCursor(cursor);
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Refusal('INVALID_CURSOR', {}, ['after']);
  return id;
}

function ordinalOf(cursor: string): number {
  const ordinal = Number(decodeCursor(cursor));
  if (!Number.isInteger(ordinal) || ordinal < 0) throw new Refusal('INVALID_CURSOR', {}, ['after']);
  return ordinal;
}
