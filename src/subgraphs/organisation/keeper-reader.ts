/**
 * Loads what the question "who keeps what these appointments left" hangs on: the posts and all who ever held them, the
 * units up to the root and what came after them, who leads and who registers papers there, and whoever was named.
 */
import type { EntityManager } from 'typeorm';
import { keepings } from '../../provisioning/core/keeper';
import type { OfficeKeeping } from '../../provisioning/office-reader';
import type { Day } from '../../shared/day';
import { findFacts } from './fact-store';
import type { Fact, FactKind, FactOf } from './office/facts';
import { fold } from './office/fold';
import { isEmpty, type Office } from './office/model';
import { keeperOfficeOf } from './office/keeper-office';
import { loadPositions, loginsOf } from './snapshot';
import { answersFor } from './office/view';

const HOLDING: readonly FactKind[] = ['appointmentStart', 'appointmentEnd'];
const POST: readonly FactKind[] = ['postOpen', 'postClose'];
const UNIT: readonly FactKind[] = ['unitStart', 'unitEnd'];
/** Levels of the tree, and reorganisations one after the other; both end long before. */
const DEPTH_MAX = 30;

/** What would be otherwise if something were recorded that is not. */
export interface OfficeChange {
  readonly added?: readonly Fact[];
  /** Decisions whose facts would be known no more. */
  readonly gone?: ReadonlySet<string>;
}

export async function readKeepings(
  manager: EntityManager,
  appointmentIds: readonly string[],
  on: Day,
  under: OfficeChange = {},
): Promise<readonly OfficeKeeping[]> {
  if (appointmentIds.length === 0) return [];
  const heap = new Map<string, Fact>();
  const find = async (
    column: Parameters<typeof findFacts>[1],
    ids: Iterable<string>,
    kinds?: readonly FactKind[],
  ): Promise<readonly Fact[]> => {
    const wanted = new Set(ids);
    const stored = (await findFacts(manager, column, wanted, kinds)).filter(
      (fact) => fact.knownUntil === null && under.gone?.has(fact.decisionId ?? '') !== true,
    );
    const planned = (under.added ?? []).filter(
      (fact) => wanted.has(fact[column] ?? '') && (kinds === undefined || kinds.includes(fact.kind)),
    );
    const facts = [...stored, ...planned];
    for (const fact of facts) heap.set(fact.id, fact);
    return facts;
  };
  const positions = await loadPositions(manager);
  const left = await find('subjectId', appointmentIds, HOLDING);
  const posts = await loadPosts(find, new Set(left.flatMap((fact) => fact.postId ?? [])));
  const unitIds = await loadUnits(find, new Set(posts.flatMap((fact) => fact.unitId ?? [])));
  const inUnits = await find('unitId', unitIds, ['postOpen']);
  const answering = inUnits.filter((fact) => {
    const position = fact.kind === 'postOpen' ? positions.get(fact.body.positionId) : undefined;
    return position !== undefined && answersFor(position) !== null;
  });
  await find(
    'subjectId',
    answering.map((fact) => fact.subjectId),
    ['postClose'],
  );
  const postIds = new Set([...posts, ...answering].map((fact) => fact.subjectId));
  const holding = await find('postId', postIds, HOLDING);
  const personIds = new Set(holding.flatMap((fact) => fact.personId ?? []));
  const own = await find('personId', personIds);
  const named = [...own].flatMap((fact) =>
    fact.kind === 'appointmentEnd' || fact.kind === 'personEnd' ? (fact.body.successorId ?? []) : [],
  );
  const successors = new Set(named.filter((id) => !personIds.has(id)));
  await find('personId', successors);
  const logins = await loginsOf(manager, [...personIds, ...successors]);
  const delegated = await find('appointmentId', appointmentIds, ['delegationStart', 'delegationEnd']);
  await find('personId', new Set(delegated.flatMap((fact) => fact.personId ?? [])));
  const office = fold([...heap.values()]);
  return keepings(keeperOfficeOf(office, { positions, logins }), appointmentIds, on).map((keeping) => ({
    ...keeping,
    delegations: delegationsEndedWith(office, keeping.appointmentId),
  }));
}

function delegationsEndedWith(office: Office, appointmentId: string): OfficeKeeping['delegations'] {
  const endsOn = office.appointments.get(appointmentId)?.endsOn;
  return [...office.delegations.values()]
    .filter((one) => one.fromAppointmentId === appointmentId && one.endsOn === endsOn && !isEmpty(one))
    .map(({ id, toPersonId, scope }) => ({ id, toPersonId, scope }));
}

type Find = (column: 'subjectId', ids: Iterable<string>, kinds?: readonly FactKind[]) => Promise<readonly Fact[]>;

/** The posts, and those that they were mapped to. */
async function loadPosts(find: Find, postIds: ReadonlySet<string>): Promise<readonly Fact[]> {
  const seen = new Set(postIds);
  const found: Fact[] = [];
  let level = [...postIds];
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth += 1) {
    const facts = await find('subjectId', level, POST);
    found.push(...facts);
    level = facts
      .filter((fact): fact is FactOf<'postClose'> => fact.kind === 'postClose')
      .flatMap((fact) => fact.body.mappedToId ?? [])
      .filter((id) => !seen.has(id));
    for (const id of level) seen.add(id);
  }
  return found;
}

/** The units, those above them, and those that came after them. */
async function loadUnits(find: Find, unitIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const seen = new Set(unitIds);
  let level = [...unitIds];
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth += 1) {
    const facts = await find('subjectId', level, UNIT);
    level = facts
      .flatMap((fact) =>
        fact.kind === 'unitStart'
          ? [fact.body.parentId ?? []].flat()
          : fact.kind === 'unitEnd'
            ? [...fact.body.successorIds]
            : [],
      )
      .filter((id) => !seen.has(id));
    for (const id of level) seen.add(id);
  }
  return seen;
}
