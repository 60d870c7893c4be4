/** Reads and writes facts: the only place that knows how they lie in their table. */
import { In, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { chunks } from '../../shared/lists';
import type { Fact, FactKind } from './office/facts';
import { OfficeFact } from './office-fact.entity';

/** Rows in one insert: below the limits of both databases. */
const INSERT_ROWS = 200;

export type FactColumn = 'subjectId' | 'personId' | 'appointmentId' | 'postId' | 'unitId' | 'decisionId';

/** All facts, past knowledge included, whose column is one of the values. */
export async function findFacts(
  manager: EntityManager,
  column: FactColumn,
  values: Iterable<string>,
  kinds?: readonly FactKind[],
): Promise<Fact[]> {
  const found: Fact[] = [];
  for (const some of chunks([...new Set(values)])) {
    const where: FindOptionsWhere<OfficeFact> = { [column]: In(some) };
    if (kinds) where.kind = In([...kinds]);
    found.push(...(await manager.find(OfficeFact, { where })).map(toFact));
  }
  return found;
}

export async function factsOfKinds(manager: EntityManager, kinds: readonly FactKind[]): Promise<Fact[]> {
  return (await manager.find(OfficeFact, { where: { kind: In([...kinds]) } })).map(toFact);
}

export async function insertFacts(manager: EntityManager, facts: readonly Fact[]): Promise<void> {
  for (const some of chunks(facts, INSERT_ROWS)) {
    await manager.insert(
      OfficeFact,
      some.map(({ body, ...columns }) => ({ ...columns, body: JSON.stringify(body) })),
    );
  }
}

/** An annulled decision's facts are no longer known from that instant. */
export async function forgetFacts(manager: EntityManager, decisionIds: readonly string[], at: Date): Promise<void> {
  for (const some of chunks(decisionIds)) {
    await manager.update(OfficeFact, { decisionId: In(some) }, { knownUntil: at });
  }
}

function toFact(row: OfficeFact): Fact {
  return { ...row, body: JSON.parse(row.body) as unknown } as unknown as Fact;
}
