/**
 * Which stored handovers the facts of some persons may change, or the end of units and posts. However many these are,
 * each question to the store is of bounded length.
 */
import { In, IsNull, Like, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { addDays, type Day } from '../../shared/day';
import { chunks } from '../../shared/lists';
import { inForce } from '../core/office';
import type { Closed, OfficeFacts } from '../office-reader';
import { HandoverRow } from './handover.entity';

/** Persons, posts and units in one question: persons count three times, and SQLite bounds the depth of a condition. */
const PERSONS = 200;
const POSTS = 200;
const UNITS = 100;

type Where = readonly FindOptionsWhere<HandoverRow>[];

/** Each once, in the order of their ids. `endedIds`: appointments of these persons that have ended. */
export async function concernedHandovers(
  manager: EntityManager,
  facts: readonly OfficeFacts[],
  endedIds: readonly string[],
  closed: Closed,
  on: Day,
): Promise<readonly HandoverRow[]> {
  const found = new Map<string, HandoverRow>();
  const find = async (where: Where): Promise<void> => {
    for (const row of await manager.find(HandoverRow, { where: [...where] })) found.set(row.id, row);
  };
  for (const where of questions(facts, closed, on)) await find(where);
  const known = new Set([...found.values()].map((row) => row.appointmentId));
  for (const ids of chunks(endedIds.filter((id) => !known.has(id)))) await find([{ appointmentId: In(ids) }]);
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One, where they are as few as usual. */
function questions(facts: readonly OfficeFacts[], closed: Closed, on: Day): readonly Where[] {
  const appointments = facts.flatMap((one) => one.appointments);
  const held = appointments.filter((one) => inForce(one, on));
  const answering = appointments.filter(
    ({ post, endsOn }) => post.answers && (endsOn === null || endsOn >= addDays(on, -1)),
  );
  const persons = chunks(
    facts.map((one) => one.personId),
    PERSONS,
  );
  // Whoever was given a post and does not hold it after all: others' handovers there stood back behind them.
  const undone = facts.flatMap((one) => one.undonePostIds ?? []);
  const posts = chunks([...new Set([...held.map(({ post }) => post.id), ...undone, ...closed.postIds])], POSTS);
  const units = chunks([...new Set([...answering.map(({ post }) => post.unit.id), ...closed.unitIds])], UNITS);
  return Array.from({ length: Math.max(persons.length, posts.length, units.length) }, (_, index) => [
    ...ofPersons(persons[index] ?? []),
    ...ofPosts(posts[index] ?? []),
    ...within(units[index] ?? []),
  ]);
}

function ofPersons(ids: readonly string[]): Where {
  if (ids.length === 0) return [];
  const them = In(ids);
  return [{ receiverId: them }, { namedId: them, releasedAt: IsNull() }, { personId: them }];
}

function ofPosts(ids: readonly string[]): Where {
  return ids.length === 0 ? [] : [{ postId: In(ids), releasedAt: IsNull() }];
}

function within(unitIds: readonly string[]): Where {
  return unitIds.map((id) => ({ unitPath: Like(`%/${id}/%`), releasedAt: IsNull() }));
}
