/** Whom a look at a person, a unit, a target or the whole city concerns. Ids are kept; all else is read in pages. */
import { In, MoreThan } from 'typeorm';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import { OPEN, OperationRow, ShadowRow, type Engine } from '../../provisioning/effects';
import type { OfficeFacts, OfficeReader } from '../../provisioning/office-reader';
import type { Store } from '../../store/store';
import { ReconcileScope } from './enums.graphql';

const PAGE = 1_000;
const PAGES_MAX = 10_000;

type Accepts = (one: OfficeFacts) => boolean;

export class Scopes {
  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly office: OfficeReader,
  ) {}

  /** Each person once. */
  async personsIn(scope: ReconcileScope, id: string | null): Promise<readonly string[]> {
    if (scope === ReconcileScope.ALL) return this.everybody(null);
    if (id === null)
      throw new Refusal('INVALID_VALUE', { field: 'id', detail: new Phrase('NEEDS_ID', { scope }) }, ['id']);
    switch (scope) {
      case ReconcileScope.PERSON:
        await this.requirePerson(id);
        return [id];
      case ReconcileScope.UNIT:
        return this.everybody((one) => one.appointments.some(({ post }) => post.unit.path.includes(id)));
      case ReconcileScope.TARGET: {
        const { unitId } = await this.engine.targets.require(id);
        const served: Accepts = (one) => one.appointments.some(({ post }) => post.unit.instanceUnitId === unitId);
        const wanted = await this.everybody(unitId === null ? null : served);
        return [...new Set([...(await this.knownAt(id)), ...wanted])];
      }
    }
  }

  async requirePerson(personId: string): Promise<void> {
    const [person] = await this.office.facts([personId]);
    if (person === undefined) throw new Refusal('NOT_FOUND', { kind: 'person', id: personId }, ['personId']);
  }

  /** Null accepts whoever there is. */
  private async everybody(accepts: Accepts | null): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const ids of pages(
      (after, size) => this.office.personIds(after, size),
      (id) => id,
    )) {
      if (accepts === null) found.push(...ids);
      else found.push(...(await this.office.facts(ids)).filter(accepts).map((one) => one.personId));
    }
    return found;
  }

  /** Who has an account there, or something still to be done there. */
  private async knownAt(targetId: string): Promise<ReadonlySet<string>> {
    const { read } = this.store;
    const select = { id: true, personId: true } as const;
    const order = { id: 'ASC' } as const;
    const found = new Set<string>();
    const accounts = (after: string | null, take: number): Promise<readonly ShadowRow[]> =>
      read.find(ShadowRow, { where: { targetId, id: MoreThan(after ?? '') }, select, order, take });
    for await (const rows of pages(accounts, ({ id }) => id))
      for (const { personId } of rows) if (personId !== null) found.add(personId);
    const status = In([...OPEN]);
    const operations = (after: string | null, take: number): Promise<readonly OperationRow[]> =>
      read.find(OperationRow, { where: { targetId, status, id: MoreThan(after ?? '') }, select, order, take });
    for await (const rows of pages(operations, ({ id }) => id)) for (const { personId } of rows) found.add(personId);
    return found;
  }
}

/** Everything that `read` gives, from one key to the next. */
async function* pages<T>(
  read: (after: string | null, size: number) => Promise<readonly T[]>,
  keyOf: (one: T) => string,
): AsyncGenerator<readonly T[]> {
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const some: readonly T[] = await read(after, PAGE);
    yield some;
    if (some.length < PAGE) return;
    after = keyOf(some.at(-1)!);
  }
  throw new Error(`a list did not end after ${PAGES_MAX} pages`);
}
