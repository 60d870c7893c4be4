/**
 * Who holds what, from the accepted lines alone. Each line becomes statements when it is recorded – `mapPost` and the
 * end of everything look at what is known at that moment – and an annulment takes the statements of its decisions away.
 * That somebody was moved by a map is such a statement; whether they were still there to be moved, until when and
 * suspended or not, is asked of the post that they were moved from, as all that is known now has it.
 */
import { first, holds } from './days';
import type { Day, Event, Line, Mode } from './types';

/** A place on the scale of days, and of the order within a day. */
interface Moment {
  readonly on: Day;
  readonly rank: number;
}

interface Said extends Moment {
  readonly decisionId: string;
}

interface Start extends Said {
  readonly id: string;
  readonly personId: string;
  readonly postId: string;
  readonly mode: Mode;
  readonly primary: boolean;
  readonly fields: readonly string[];
  readonly homeId: string | null;
  /** What a map of posts moved them from. */
  readonly movedFrom: string | null;
  /** The post is the same, its holder's home was moved. */
  readonly withHome: boolean;
}

interface Statements {
  readonly starts: Start[];
  readonly stops: (Said & { readonly appointmentId: string })[];
  readonly leaves: (Said & { readonly personId: string })[];
  readonly pauses: (Said & Scope & { readonly endsOn: Day | null })[];
  readonly lifts: (Said & Scope)[];
  readonly delegations: (Said & {
    readonly id: string;
    readonly fromId: string;
    readonly toId: string;
    readonly scope: string;
    readonly fields: readonly string[];
    readonly endsOn: Day;
  })[];
  readonly delegationStops: (Said & { readonly delegationId: string })[];
  readonly names: (Said & { readonly personId: string; readonly name: string })[];
  readonly units: (Said & { readonly id: string; readonly kind: string; readonly parentId: string | null })[];
  readonly unitStops: (Said & { readonly unitId: string })[];
  readonly posts: (Said & {
    readonly id: string;
    readonly unitId: string;
    readonly positionId: string;
    readonly seats: number | null;
  })[];
  readonly postStops: (Said & { readonly postId: string })[];
}

interface Scope {
  readonly personId: string;
  /** Null: the whole person. */
  readonly appointmentId: string | null;
}

export interface Holding {
  readonly id: string;
  readonly personId: string;
  readonly postId: string;
  readonly mode: Mode;
  readonly primary: boolean;
  readonly fields: readonly string[];
  readonly homeId: string | null;
  readonly startsOn: Day;
  readonly endsOn: Day | null;
}

export interface Pause extends Scope {
  readonly startsOn: Day;
  readonly endsOn: Day | null;
}

export interface Delegation {
  readonly id: string;
  readonly from: Holding;
  readonly toId: string;
  readonly scope: string;
  readonly fields: readonly string[];
  readonly startsOn: Day;
  readonly endsOn: Day;
}

export interface Unit {
  readonly id: string;
  readonly kind: string;
  readonly parentId: string | null;
  readonly startsOn: Day;
  readonly endsOn: Day | null;
}

export interface Post {
  readonly id: string;
  readonly unitId: string;
  readonly positionId: string;
  readonly seats: number | null;
  readonly startsOn: Day;
  readonly endsOn: Day | null;
}

/** Office as known now; lists are in the order of recording. */
export interface Office {
  readonly holdings: readonly Holding[];
  readonly pauses: readonly Pause[];
  readonly delegations: readonly Delegation[];
  readonly names: Statements['names'];
  readonly units: readonly Unit[];
  readonly posts: readonly Post[];
}

/** An accepted history does not fit what it is told of it. */
export class Disagreement extends Error {}

export function office(events: readonly Event[]): Office {
  let said = nothing();
  for (const event of events) {
    if (event.kind === 'annul') said = without(said, new Set(event.ids));
    else record(said, event);
  }
  return known(said);
}

function nothing(): Statements {
  return {
    starts: [],
    stops: [],
    leaves: [],
    pauses: [],
    lifts: [],
    delegations: [],
    delegationStops: [],
    names: [],
    units: [],
    unitStops: [],
    posts: [],
    postStops: [],
  };
}

function without(said: Statements, ids: ReadonlySet<string>): Statements {
  const kept = <T extends Said>(list: readonly T[]): T[] => list.filter((one) => !ids.has(one.decisionId));
  return {
    starts: kept(said.starts),
    stops: kept(said.stops),
    leaves: kept(said.leaves),
    pauses: kept(said.pauses),
    lifts: kept(said.lifts),
    delegations: kept(said.delegations),
    delegationStops: kept(said.delegationStops),
    names: kept(said.names),
    units: kept(said.units),
    unitStops: kept(said.unitStops),
    posts: kept(said.posts),
    postStops: kept(said.postStops),
  };
}

/** Lines look at office as it was before their decision. */
function record(said: Statements, event: Extract<Event, { kind: 'decision' }>): void {
  const before = known(said);
  const stem = { decisionId: event.id, on: event.effectiveOn, rank: event.rank };
  const ended = new Set<string>();
  const left = new Set<string>();
  // Who leaves and who moves comes before posts are mapped, whatever the order on the paper.
  const order = (line: Line): number =>
    line.kind === 'end' || line.kind === 'transfer' ? 0 : line.kind === 'mapPost' ? 1 : 2;
  for (const line of [...event.lines].sort((a, b) => order(a) - order(b))) take(line);

  function take(line: Line): void {
    switch (line.kind) {
      case 'appoint':
        said.starts.push({ ...stem, ...line, ...UNMOVED });
        if (line.endsOn !== null) said.stops.push({ ...stem, appointmentId: line.id, on: line.endsOn });
        return;
      case 'reappoint':
        return;
      case 'end':
        if (line.appointmentId !== null) {
          said.stops.push({ ...stem, appointmentId: line.appointmentId });
          ended.add(line.appointmentId);
        } else if (line.personId !== null) {
          const { personId } = line;
          said.leaves.push({ ...stem, personId });
          left.add(personId);
          for (const one of before.holdings)
            if (one.personId === personId && one.startsOn === stem.on && holds(one.startsOn, one.endsOn, stem.on))
              said.stops.push({ ...stem, appointmentId: one.id });
        }
        return;
      case 'transfer': {
        const from = holding(before, line.appointmentId);
        said.stops.push({ ...stem, appointmentId: from.id });
        ended.add(from.id);
        said.starts.push({
          ...stem,
          ...line,
          personId: from.personId,
          postId: line.toPostId,
          homeId: null,
          ...UNMOVED,
        });
        return;
      }
      case 'suspend':
        said.pauses.push({ ...stem, ...scopeOf(before, line), endsOn: line.endsOn });
        return;
      case 'reinstate':
        said.lifts.push({ ...stem, ...scopeOf(before, line) });
        return;
      case 'delegate':
        said.delegations.push({ ...stem, ...line, fromId: line.fromAppointmentId, toId: line.toPersonId });
        return;
      case 'endDelegation':
        said.delegationStops.push({ ...stem, delegationId: line.delegationId });
        return;
      case 'changeName':
        said.names.push({ ...stem, personId: line.personId, name: line.name });
        return;
      case 'establishUnit':
        said.units.push({ ...stem, id: line.id, kind: line.unitKind, parentId: line.parentId });
        return;
      case 'openPost':
        said.posts.push({ ...stem, ...line });
        return;
      case 'endUnit':
        said.unitStops.push({ ...stem, unitId: line.unitId });
        for (const post of before.posts)
          if (post.unitId === line.unitId && (post.endsOn === null || post.endsOn > stem.on))
            said.postStops.push({ ...stem, postId: post.id });
        return;
      case 'mapPost':
        said.postStops.push({ ...stem, postId: line.fromPostId });
        for (const one of before.holdings) if (one.postId === line.fromPostId) move(one, line);
        return;
    }
  }

  function move(one: Holding, line: Extract<Line, { kind: 'mapPost' }>): void {
    if (!stays(one)) return;
    const id = line.moved[one.id];
    if (id === undefined) throw new Disagreement(`${one.personId} was not moved from ${line.fromPostId}`);
    said.starts.push({ ...one, ...from(one), id, postId: line.toPostId, homeId: homeOf(one), withHome: false });
    // A secondment whose home moves goes on with the new home; where its own post moves too, that line says so.
    for (const away of before.holdings) {
      if (away.homeId !== one.id || !stays(away) || mapOf(away) !== undefined) continue;
      const awayId = line.moved[away.id];
      if (awayId === undefined) throw new Disagreement(`the secondment ${away.id} did not follow its home`);
      said.starts.push({ ...away, ...from(away), id: awayId, homeId: id, withHome: true });
    }
  }

  /** The line of this paper that moves whoever holds the post. */
  function mapOf({ postId }: Holding): Extract<Line, { kind: 'mapPost' }> | undefined {
    return event.lines.find(
      (line): line is Extract<Line, { kind: 'mapPost' }> => line.kind === 'mapPost' && line.fromPostId === postId,
    );
  }

  /** The home that a moved secondment has from then on. */
  function homeOf({ homeId }: Holding): string | null {
    const home = before.holdings.find((one) => one.id === homeId);
    if (home === undefined || !stays(home)) return homeId;
    return mapOf(home)?.moved[home.id] ?? homeId;
  }

  function stays(one: Holding): boolean {
    const over = one.endsOn !== null && (one.endsOn <= stem.on || one.endsOn <= one.startsOn);
    return !over && !ended.has(one.id) && !left.has(one.personId);
  }

  function from(one: Holding): Said & { readonly movedFrom: string } {
    return { ...stem, on: later(one.startsOn, stem.on), movedFrom: one.id };
  }
}

const UNMOVED = { movedFrom: null, withHome: false };

function scopeOf(
  before: Office,
  line: { readonly personId: string | null; readonly appointmentId: string | null },
): Scope {
  if (line.appointmentId === null) return { personId: line.personId ?? '', appointmentId: null };
  return { personId: holding(before, line.appointmentId).personId, appointmentId: line.appointmentId };
}

function holding(before: Office, id: string): Holding {
  const found = before.holdings.find((one) => one.id === id);
  if (found === undefined) throw new Disagreement(`a line speaks of ${id}, which nobody was appointed to`);
  return found;
}

function known(said: Statements): Office {
  const holdings = held(said);
  const pauses = paused(said, holdings);
  const delegations = said.delegations.flatMap((one): Delegation[] => {
    const from = holdings.find((other) => other.id === one.fromId);
    if (from === undefined) return [];
    const stops = said.delegationStops.filter((stop) => stop.delegationId === one.id).map((stop) => stop.on);
    const without = outOfOfficeFrom(
      holdings.filter((other) => other.personId === one.toId),
      one.on,
    );
    const end = first([one.endsOn, from.endsOn, without, ...stops]) ?? one.endsOn;
    const { id, toId, scope, fields, on } = one;
    return [{ id, from, toId, scope, fields, startsOn: on, endsOn: end > on ? end : on }];
  });
  const units = said.units.map((unit): Unit => ({
    id: unit.id,
    kind: unit.kind,
    parentId: unit.parentId,
    startsOn: unit.on,
    endsOn: first(said.unitStops.filter((stop) => stop.unitId === unit.id).map((stop) => stop.on)),
  }));
  const posts = said.posts.map(({ id, unitId, positionId, seats, on }): Post => ({
    id,
    unitId,
    positionId,
    seats,
    startsOn: on,
    endsOn: first(said.postStops.filter((stop) => stop.postId === id).map((stop) => stop.on)),
  }));
  return { holdings, pauses, delegations, names: said.names, units, posts };
}

/** A start stands after what it was moved from, and after the home that it followed. */
function held(said: Statements): readonly Holding[] {
  const starts = new Map(said.starts.map((start) => [start.id, start]));
  const gone = new Map<string, Day | null>();
  /** They were not there any more to be moved. */
  const neverMoved = (start: Start | undefined): boolean => {
    if (start === undefined || start.movedFrom === null) return false;
    const before = gone.get(start.movedFrom) ?? null;
    return (before !== null && before <= start.on) || (start.withHome && neverMoved(starts.get(start.homeId ?? '')));
  };
  for (const start of said.starts) {
    const ends = [
      ...said.stops.filter((stop) => stop.appointmentId === start.id).map((stop) => stop.on),
      ...said.leaves
        .filter((leave) => leave.personId === start.personId && isBefore(start, leave))
        .map((leave) => leave.on),
      gone.get(start.movedFrom ?? '') ?? null,
      neverMoved(start) ? start.on : null,
    ];
    gone.set(start.id, first(ends));
  }
  return said.starts.map((start): Holding => {
    const moved = said.starts.filter((next) => next.movedFrom === start.id && !neverMoved(next)).map((next) => next.on);
    const end = first([gone.get(start.id) ?? null, ...moved]);
    const { id, personId, postId, mode, primary, fields, homeId, on } = start;
    const endsOn = end === null ? null : later(end, on);
    return { id, personId, postId, mode, primary, fields, homeId, startsOn: on, endsOn };
  });
}

/** A suspension of one appointment is one of what it was moved to as well. */
function paused(said: Statements, holdings: readonly Holding[]): readonly Pause[] {
  const pauses = said.pauses.map((pause): Pause => {
    const lifts = said.lifts.filter((lift) => sameScope(lift, pause) && isBefore(pause, lift)).map((lift) => lift.on);
    return {
      personId: pause.personId,
      appointmentId: pause.appointmentId,
      startsOn: pause.on,
      endsOn: first([pause.endsOn, ...lifts]),
    };
  });
  const moved = said.starts.filter((start) => start.movedFrom !== null);
  for (const { id, personId, movedFrom } of moved) {
    const at = holdings.find((one) => one.id === id)!;
    if (at.endsOn === at.startsOn) continue;
    for (const pause of pauses.filter((one) => one.appointmentId === movedFrom)) {
      const startsOn = later(pause.startsOn, at.startsOn);
      if (pause.endsOn !== null && (pause.endsOn <= pause.startsOn || pause.endsOn <= startsOn)) continue;
      const lifts = said.lifts
        .filter((lift) => lift.appointmentId === id && lift.on >= startsOn)
        .map((lift) => lift.on);
      pauses.push({ personId, appointmentId: id, startsOn, endsOn: first([pause.endsOn, ...lifts]) });
    }
  }
  return pauses;
}

/** The first day from `on` without any of these. */
function outOfOfficeFrom(held: readonly Holding[], on: Day): Day | null {
  let day = on;
  for (;;) {
    const today = held.filter((one) => holds(one.startsOn, one.endsOn, day));
    if (today.length === 0) return day;
    if (today.some((one) => one.endsOn === null)) return null;
    day =
      today
        .map((one) => one.endsOn ?? day)
        .sort()
        .at(-1) ?? day;
  }
}

function isBefore(a: Moment, b: Moment): boolean {
  return a.on < b.on || (a.on === b.on && a.rank < b.rank);
}

function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}

function sameScope(a: Scope, b: Scope): boolean {
  return a.personId === b.personId && a.appointmentId === b.appointmentId;
}
