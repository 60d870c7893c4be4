/**
 * A decision on its way to becoming facts. Lines look at office as it was before (and at units and posts that the same
 * decision establishes), add facts, and note problems; nothing is thrown, so that all problems are told at once.
 */
import type { Day } from '../../../shared/day';
import type { Problem } from '../../../errors/refusal';
import type { Fact, FactBodies, FactKind } from './facts';
import type { Place } from './input';
import {
  inForce,
  type AppointmentState,
  type Office,
  type PositionRule,
  type PostState,
  type UnitState,
} from './model';

/** What is decided about: everything that the input touches, as known now. */
export interface Snapshot {
  readonly facts: readonly Fact[];
  readonly office: Office;
  readonly personIds: ReadonlySet<string>;
  readonly positions: ReadonlyMap<string, PositionRule>;
  /** The decision of `afterDecisionId`, if there is one. */
  readonly after: PriorDecision | null;
  /** A decision of the same issuer, number and day of signing. */
  readonly sameNumber: PriorDecision | null;
}

export interface PriorDecision {
  readonly id: string;
  readonly effectiveOn: Day;
  readonly rank: number;
  readonly annulled: boolean;
}

export interface Occasion {
  readonly decisionId: string;
  readonly effectiveOn: Day;
  readonly rank: number;
  readonly now: Date;
}

export interface FactSubject {
  readonly subjectId: string;
  readonly personId?: string | null;
  readonly appointmentId?: string | null;
  readonly postId?: string | null;
  readonly unitId?: string | null;
  /** Another day than the decision's. */
  readonly onDay?: Day;
}

export class Draft {
  readonly facts: Fact[] = [];
  readonly problems: Problem[] = [];
  private readonly newUnits = new Map<string, UnitState>();
  private readonly newPosts = new Map<string, PostState>();
  private readonly touched = new Map<string, Place>();
  /** Posts that this decision carries over to others. */
  private readonly mapped = new Set<string>();
  /** Ids of what continues an appointment, given before its line is reached: another line may name it. */
  private readonly carried = new Map<string, string>();

  constructor(
    readonly snapshot: Snapshot,
    readonly occasion: Occasion,
    readonly newId: () => string,
  ) {}

  get on(): Day {
    return this.occasion.effectiveOn;
  }

  get before(): Office {
    return this.snapshot.office;
  }

  add<K extends FactKind>(place: Place, kind: K, subject: FactSubject, body: FactBodies[K]): void {
    const fact = {
      id: this.newId(),
      decisionId: this.occasion.decisionId,
      line: place.index,
      kind,
      subjectId: subject.subjectId,
      personId: subject.personId ?? null,
      appointmentId: subject.appointmentId ?? null,
      postId: subject.postId ?? null,
      unitId: subject.unitId ?? null,
      onDay: subject.onDay ?? this.on,
      rank: this.occasion.rank,
      knownFrom: this.occasion.now,
      knownUntil: null,
      body,
    };
    this.facts.push(fact as unknown as Fact);
  }

  refuse(place: Place, field: string | null, code: Problem['code'], values: Problem['values'] = {}): void {
    const path = field === null ? [place.kind, place.at] : [place.kind, place.at, field];
    this.problems.push({ code, path, values });
  }

  /** False, with a problem, when another line of this decision already deals with the same thing. */
  touch(what: string, place: Place, field: string): boolean {
    const first = this.touched.get(what);
    if (first) {
      this.refuse(place, field, 'CONFLICTING_LINES', { line: `${first.kind}.${first.at}` });
      return false;
    }
    this.touched.set(what, place);
    return true;
  }

  /** Before any line is taken: which posts the decision carries over, in whatever order it says so. */
  announceMaps(postIds: readonly string[]): void {
    for (const id of postIds) this.mapped.add(id);
  }

  mapsPost(postId: string): boolean {
    return this.mapped.has(postId);
  }

  /** The id of what continues this appointment at another post. */
  carriedId(appointmentId: string): string {
    const known = this.carried.get(appointmentId) ?? this.newId();
    this.carried.set(appointmentId, known);
    return known;
  }

  establish(unit: UnitState): void {
    this.newUnits.set(unit.id, unit);
  }

  open(post: PostState): void {
    this.newPosts.set(post.id, post);
  }

  unit(id: string): UnitState | undefined {
    return this.newUnits.get(id) ?? this.before.units.get(id);
  }

  post(id: string): PostState | undefined {
    return this.newPosts.get(id) ?? this.before.posts.get(id);
  }

  establishedUnits(): ReadonlyMap<string, UnitState> {
    return this.newUnits;
  }

  knownPost(id: string, place: Place, field: string): PostState | null {
    const post = this.post(id);
    if (!post) this.refuse(place, field, 'UNKNOWN_POST', { id });
    return post ?? null;
  }

  knownPerson(id: string, place: Place, field: string): boolean {
    const known = this.snapshot.personIds.has(id);
    if (!known) this.refuse(place, field, 'UNKNOWN_PERSON', { id });
    return known;
  }

  /** The appointment if it is in force on the decision's day; a problem says why it is not. */
  appointmentInForce(id: string, place: Place, field: string): AppointmentState | null {
    const appointment = this.before.appointments.get(id);
    if (!appointment) this.refuse(place, field, 'UNKNOWN_APPOINTMENT', { id });
    else if (!inForce(appointment, this.on)) this.refuseOutside(appointment, place, field);
    else return appointment;
    return null;
  }

  private refuseOutside(appointment: AppointmentState, place: Place, field: string): void {
    const { startsOn, endsOn, id } = appointment;
    if (this.on < startsOn) {
      this.refuse(place, field, 'END_BEFORE_START', { startsOn, endsOn: this.on });
    } else if (endsOn === this.on && this.snapshot.after === null) {
      this.refuse(place, field, 'CONFLICTING_DECISION', { id: appointment.endBasis?.decisionId ?? '', day: this.on });
    } else {
      this.refuse(place, field, 'APPOINTMENT_ENDED', { id, endsOn: endsOn ?? '' });
    }
  }
}
