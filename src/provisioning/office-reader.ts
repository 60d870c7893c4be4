/**
 * What the engine must know of office, as an interface that the organisation room implements and `main` joins.
 * Locks and exceptions are the engine's own and are added by it.
 */
import type { EntityManager } from 'typeorm';
import type { Day } from '../shared/day';
import type { AnsweringPost, Basis, PersonFacts, UnitFacts } from './core/facts';
import type { Keeping } from './core/keeper';

export type OfficeFacts = Omit<PersonFacts, 'locks' | 'exceptions'>;

export interface OfficeReader {
  /** Everything known about these persons, now or at an instant; unknown ids are left out. At most 1,000 ids. */
  facts(personIds: readonly string[], knownAt?: Date): Promise<readonly OfficeFacts[]>;
  /**
   * The facts as they would be if this decision were recorded now: the same validation, refused with the same codes;
   * nothing is stored. `input` is a RecordDecisionInput as the API takes it.
   */
  factsUnder(input: unknown, asker: Asker): Promise<OfficeUnderDecision>;
  /** The same for the annulment of a decision. Absent: none can be previewed. */
  factsUnderAnnulment?(annulment: AnnulmentInput, asker: Asker): Promise<OfficeUnderDecision>;
  /**
   * Who keeps what these appointments left, one for each that has ended by that day; unknown and annulled ones are left
   * out. Absent where nothing is handed over.
   */
  keepings?(appointmentIds: readonly string[], on: Day): Promise<readonly OfficeKeeping[]>;
  /** The posts that answer for these bodies, past and future; annulled ones are left out. Absent: none is known. */
  answering?(unitIds: readonly string[]): Promise<readonly AnsweringPost[]>;
  /** Units that exist today, for the instances of per-unit systems. */
  units(): Promise<readonly UnitFacts[]>;
  /** Whom a recorded decision concerns, and the instant at which it takes effect. */
  decision(decisionId: string): Promise<DecisionFacts | null>;
  /** Person ids by login in lower case, of those among these logins that somebody has. At most 1,000. Absent: none is known. */
  personsByLogin?(logins: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The lines of decisions in words, those that are recorded; at most 1,000. Absent: none is known. */
  lines?(bases: readonly Basis[]): Promise<readonly DecisionLineFacts[]>;
  /** The decisions that concern a person recorded after one instant and up to another, the latest first. Absent: none is known. */
  decisionsAbout?(personId: string, after: Date, until: Date, limit: number): Promise<readonly RecordedDecision[]>;
  /** All persons, in pages by id, for a full scan. */
  personIds(after: string | null, size: number): Promise<readonly string[]>;
}

/** Who wants to know what would be. */
export interface Asker {
  readonly personId: string | null;
  /** Whose own affair it may be: left out, that of `personId`. */
  readonly parties?: readonly string[];
  /** Asked before anything is computed, with every unit that it would touch; left out, everything may be known. */
  readonly mayTouch?: (unitIds: readonly string[]) => boolean;
  /** Asked before what follows from it is computed: the persons whom it concerns, as they are and as they would be. */
  readonly mayConcern?: (persons: Pick<OfficeUnderDecision, 'before' | 'after'>) => boolean;
  /** Whether a post with this management role may be given in this unit; left out, every one. */
  readonly mayConfer?: (managementRole: string, unitId: string) => boolean;
}

export interface AnnulmentInput {
  readonly decisionId: string;
  /** The head of the paper that annuls it, as the API takes it. */
  readonly by: {
    readonly number: string;
    readonly issuerId: string;
    readonly signedOn: Day;
    readonly effectiveOn: Day;
  };
  readonly including: readonly string[];
}

/** A keeping, and the delegations that ended with the appointment. */
export interface OfficeKeeping extends Keeping {
  readonly delegations: readonly { readonly id: string; readonly toPersonId: string; readonly scope: string }[];
}

/** Units and posts that end, whoever may keep something for them. */
export interface Closed {
  readonly unitIds: readonly string[];
  readonly postIds: readonly string[];
}

export interface OfficeUnderDecision {
  readonly effectiveAt: Date;
  /** Before and after, for every person whom the decision concerns. */
  readonly before: readonly OfficeFacts[];
  readonly after: readonly OfficeFacts[];
  /** What it closes. Absent means nothing. */
  readonly closed?: Closed;
  /** `keepings` under the decision. Absent where nothing is handed over. */
  readonly keepings?: (appointmentIds: readonly string[], on: Day) => Promise<readonly OfficeKeeping[]>;
}

export interface DecisionFacts {
  readonly id: string;
  readonly number: string;
  readonly effectiveAt: Date;
  readonly recordedAt: Date;
  readonly affectedPersonIds: readonly string[];
  /** What it closes. Absent means nothing. */
  readonly closed?: Closed;
}

export interface DecisionLineFacts extends Basis {
  readonly number: string;
  readonly vi: string;
  readonly en: string;
}

export interface RecordedDecision {
  readonly id: string;
  readonly number: string;
  readonly recordedAt: Date;
}

/** The other direction: organisation says, inside its own transaction, whose access may have changed. */
export interface DueMarker {
  /** Marks persons as due now; `causeId` is the decision. Joins the caller's transaction. */
  mark(
    manager: EntityManager,
    personIds: readonly string[],
    cause: { readonly kind: 'decision'; readonly id: string },
    now: Date,
  ): Promise<void>;
}
