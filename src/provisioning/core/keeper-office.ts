/**
 * Office as far as the question hangs on it who keeps what somebody left: posts, their holders and the tree of units, and
 * how they look on one day. It answers plain questions; who comes first is decided in `keeper.ts`.
 */
import { covers } from '../../shared/day';
import type { Day } from '../../shared/day';
import { groupBy } from '../../shared/lists';
import { compareText } from './canonical';
import type { Interval, Mode } from './facts';

export interface KeeperHolding extends Interval {
  readonly id: string;
  readonly personId: string;
  readonly login: string;
  readonly postId: string;
  readonly mode: Mode;
  /** Named in the decision that ended it. */
  readonly successorId: string | null;
  /** Days on which the holder is suspended from it, or works elsewhere. */
  readonly pauses: readonly Interval[];
}

export interface KeeperPost extends Interval {
  readonly id: string;
  readonly unitId: string;
  /** What its holder answers for: the unit as its head, the unit's incoming papers as a records clerk, or neither. */
  readonly answersFor: 'unit' | 'records' | null;
  /** 1 is highest. */
  readonly rank: number;
  readonly seats: number | null;
  /** The post that its holders and its things went over to when it was closed. */
  readonly mappedToId: string | null;
}

export interface KeeperUnit extends Interval {
  readonly id: string;
  readonly parentId: string | null;
  readonly successorIds: readonly string[];
}

/** As much of office as the question hangs on; complete for the persons and posts that it names. */
export interface KeeperOffice {
  readonly units: ReadonlyMap<string, KeeperUnit>;
  readonly posts: ReadonlyMap<string, KeeperPost>;
  readonly holdings: ReadonlyMap<string, KeeperHolding>;
  readonly postsOfUnit: ReadonlyMap<string, readonly KeeperPost[]>;
  readonly holdingsOfPost: ReadonlyMap<string, readonly KeeperHolding[]>;
  readonly holdingsOfPerson: ReadonlyMap<string, readonly KeeperHolding[]>;
}

export function keeperOffice(
  units: readonly KeeperUnit[],
  posts: readonly KeeperPost[],
  holdings: readonly KeeperHolding[],
): KeeperOffice {
  const real = holdings.filter((one) => !isEmpty(one));
  return {
    units: new Map(units.map((unit) => [unit.id, unit])),
    posts: new Map(posts.map((post) => [post.id, post])),
    holdings: new Map(real.map((one) => [one.id, one])),
    postsOfUnit: groupBy(posts, (post) => post.unitId),
    holdingsOfPost: groupBy(real, (one) => one.postId),
    holdingsOfPerson: groupBy(real, (one) => one.personId),
  };
}

/** The office on a day, and who is asked about. */
export interface Scene {
  readonly office: KeeperOffice;
  readonly on: Day;
  /** Whoever left what is looked for a keeper: none of them is one. */
  readonly leaverIds: ReadonlySet<string>;
  /** By post, found once. */
  readonly successions: Map<string, ReadonlyMap<string, KeeperHolding>>;
}

/** Units above one another, successions after one another; both end long before. */
const STEPS_MAX = 50;

/** The post, or what it was mapped to, as far as it goes. */
export function follow({ office, on }: Scene, post: KeeperPost): KeeperPost {
  let now = post;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const next = now.mappedToId === null ? undefined : office.posts.get(now.mappedToId);
    if (covers(now.startsOn, now.endsOn, on) || next === undefined) return now;
    now = next;
  }
  return now;
}

/** From the unit – where it is gone, from what came after it – up to the root. */
export function upwards(scene: Scene, unitId: string): readonly string[] {
  const path: string[] = [];
  let next: string | null = unitId;
  while (next !== null && path.length < STEPS_MAX) {
    const id: string = standingUnit(scene, next);
    if (path.includes(id)) return path;
    path.push(id);
    next = scene.office.units.get(id)?.parentId ?? null;
  }
  return path;
}

/** The unit itself while it stands, else its first successor that does, else the unit above it. */
export function standingUnit({ office, on }: Scene, unitId: string): string {
  let id = unitId;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const unit = office.units.get(id);
    if (unit === undefined || unit.endsOn === null || on < unit.endsOn) return id;
    const next = unit.successorIds.find((one) => office.units.has(one)) ?? unit.parentId;
    if (next === null) return id;
    id = next;
  }
  return id;
}

export function postsOf({ office, on }: Scene, unitId: string, answersFor: 'unit' | 'records'): readonly KeeperPost[] {
  return (office.postsOfUnit.get(unitId) ?? [])
    .filter((post) => post.answersFor === answersFor && covers(post.startsOn, post.endsOn, on))
    .sort((a, b) => a.rank - b.rank || compareText(a.id, b.id));
}

export function holdersOf({ office, on }: Scene, postId: string): KeeperHolding[] {
  return (office.holdingsOfPost.get(postId) ?? []).filter((one) => covers(one.startsOn, one.endsOn, on));
}

/** The holding of a post that ended last. */
export function lastLeft({ office, on }: Scene, postId: string): KeeperHolding | null {
  const ended = (office.holdingsOfPost.get(postId) ?? []).filter((one) => hasEnded(one, on));
  return ended.sort(byEnd).at(-1) ?? null;
}

export function mayKeep({ leaverIds, on }: Scene, holding: KeeperHolding): boolean {
  return !leaverIds.has(holding.personId) && isPresent(holding, on);
}

export function isPresent(holding: KeeperHolding, on: Day): boolean {
  return (
    covers(holding.startsOn, holding.endsOn, on) &&
    !holding.pauses.some((pause) => covers(pause.startsOn, pause.endsOn, on))
  );
}

export function isInOffice({ office, on }: Scene, personId: string): boolean {
  return (office.holdingsOfPerson.get(personId) ?? []).some((one) => isPresent(one, on));
}

export function hasEnded({ endsOn }: Interval, on: Day): boolean {
  return endsOn !== null && endsOn <= on;
}

export function byBeginning(a: KeeperHolding, b: KeeperHolding): number {
  return compareText(a.startsOn, b.startsOn) || compareText(a.login, b.login) || compareText(a.id, b.id);
}

export function byEnd(a: KeeperHolding, b: KeeperHolding): number {
  return compareText(a.endsOn ?? '', b.endsOn ?? '') || compareText(a.login, b.login) || byBeginning(a, b);
}

function isEmpty({ startsOn, endsOn }: Interval): boolean {
  return endsOn !== null && endsOn <= startsOn;
}
