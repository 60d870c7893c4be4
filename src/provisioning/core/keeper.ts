/**
 * Who keeps what a leaver left (domain rules 7 and 13, invariant 18): a pure function of office at a day, so that a
 * successor appointed weeks later, an acting holder, a dissolved unit or a leadership that leaves on one day are no
 * cases of their own – the next look at the facts gives the next keeper.
 *
 * In order: who holds the post, or was named in the decision that ended it; who acts or is in charge of it; the head of
 * the unit; the heads above; a records clerk of the unit, or of a unit above. Always somebody who is in office and not
 * paused that day, never the leaver. Only where a city has none of them does it fall to the queue of the unit's records
 * clerks without a person, and to the first one who comes to fit.
 *
 * On a post of one seat whoever holds it now, acting too, comes before a successor who was named and not appointed: the
 * papers are addressed to the post, its holder sees them by right, and a second owner must never be.
 *
 * A lock stops access and changes no office, so it moves nothing: who is locked out keeps what they keep. A suspension or
 * a secondment does change who stands in, and moves it.
 *
 * Things are kept under a key that exactly one account carries: the post itself where it has one seat, else the seat of
 * the leaver (`post#login`), because what is addressed to such a post is seen by everyone who holds it.
 */
import { covers } from '../../shared/day';
import type { Day } from '../../shared/day';
import type { Mode } from './facts';
import {
  byBeginning,
  byEnd,
  follow,
  hasEnded,
  holdersOf,
  isInOffice,
  isPresent,
  lastLeft,
  mayKeep,
  postsOf,
  standingUnit,
  upwards,
  type KeeperHolding,
  type KeeperOffice,
  type KeeperPost,
  type Scene,
} from './keeper-office';

/**
 * holder – holds the post now; named – in the decision; appointed – took a seat after the leaver; acting, inCharge – of
 * the post; head – of the unit; headAbove – of a unit above; clerk – a records clerk; queue – nobody is there at all.
 */
export type KeeperReason =
  'holder' | 'named' | 'appointed' | 'acting' | 'inCharge' | 'head' | 'headAbove' | 'clerk' | 'queue';

export interface Keeper {
  /** Null only for `queue`. */
  readonly personId: string | null;
  readonly because: KeeperReason;
  /** The unit of the receiver's post; for `queue`, whose queue it is. */
  readonly unitId: string;
}

export interface Keeping {
  readonly appointmentId: string;
  readonly keeper: Keeper;
  /** Named in the decision that ended it. */
  readonly namedId: string | null;
  /** Under which the leaver's things lie. */
  readonly key: string;
  /** What the keeper carries beyond what the own appointments give; empty where those are enough. */
  readonly carries: readonly string[];
  /** Nobody holds the post, so what is addressed to it – papers, the role mailbox – is the keeper's too. */
  readonly vacant: boolean;
  /** The post is closed: it is kept only while something is left under its key. */
  readonly closed: boolean;
}

/** One keeping for each of these appointments that has ended by that day and is known here. */
export function keepings(office: KeeperOffice, appointmentIds: readonly string[], on: Day): readonly Keeping[] {
  const scene: Scene = { office, on, leaverIds: new Set(), successions: new Map() };
  return appointmentIds.flatMap((id) => keepingOf(scene, id) ?? []);
}

function keepingOf(ground: Scene, appointmentId: string): Keeping | null {
  const { office, on } = ground;
  const left = office.holdings.get(appointmentId);
  const post = left && office.posts.get(left.postId);
  if (!left || !post || left.endsOn === null || left.endsOn > on) return null;
  const key = seatKey(post.id, post.seats, left.login);
  const closed = !covers(post.startsOn, post.endsOn, on);
  const scene: Scene = { ...ground, leaverIds: new Set([left.personId]) };
  const last = lastLeft(scene, post.id)?.id === left.id;
  const vacant = last && holdersOf(scene, post.id).length === 0;
  const keeper = keeperOf(scene, left, post);
  const backInSeat = keeper.personId === left.personId && !closed;
  const carries = [...(key !== post.id && !backInSeat ? [key] : []), ...(vacant ? [post.id] : [])];
  return { appointmentId, namedId: left.successorId, keeper, key, carries: carries.sort(), vacant, closed };
}

/** The key under which a leaver's things lie. */
export function seatKey(postId: string, seats: number | null, login: string): string {
  return seats === 1 ? postId : `${postId}#${login}`;
}

function keeperOf(scene: Scene, left: KeeperHolding, post: KeeperPost): Keeper {
  const standing = follow(scene, post);
  return (
    (post.seats === 1
      ? (holderOf(scene, standing) ?? named(scene, left, standing))
      : (backInSeat(scene, left, standing) ?? named(scene, left, standing) ?? inTurn(scene, left, post, standing))) ??
    standIn(scene, standing) ??
    headOf(scene, standing.unitId) ??
    clerkOf(scene, standing.unitId) ?? {
      personId: null,
      because: 'queue',
      unitId: standingUnit(scene, standing.unitId),
    }
  );
}

/** Whoever holds a post of one seat has what lies there by right – the leaver too, who came back or went over with it. */
function holderOf(scene: Scene, post: KeeperPost): Keeper | null {
  const holders = holdersOf(scene, post.id);
  const order: readonly Mode[] = ['official', 'seconded', 'acting', 'in-charge'];
  const ranked = [...holders].sort(
    (a, b) =>
      Number(isPresent(b, scene.on)) - Number(isPresent(a, scene.on)) ||
      order.indexOf(a.mode) - order.indexOf(b.mode) ||
      byBeginning(a, b),
  );
  const first = ranked[0];
  if (first === undefined) return null;
  const because = first.mode === 'acting' ? 'acting' : first.mode === 'in-charge' ? 'inCharge' : 'holder';
  return { personId: first.personId, because, unitId: post.unitId };
}

function backInSeat(scene: Scene, left: KeeperHolding, post: KeeperPost): Keeper | null {
  const back = holdersOf(scene, post.id).some((one) => one.personId === left.personId);
  return back ? { personId: left.personId, because: 'holder', unitId: post.unitId } : null;
}

function named(scene: Scene, left: KeeperHolding, post: KeeperPost): Keeper | null {
  const { successorId } = left;
  if (successorId === null || scene.leaverIds.has(successorId) || !isInOffice(scene, successorId)) return null;
  return { personId: successorId, because: 'named', unitId: post.unitId };
}

/**
 * Of several seats: who left first is followed by who came first after it. Where that one has left too, whoever follows
 * in that seat.
 */
function inTurn(scene: Scene, left: KeeperHolding, post: KeeperPost, standing: KeeperPost): Keeper | null {
  if (post.id !== standing.id) return null;
  const next = successions(scene, post.id).get(left.id);
  if (next === undefined) return null;
  if (hasEnded(next, scene.on)) {
    const leaverIds = new Set([...scene.leaverIds, next.personId]);
    const after = { ...scene, leaverIds };
    return named(after, next, post) ?? inTurn(after, next, post, standing);
  }
  if (scene.leaverIds.has(next.personId) || !isPresent(next, scene.on)) return null;
  return { personId: next.personId, because: 'appointed', unitId: post.unitId };
}

/** For each holding of the post that ended, the one that began after it in its place: each follows one at most. */
function successions(scene: Scene, postId: string): ReadonlyMap<string, KeeperHolding> {
  const known = scene.successions.get(postId);
  if (known !== undefined) return known;
  const official = (scene.office.holdingsOfPost.get(postId) ?? []).filter((one) => one.mode === 'official');
  const waiting = official.filter((one) => one.startsOn <= scene.on).sort(byBeginning);
  const next = new Map<string, KeeperHolding>();
  for (const one of official.filter((holding) => hasEnded(holding, scene.on)).sort(byEnd)) {
    const end = one.endsOn ?? '';
    while (waiting[0] !== undefined && waiting[0].startsOn < end) waiting.shift();
    const place = waiting.findIndex((other) => other.personId !== one.personId);
    const follower = place === -1 ? undefined : waiting.splice(place, 1)[0];
    if (follower !== undefined) next.set(one.id, follower);
  }
  scene.successions.set(postId, next);
  return next;
}

function standIn(scene: Scene, post: KeeperPost): Keeper | null {
  const present = holdersOf(scene, post.id).filter((one) => mayKeep(scene, one));
  const acting = present.filter((one) => one.mode === 'acting').sort(byBeginning)[0];
  if (acting !== undefined) return { personId: acting.personId, because: 'acting', unitId: post.unitId };
  const inCharge = present.filter((one) => one.mode === 'in-charge').sort(byBeginning)[0];
  return inCharge === undefined ? null : { personId: inCharge.personId, because: 'inCharge', unitId: post.unitId };
}

/** The head of the unit, or of the nearest unit above that has one who may keep it. */
function headOf(scene: Scene, unitId: string): Keeper | null {
  const path = upwards(scene, unitId);
  for (const [steps, id] of path.entries()) {
    const leading = postsOf(scene, id, 'unit')[0];
    if (leading === undefined) continue;
    const head = bestHolder(scene, leading);
    if (head !== null) return { personId: head.personId, because: steps === 0 ? 'head' : 'headAbove', unitId: id };
  }
  return null;
}

function clerkOf(scene: Scene, unitId: string): Keeper | null {
  for (const id of upwards(scene, unitId)) {
    for (const post of postsOf(scene, id, 'records')) {
      const clerk = bestHolder(scene, post);
      if (clerk !== null) return { personId: clerk.personId, because: 'clerk', unitId: id };
    }
  }
  return null;
}

function bestHolder(scene: Scene, post: KeeperPost): KeeperHolding | null {
  const order: readonly Mode[] = ['official', 'acting', 'in-charge', 'seconded'];
  const present = holdersOf(scene, post.id).filter((one) => mayKeep(scene, one));
  return present.sort((a, b) => order.indexOf(a.mode) - order.indexOf(b.mode) || byBeginning(a, b))[0] ?? null;
}
