/**
 * Who answers for the bodies at whose systems somebody is and to which nothing binds them: let in by an exception, or with
 * an account from a delegation that was taken back on its first day. What lies with such an account goes there.
 */
import { In, Like, Not, type EntityManager } from 'typeorm';
import type { Day } from '../../shared/day';
import { chunks } from '../../shared/lists';
import type { AnsweringPost, ExceptionFacts } from '../core/facts';
import { targetKeyOf } from '../core/targets';
import type { OfficeFacts, OfficeReader } from '../office-reader';
import { ShadowRow } from './shadow.entity';

type Bodies = ReadonlySet<string>;

/** By person; whoever is bound to all they are at is not in it. */
export async function answeringFor(
  manager: EntityManager,
  office: Pick<OfficeReader, 'answering'>,
  facts: readonly OfficeFacts[],
  exceptionsOf: (personId: string) => readonly Pick<ExceptionFacts, 'targetId'>[],
): Promise<ReadonlyMap<string, readonly AnsweringPost[]>> {
  const accounts = await accountsOf(manager, facts);
  const bodiesOf = new Map<string, Bodies>();
  for (const one of facts) {
    const bound = boundTo(one);
    const own = bodiesIn(accounts.filter(({ personId }) => personId === one.personId));
    const bodies = new Set([...bodiesIn(exceptionsOf(one.personId)), ...own.filter((body) => !bound.has(body))]);
    if (bodies.size > 0) bodiesOf.set(one.personId, bodies);
  }
  const asked = [...new Set([...bodiesOf.values()].flatMap((bodies) => [...bodies]))];
  const posts = asked.length === 0 ? [] : ((await office.answering?.(asked)) ?? []);
  const found = [...bodiesOf].map(
    ([personId, bodies]) => [personId, posts.filter(({ unitId }) => bodies.has(unitId))] as const,
  );
  return new Map(found.filter(([, own]) => own.length > 0));
}

/** Accounts at systems of one body that are there as far as we know. */
async function accountsOf(
  manager: EntityManager,
  facts: readonly OfficeFacts[],
): Promise<readonly Pick<ShadowRow, 'personId' | 'targetId'>[]> {
  const found: ShadowRow[] = [];
  for (const some of chunks(facts)) {
    const where = {
      personId: In(some.map(({ personId }) => personId)),
      targetId: Like('%:%'),
      situation: Not('gone'),
    };
    found.push(...(await manager.find(ShadowRow, { where, select: { id: true, personId: true, targetId: true } })));
  }
  return found;
}

/**
 * Bodies where the person holds a post or did for a day at least, or acted for who does: what is theirs there has a post
 * of its own, and most people are nowhere else.
 */
function boundTo({ appointments, delegations }: OfficeFacts): Bodies {
  const held = appointments.filter(lasts).map(({ post }) => post);
  const actedFor = delegations.filter(lasts).map(({ from }) => from.post);
  return new Set([...held, ...actedFor].map(({ unit }) => unit.instanceUnitId));
}

function lasts({ startsOn, endsOn }: { readonly startsOn: Day; readonly endsOn: Day | null }): boolean {
  return endsOn === null || startsOn < endsOn;
}

/** Whose instances these targets are; nothing for a system that all share. */
function bodiesIn(places: readonly { readonly targetId: string }[]): readonly string[] {
  return places.flatMap(({ targetId }) => {
    const key = targetKeyOf(targetId);
    return targetId === key ? [] : [targetId.slice(key.length + 1)];
  });
}
