/**
 * What provisioning must know of office, as plain data: no entity, no clock, no I/O. Days are Hanoi days, intervals
 * half-open. The facts of a person hold everything at once, past and future; functions of the core take the instant.
 */
import type { Day } from '../../shared/day';

export type Mode = 'official' | 'acting' | 'in-charge' | 'seconded';

export interface Interval {
  readonly startsOn: Day;
  readonly endsOn: Day | null;
}

/** Where a fact comes from: the decision and the index of its line. */
export interface Basis {
  readonly decisionId: string;
  readonly line: number;
}

export interface UnitFacts {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** From the unit itself up to the root. */
  readonly path: readonly string[];
  /** The unit whose instance of a per-unit system it uses: itself, or for a division the body it belongs to. */
  readonly instanceUnitId: string;
}

export interface PostFacts {
  readonly id: string;
  readonly positionId: string;
  readonly title: string;
  /** 1 is highest; used to choose a primary appointment where none is marked. */
  readonly rank: number;
  readonly unit: UnitFacts;
  /** Null for no limit; absent where nothing is handed over. */
  readonly seats?: number | null;
  /** The holder answers for others of the unit: may come to keep what they leave. Absent means no. */
  readonly answers?: boolean;
}

export interface AppointmentFacts extends Interval {
  readonly id: string;
  readonly post: PostFacts;
  readonly mode: Mode;
  readonly primary: boolean;
  readonly fields: readonly string[];
  /** Seconded only: the appointment at home, whose grants pause meanwhile. */
  readonly homeAppointmentId: string | null;
  readonly basis: Basis;
  readonly endBasis: Basis | null;
}

/** Access stops while it lasts; grants and holdings stay. Of one appointment, or of the whole person (null). */
export interface SuspensionFacts extends Interval {
  readonly appointmentId: string | null;
  readonly basis: Basis;
  /** The line that lifted it; absent where it ends on the day that it named. */
  readonly endBasis?: Basis | null;
}

/** Written, dated, scoped; within the delegator's rights; pauses and ends with either side. */
export interface DelegationFacts extends Interval {
  readonly id: string;
  /** The delegator's person-wide and per-appointment suspensions that matter here. */
  readonly delegatorSuspensions: readonly SuspensionFacts[];
  readonly from: AppointmentFacts;
  readonly scope: string;
  readonly fields: readonly string[];
  readonly basis: Basis;
  /** The line that ended it before its day; absent where it ends by itself. */
  readonly endBasis?: Basis | null;
}

export interface NameFacts {
  /** The name is borne from this day on, until the next. */
  readonly startsOn: Day;
  readonly familyName: string;
  readonly middleName: string;
  readonly givenName: string;
}

/** A dated stop of access without a decision; of one target, or of all (null). Instants, not days. */
export interface LockFacts {
  readonly targetId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly reason: string;
}

/** A dated grant beyond the policy, with reason and approver (clauses 41, 47). */
export interface ExceptionFacts extends Interval {
  readonly id: string;
  readonly targetId: string;
  readonly grant: { readonly kind: string; readonly value: string };
  readonly reason: string;
  /** Why somebody ended it before its day; absent where it ends by itself. */
  readonly endReason?: string | null;
}

/** What a leaver left and this person keeps (domain rule 7); one for each appointment that ended. */
export interface KeptPost {
  /** The appointment that ended. */
  readonly appointmentId: string;
  readonly post: PostFacts;
  /** Keys under which the things lie, to be carried where papers are addressed: the post, or a seat of it. */
  readonly keys: readonly string[];
  /** Nobody holds the post: its role mailbox is kept too. */
  readonly vacant: boolean;
  /** The post itself is closed. */
  readonly closed: boolean;
  /** Papers lay under the keys when they were handed over. */
  readonly holdsPapers: boolean;
  /** First day out of the post. */
  readonly leftOn: Day;
  /** First day of the keeping. */
  readonly since: Day;
  /** Stable word, see `keeper.ts`. */
  readonly because: string;
  /** The line that ended the appointment. */
  readonly basis: Basis | null;
}

/** What this person left and takes back, because the leave was annulled and the way back accepted (domain rule 13). */
export interface TakenBack {
  /** The appointment that turned out not to have ended. */
  readonly appointmentId: string;
  readonly post: PostFacts;
  /** The key under which the things lie, carried by whoever kept them until they are back. */
  readonly key: string;
  readonly basis: Basis | null;
}

/** A post whose holder answers for a body, or for its papers. */
export interface AnsweringPost extends Interval {
  readonly id: string;
  readonly unitId: string;
  readonly answersFor: 'unit' | 'records';
  readonly rank: number;
  /** First day on which anybody held it; null if nobody ever did or is to. */
  readonly heldSince: Day | null;
}

/** Everything about one person that access follows from. */
export interface PersonFacts {
  readonly personId: string;
  readonly login: string;
  /** In order of `startsOn`; never empty. */
  readonly names: readonly NameFacts[];
  readonly appointments: readonly AppointmentFacts[];
  /** Posts of appointments that are none any more: annulled, or ended by the day they began. Absent means none. */
  readonly undonePostIds?: readonly string[];
  readonly suspensions: readonly SuspensionFacts[];
  /** Delegations that this person receives. */
  readonly delegations: readonly DelegationFacts[];
  readonly locks: readonly LockFacts[];
  readonly exceptions: readonly ExceptionFacts[];
  /** Absent means none. */
  readonly keeps?: readonly KeptPost[];
  /** Absent means none. */
  readonly takesBack?: readonly TakenBack[];
  /** Who answers for the bodies into whose systems an exception let this person; absent means nobody is known. */
  readonly answering?: readonly AnsweringPost[];
}
