/** Loads what an annulment touches and judges it; previewing and recording share it. */
import { In, IsNull, type EntityManager } from 'typeorm';
import { Refusal, type Problem } from '../../errors/refusal';
import { DecisionLineRow } from './decision-line.entity';
import { DecisionRow } from './decision.entity';
import { findFacts } from './fact-store';
import { annul, type Annulment } from './office/annul';
import { headProblems } from './office/decide';
import type { Fact } from './office/facts';
import type { DecisionHead } from './office/input';
import { unitsTouchedByFacts } from './office/touched-units';
import { loadFacts, samePaper, type Seeds } from './snapshot';

export interface LoadedAnnulment {
  readonly annulled: readonly DecisionRow[];
  readonly annulment: Annulment;
  /** Everything about whatever it touches. */
  readonly about: readonly Fact[];
  readonly touchedUnits: readonly string[];
  /** Why it cannot be recorded; whoever may not touch these units is not told. */
  readonly problems: readonly Problem[];
}

export async function loadAnnulment(
  manager: EntityManager,
  ids: readonly string[],
  by: DecisionHead,
  now: Date,
): Promise<LoadedAnnulment> {
  const annulled = await annullable(manager, ids);
  const sameNumber = await samePaper(manager, by);
  const problems: Problem[] = headProblems(by, { after: null, sameNumber }, now).map((one) => ({
    ...one,
    path: ['by', ...one.path],
  }));
  const about = await factsAround(manager, ids, by.issuerId);
  const annulment = annul(about, new Set(ids));
  const touchedUnits = [by.issuerId, ...unitsTouchedByFacts(annulment.removed, annulment.before)];
  if (!annulment.before.units.has(by.issuerId))
    problems.push({ code: 'UNKNOWN_UNIT', path: ['by', 'issuerId'], values: { id: by.issuerId } });
  const dependent = await dependents(manager, ids, annulment);
  if (dependent.length > 0)
    problems.push({ code: 'DEPENDENT_DECISIONS', path: ['including'], values: { ids: dependent.join(', ') } });
  return { annulled, annulment, about, touchedUnits, problems };
}

async function annullable(manager: EntityManager, ids: readonly string[]): Promise<DecisionRow[]> {
  const rows = await manager.find(DecisionRow, { where: { id: In([...ids]) } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const annulments = new Set(
    (await manager.find(DecisionLineRow, { where: { decisionId: In([...ids]), kind: 'annul' } })).map(
      (line) => line.decisionId,
    ),
  );
  return ids.map((id, index) => {
    const path = index === 0 ? ['decisionId'] : ['including', index - 1];
    const row = byId.get(id);
    if (!row) throw new Refusal('UNKNOWN_DECISION', { id }, path);
    if (row.annulledById !== null) throw new Refusal('ALREADY_ANNULLED', { id }, path);
    if (annulments.has(id)) throw new Refusal('ANNULMENT_IS_FINAL', { id }, path);
    return row;
  });
}

/** Everything about whatever the decisions touched. */
async function factsAround(manager: EntityManager, ids: readonly string[], issuerId: string): Promise<Fact[]> {
  const own = await findFacts(manager, 'decisionId', ids);
  const unitIds = own.flatMap((fact) => (fact.kind === 'unitStart' || fact.kind === 'unitEnd' ? fact.subjectId : []));
  const postIds = own.flatMap((fact) => fact.postId ?? []);
  const personIds = new Set(own.flatMap((fact) => fact.personId ?? []));
  // A person's end names no post: whoever came after them is found through what they held.
  const held = await findFacts(manager, 'personId', personIds, ['appointmentStart']);
  const seeds: Seeds = {
    personIds,
    appointmentIds: own.flatMap((fact) => fact.appointmentId ?? []),
    postIds: [...postIds, ...held.flatMap((fact) => fact.postId ?? [])],
    unitIds: [issuerId],
    endingUnitIds: unitIds,
    emptyingPostIds: own.flatMap((fact) =>
      fact.kind === 'postOpen' || fact.kind === 'postClose' ? fact.subjectId : [],
    ),
  };
  return loadFacts(manager, seeds);
}

async function dependents(manager: EntityManager, ids: readonly string[], annulment: Annulment): Promise<string[]> {
  const following = await manager.find(DecisionRow, {
    where: { afterDecisionId: In([...ids]), annulledById: IsNull() },
    select: { id: true },
  });
  return [...new Set([...annulment.dependentIds, ...following.map((row) => row.id)])]
    .filter((id) => !ids.includes(id))
    .sort();
}
