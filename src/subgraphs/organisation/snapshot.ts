/**
 * Loads what a question about office touches – and everything that the answer may hang on – in a handful of queries:
 * posts and who holds them, persons with all they hold, both sides of delegations, units up to the root.
 */
import { In, type EntityManager } from 'typeorm';
import { chunks } from '../../shared/lists';
import { findFacts } from './fact-store';
import type { Snapshot, PriorDecision } from './office/draft';
import { knownAt, type Fact, type FactKind } from './office/facts';
import { fold } from './office/fold';
import { byTime } from './office/fold-order';
import type { DecisionHead, DecisionInput } from './office/input';
import type { PositionRule } from './office/model';
import { DecisionRow } from './decision.entity';
import { paperKey } from './paper';
import { PersonRow } from './person.entity';
import { PositionRow } from './position.entity';
import { UnitRow } from './unit.entity';

const HOLDING: readonly FactKind[] = ['appointmentStart', 'appointmentEnd'];
const POST: readonly FactKind[] = ['postOpen', 'postClose'];
const UNIT: readonly FactKind[] = ['unitStart', 'unitEnd'];
const APPOINTMENT: readonly FactKind[] = [
  'appointmentStart',
  'appointmentEnd',
  'termSet',
  'suspensionStart',
  'suspensionEnd',
];
const DELEGATION: readonly FactKind[] = ['delegationStart', 'delegationEnd'];
/** Levels of the tree and rounds of loading; both end long before. */
const DEPTH_MAX = 20;

export interface Seeds {
  readonly personIds?: Iterable<string>;
  readonly appointmentIds?: Iterable<string>;
  readonly delegationIds?: Iterable<string>;
  readonly postIds?: Iterable<string>;
  readonly unitIds?: Iterable<string>;
  /** Units of which everything below is wanted: their posts and all holders. */
  readonly endingUnitIds?: Iterable<string>;
  /** Posts of which all holders are wanted even where seats are not counted. */
  readonly emptyingPostIds?: Iterable<string>;
}

/** Facts by id, so that one that is reached twice counts once. */
class Heap {
  private readonly byId = new Map<string, Fact>();
  private readonly annulled = new Map<string, Fact>();

  constructor(private readonly at: Date | null) {}

  add(facts: readonly Fact[]): Fact[] {
    for (const fact of facts) if (fact.knownUntil !== null) this.annulled.set(fact.id, fact);
    const known =
      this.at === null
        ? facts.filter((fact) => fact.knownUntil === null)
        : facts.filter((fact) => knownAt(fact, this.at!));
    for (const fact of known) this.byId.set(fact.id, fact);
    return known;
  }

  all(): Fact[] {
    return [...this.byId.values()];
  }

  /** Met on the way, and known no more. */
  forgotten(): Fact[] {
    return [...this.annulled.values()];
  }
}

/**
 * The facts known at an instant (null: now) around the seeds. Complete for every person seeded or found holding a
 * seeded post: their office folds from these facts as it would from all facts there are.
 */
export async function loadFacts(manager: EntityManager, seeds: Seeds, at: Date | null = null): Promise<Fact[]> {
  return (await load(manager, seeds, at)).all();
}

/** Everything about these persons: what is known now, and what was said of them and annulled. */
export async function loadAllOf(
  manager: EntityManager,
  personIds: Iterable<string>,
): Promise<{ readonly facts: readonly Fact[]; readonly annulled: readonly Fact[] }> {
  const heap = await load(manager, { personIds }, null);
  return { facts: heap.all(), annulled: heap.forgotten() };
}

async function load(manager: EntityManager, seeds: Seeds, at: Date | null): Promise<Heap> {
  const heap = new Heap(at);
  const find = async (
    column: Parameters<typeof findFacts>[1],
    ids: Iterable<string>,
    kinds?: readonly FactKind[],
  ): Promise<Fact[]> => heap.add(await findFacts(manager, column, ids, kinds));
  const personIds = new Set(seeds.personIds);
  const postIds = new Set(seeds.postIds);
  const unitIds = new Set(seeds.unitIds);
  const collect = (facts: readonly Fact[]): void => {
    for (const fact of facts) {
      if (fact.personId !== null) personIds.add(fact.personId);
      if (fact.postId !== null) postIds.add(fact.postId);
    }
  };

  const delegated = await find('subjectId', seeds.delegationIds ?? [], DELEGATION);
  const named = [...(seeds.appointmentIds ?? []), ...delegated.flatMap((fact) => fact.appointmentId ?? [])];
  const begun = await find('subjectId', named, ['appointmentStart']);
  collect([...delegated, ...begun, ...(await movedOn(find, begun))]);
  for (const unitId of seeds.endingUnitIds ?? []) unitIds.add(unitId);
  const endingPosts = await find('unitId', seeds.endingUnitIds ?? [], POST);
  const emptying = new Set([...endingPosts.map((fact) => fact.subjectId), ...(seeds.emptyingPostIds ?? [])]);
  for (const postId of emptying) postIds.add(postId);
  await find('subjectId', await childUnits(manager, seeds.endingUnitIds ?? []), UNIT);

  collect(await holdersOf(manager, postIds, emptying, at));
  const held = await loadPersons(find, personIds);
  const partners = [...new Set(held.flatMap((fact) => fact.personId ?? []))].filter((id) => !personIds.has(id));
  // The other side of every delegation: its posts and suspensions decide how long the delegation lasts.
  const partnersHeld = await loadPersons(find, new Set(partners), 'withoutDelegates');
  for (const fact of [...held, ...partnersHeld]) if (fact.postId !== null) postIds.add(fact.postId);

  const posts = await find('subjectId', postIds, POST);
  for (const fact of posts) if (fact.unitId !== null) unitIds.add(fact.unitId);
  await loadUnits(find, unitIds);
  return heap;
}

type Find = (
  column: 'subjectId' | 'personId' | 'appointmentId',
  ids: Iterable<string>,
  kinds?: readonly FactKind[],
) => Promise<Fact[]>;

/** What these appointments went over into: what is said of them reaches those seats as well. */
async function movedOn(find: Find, begun: readonly Fact[]): Promise<Fact[]> {
  const held = await find('personId', new Set(begun.flatMap((fact) => fact.personId ?? [])), ['appointmentStart']);
  const from = new Set(begun.map((fact) => fact.subjectId));
  // In order of time, so that one look is enough.
  return [...held].sort(byTime).filter((fact) => {
    const follows = fact.kind === 'appointmentStart' && from.has(fact.body.movedFromId ?? '');
    if (follows) from.add(fact.subjectId);
    return follows;
  });
}

/** Holders of the posts; where seats are not counted and the post goes on, nobody else matters to a newcomer. */
async function holdersOf(
  manager: EntityManager,
  postIds: ReadonlySet<string>,
  emptying: ReadonlySet<string>,
  at: Date | null,
): Promise<Fact[]> {
  const opened = await findFacts(manager, 'subjectId', postIds, ['postOpen']);
  const counted = opened.filter(
    (fact) => fact.kind === 'postOpen' && (fact.body.seats !== null || emptying.has(fact.subjectId)),
  );
  const facts = await findFacts(
    manager,
    'postId',
    counted.map((fact) => fact.subjectId),
    HOLDING,
  );
  return at === null ? facts.filter((fact) => fact.knownUntil === null) : facts.filter((fact) => knownAt(fact, at));
}

/** Everything about persons, what they delegated included. */
async function loadPersons(
  find: Find,
  personIds: ReadonlySet<string>,
  reach: 'all' | 'withoutDelegates' = 'all',
): Promise<Fact[]> {
  const own = await find('personId', personIds);
  const appointmentIds = own.flatMap((fact) => (fact.kind === 'appointmentStart' ? fact.subjectId : []));
  if (reach === 'withoutDelegates') return own;
  const given = await find('appointmentId', appointmentIds, DELEGATION);
  const received = own.flatMap((fact) => (fact.kind === 'delegationStart' ? (fact.appointmentId ?? []) : []));
  return [...own, ...given, ...(await find('appointmentId', received, APPOINTMENT))];
}

async function loadUnits(find: Find, unitIds: ReadonlySet<string>): Promise<void> {
  let level = [...unitIds];
  const seen = new Set(level);
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth += 1) {
    const facts = await find('subjectId', level, UNIT);
    level = facts
      .flatMap((fact) => (fact.kind === 'unitStart' ? (fact.body.parentId ?? []) : []))
      .filter((id) => !seen.has(id));
    for (const id of level) seen.add(id);
  }
}

async function childUnits(manager: EntityManager, unitIds: Iterable<string>): Promise<string[]> {
  const found: string[] = [];
  for (const some of chunks([...unitIds])) {
    const rows = await manager.find(UnitRow, { where: { parentId: In(some), annulled: false }, select: { id: true } });
    found.push(...rows.map((row) => row.id));
  }
  return found;
}

/** Everything that deciding about an input needs. */
export async function loadSnapshot(manager: EntityManager, input: DecisionInput): Promise<Snapshot> {
  const facts = await loadFacts(manager, seedsOf(input));
  const named = [...personIdsOf(input), ...facts.flatMap((fact) => fact.personId ?? [])];
  const logins = await loginsOf(manager, named);
  const [after, sameNumber, positions] = [
    input.afterDecisionId ? await prior(manager, { id: input.afterDecisionId }) : null,
    await samePaper(manager, input),
    await loadPositions(manager),
  ];
  return { facts, office: fold(facts), personIds: new Set(logins.keys()), positions, after, sameNumber };
}

export function samePaper(manager: EntityManager, head: DecisionHead): Promise<PriorDecision | null> {
  return prior(manager, { paperKey: paperKey(head) });
}

export async function prior(
  manager: EntityManager,
  where: { id: string } | { paperKey: string },
): Promise<PriorDecision | null> {
  const row = await manager.findOneBy(DecisionRow, where);
  return row && { id: row.id, effectiveOn: row.effectiveOn, rank: row.rank, annulled: row.annulledById !== null };
}

export async function loadPositions(manager: EntityManager): Promise<Map<string, PositionRule>> {
  return new Map((await manager.find(PositionRow)).map((row) => [row.id, row]));
}

/** Login by person id; persons that do not exist are left out. */
export async function loginsOf(manager: EntityManager, personIds: Iterable<string>): Promise<Map<string, string>> {
  const logins = new Map<string, string>();
  for (const some of chunks([...new Set(personIds)])) {
    const rows = await manager.find(PersonRow, { where: { id: In(some) }, select: { id: true, login: true } });
    for (const row of rows) logins.set(row.id, row.login);
  }
  return logins;
}

function personIdsOf(input: DecisionInput): string[] {
  return [
    ...(input.appoint ?? []).map((line) => line.personId),
    ...(input.end ?? []).flatMap((line) => [line.personId, line.successorId]),
    ...(input.suspend ?? []).map((line) => line.personId),
    ...(input.reinstate ?? []).map((line) => line.personId),
    ...(input.delegate ?? []).map((line) => line.toPersonId),
    ...(input.changeName ?? []).map((line) => line.personId),
  ].flatMap((id) => id ?? []);
}

/** What an input names. */
export function seedsOf(input: DecisionInput): Seeds {
  const appointmentIds = [
    ...(input.appoint ?? []).map((line) => line.homeAppointmentId),
    ...(input.reappoint ?? []).map((line) => line.appointmentId),
    ...(input.end ?? []).map((line) => line.appointmentId),
    ...(input.transfer ?? []).map((line) => line.appointmentId),
    ...(input.suspend ?? []).map((line) => line.appointmentId),
    ...(input.reinstate ?? []).map((line) => line.appointmentId),
    ...(input.delegate ?? []).map((line) => line.fromAppointmentId),
  ].flatMap((id) => id ?? []);
  return {
    personIds: personIdsOf(input),
    appointmentIds,
    // A delegate may name the delegation where the appointment belongs; it is looked up as both.
    delegationIds: [
      ...(input.endDelegation ?? []).map((line) => line.delegationId),
      ...(input.delegate ?? []).map((line) => line.fromAppointmentId),
    ],
    postIds: [
      ...(input.appoint ?? []).map((line) => line.postId),
      ...(input.transfer ?? []).map((line) => line.toPostId),
      ...(input.openPost ?? []).map((line) => line.id),
      ...(input.mapPost ?? []).flatMap((line) => [line.fromPostId, line.toPostId]),
    ],
    unitIds: [
      input.issuerId,
      ...(input.establishUnit ?? []).flatMap((line) => [line.id, line.parentId ?? []].flat()),
      ...(input.openPost ?? []).map((line) => line.unitId),
      ...(input.endUnit ?? []).flatMap((line) => line.successorIds ?? []),
    ],
    endingUnitIds: (input.endUnit ?? []).map((line) => line.unitId),
    emptyingPostIds: (input.mapPost ?? []).map((line) => line.fromPostId),
  };
}
