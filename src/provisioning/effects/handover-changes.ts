/**
 * What the facts of some persons mean for handovers: which are opened, and which go to another receiver. A look that
 * writes nothing, so that a preview and the turn that follows the decision see the same.
 */
import { dayOf, type Day } from '../../shared/day';
import { chunks } from '../../shared/lists';
import type { Store } from '../../store/store';
import type { AppointmentFacts } from '../core/facts';
import { keptUntil } from '../core/grants';
import { inForce, leftOn } from '../core/office';
import type { Closed, OfficeFacts, OfficeKeeping } from '../office-reader';
import { concernedHandovers } from './handover-concerned';
import { endNow, endOf, judgedOn, needsLook } from './handover-end';
import { keptPost } from './handover-facts';
import { papersOf, postOf } from './handover-lines';
import type { HandoverRow } from './handover.entity';
import type { PolicyHolder } from './policy-holder';
import type { KnownAccount } from './shadows';

export type Known = ReadonlyMap<string, readonly KnownAccount[]>;

/** Who keeps what these appointments left, on a day; of office as it is, or as it would be. */
export type Keepings = (appointmentIds: readonly string[], on: Day) => Promise<readonly OfficeKeeping[]>;

const KEEPINGS_AT_ONCE = 200;
const NOTHING_CLOSED: Closed = { unitIds: [], postIds: [] };
const NOT_STORED = '';

export interface Work {
  readonly facts: readonly OfficeFacts[];
  readonly known: Known;
  readonly on: Day;
  readonly now: Date;
  /** Ended appointments of these persons, by id. */
  readonly ended: ReadonlyMap<string, { readonly facts: OfficeFacts; readonly appointment: AppointmentFacts }>;
}

/** A row that is not there yet. */
export interface Opening {
  readonly row: HandoverRow;
  readonly keeping: OfficeKeeping;
}

export interface Foreseen {
  readonly work: Work;
  readonly opened: readonly Opening[];
  readonly changed: readonly Change[];
}

export class HandoverForesight {
  constructor(
    private readonly store: Store,
    private readonly policy: PolicyHolder,
  ) {}

  /** Null where nothing changes. */
  async at(
    facts: readonly OfficeFacts[],
    known: Known,
    now: Date,
    keepings: Keepings,
    closed: Closed = NOTHING_CLOSED,
  ): Promise<Foreseen | null> {
    const on = dayOf(now);
    const ended = endedOf(facts, on);
    const work: Work = { facts, known, on, now, ended };
    const rows = await concernedHandovers(this.store.read, facts, [...ended.keys()], closed, on);
    const byAppointment = new Map(rows.map((row) => [row.appointmentId, row]));
    const opening = [...ended.keys()].filter((id) => !byAppointment.has(id));
    const looked = rows.filter((row) => needsLook(row, facts, on));
    if (opening.length + looked.length === 0) return null;
    const found = new Map<string, OfficeKeeping>();
    for (const [day, ids] of idsByDay(opening, looked, on))
      for (const some of chunks(ids, KEEPINGS_AT_ONCE))
        for (const one of await keepings(some, day)) found.set(one.appointmentId, one);
    const changed = looked.flatMap((row) => this.changeOf(row, found.get(row.appointmentId) ?? null, work) ?? []);
    const opened = opening.flatMap((id) => this.opened(id, found.get(id) ?? null, work) ?? []);
    return changed.length + opened.length === 0 ? null : { work, opened, changed };
  }

  private opened(id: string, keeping: OfficeKeeping | null, work: Work): Opening | null {
    const one = work.ended.get(id);
    if (one === undefined || keeping === null) return null;
    const { appointment, facts } = one;
    const row: HandoverRow = {
      // It gets one when it is stored: a look at a day to come must not carry the ids of this process there.
      id: NOT_STORED,
      appointmentId: id,
      personId: facts.personId,
      postId: appointment.post.id,
      unitId: appointment.post.unit.id,
      unitPath: pathOf(appointment, keeping),
      post: JSON.stringify(appointment.post),
      keyName: keeping.key,
      ...endOf(appointment, work.on, this.policy.current()),
      namedId: keeping.namedId,
      ...receiverOf(keeping),
      receivedAt: work.now,
      heldItems: 0,
      transferredAt: null,
      releasedAt: null,
      closedAt: null,
      annulledAt: null,
      reverse: null,
      reverseAt: null,
    };
    const transferredAt = this.nothingToTransfer(row, work) ? work.now : null;
    const filled = { ...row, transferredAt };
    return { keeping, row: { ...filled, releasedAt: this.isOver(filled, keeping, work) ? work.now : null } };
  }

  /** Null when the row says already what the facts say. */
  private changeOf(row: HandoverRow, keeping: OfficeKeeping | null, work: Work): Change | null {
    if (keeping === null) return this.annulled(row, work);
    const receiver = receiverOf(keeping);
    const opensAgain = row.annulledAt !== null;
    const left = work.ended.get(row.appointmentId);
    // It does so in the turn of whoever left, who is due by the other end.
    if (opensAgain && left === undefined) return null;
    const wentOverAt = opensAgain ? null : row.transferredAt;
    const transferredAt = wentOverAt ?? (this.nothingToTransfer(row, work) ? work.now : null);
    const end = left === undefined ? {} : endNow(row, left.appointment, work.on, this.policy.current());
    const over = this.isOver({ ...row, ...end }, keeping, work);
    const after: Partial<HandoverRow> = {
      ...receiver,
      ...end,
      unitPath: widened(row.unitPath, keeping.keeper.unitId),
      namedId: keeping.namedId,
      transferredAt,
      releasedAt: over ? (row.releasedAt ?? work.now) : null,
      ...(opensAgain ? { annulledAt: null, closedAt: null, reverse: null, reverseAt: null } : {}),
    };
    const moved = receiver.receiverId !== row.receiverId;
    const same = Object.entries(after).every(([name, value]) => isSame(row[name as keyof HandoverRow], value ?? null));
    if (same) return null;
    const received = moved || opensAgain ? { receivedAt: work.now } : {};
    return { row, after: { ...after, ...received }, moved, annulled: false, opensAgain: opensAgain ? keeping : null };
  }

  /**
   * The appointment goes on after all. What has gone over stays with its keeper, who goes on carrying it, and giving it
   * back is proposed; only a keeper who leaves, the unit in which they keep it or office, hands it back by leaving.
   */
  private annulled(row: HandoverRow, work: Work): Change | null {
    const receiver = work.facts.find((one) => one.personId === row.receiverId);
    const on = judgedOn(row, work.on);
    const receiverLeft =
      receiver?.appointments.every((one) => !inForce(one, on) || one.post.unit.id !== row.receiverUnitId) ?? false;
    if (row.annulledAt !== null && (!receiverLeft || row.releasedAt !== null)) return null;
    const hasKept = row.keyName !== row.postId && row.heldItems > 0;
    const after: Partial<HandoverRow> = {
      annulledAt: row.annulledAt ?? work.now,
      vacant: false,
      carries: JSON.stringify(hasKept ? [row.keyName] : []),
      closedAt: row.closedAt ?? work.now,
      releasedAt: hasKept ? null : work.now,
      ...(receiverLeft && hasKept ? { receiverId: row.personId, receivedAt: work.now } : {}),
      ...(receiverLeft && hasKept && row.reverse === 'PROPOSED' ? { reverse: 'DONE', reverseAt: work.now } : {}),
    };
    return { row, after, moved: receiverLeft && hasKept, annulled: row.annulledAt === null, opensAgain: null };
  }

  /** Nobody has to carry anything for it: it is held by right, or its time is over and nothing is left under its key. */
  private isOver(row: HandoverRow, keeping: OfficeKeeping, work: Work): boolean {
    if (keeping.carries.length === 0) return true;
    const until = keptUntil(keptPost({ ...row, ...receiverOf(keeping) }), this.policy.current());
    return until !== null && until <= work.on;
  }

  /** The leaver has no account where the post's papers lie, or keeps it for another post. */
  private nothingToTransfer(row: HandoverRow, work: Work): boolean {
    const facts = work.facts.find((one) => one.personId === row.personId);
    if (facts === undefined) return false;
    const targets = papersOf(row, this.policy.current());
    const accounts = (work.known.get(row.personId) ?? []).filter((one) => one.linked && targets.includes(one.targetId));
    if (accounts.length === 0) return true;
    const { instanceUnitId } = postOf(row).unit;
    return facts.appointments.some((one) => inForce(one, work.on) && one.post.unit.instanceUnitId === instanceUnitId);
  }
}

export interface Change {
  readonly row: HandoverRow;
  readonly after: Partial<HandoverRow>;
  /** To another receiver. */
  readonly moved: boolean;
  readonly annulled: boolean;
  /** The person left after all: what office says of it. Null where nothing opens again. */
  readonly opensAgain: OfficeKeeping | null;
}

function endedOf(facts: readonly OfficeFacts[], on: Day): Work['ended'] {
  return new Map(
    facts.flatMap((one) =>
      leftOn({ ...one, locks: [], exceptions: [] }, on).map(
        (appointment) => [appointment.id, { facts: one, appointment }] as const,
      ),
    ),
  );
}

function idsByDay(opening: readonly string[], looked: readonly HandoverRow[], on: Day): ReadonlyMap<Day, string[]> {
  const days = new Map<Day, string[]>([[on, [...opening]]]);
  for (const row of looked) {
    const day = judgedOn(row, on);
    const ids = days.get(day) ?? [];
    days.set(day, ids);
    ids.push(row.appointmentId);
  }
  return days;
}

function receiverOf({
  keeper,
  carries,
  vacant,
  closed,
}: OfficeKeeping): Pick<HandoverRow, 'receiverId' | 'receiverUnitId' | 'because' | 'carries' | 'vacant' | 'closed'> {
  return {
    receiverId: keeper.personId,
    receiverUnitId: keeper.unitId,
    because: keeper.because,
    carries: JSON.stringify(carries),
    vacant,
    closed,
  };
}

function pathOf({ post }: AppointmentFacts, keeping: OfficeKeeping): string {
  return widened(`/${post.unit.path.join('/')}/`, keeping.keeper.unitId);
}

function widened(path: string, unitId: string): string {
  return path.includes(`/${unitId}/`) ? path : `${path}${unitId}/`;
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
}
