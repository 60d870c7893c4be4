/**
 * The source of truth: what a decision said, one fact per thing it changed. Facts carry two times – the day on which
 * they hold in the world (`onDay`) and the instants between which we knew them (`knownFrom`, `knownUntil`) – and are
 * never altered; an annulment only sets `knownUntil`. Everything else in this room is a fold of them.
 */
import type { Day } from '../../../shared/day';

export type Mode = 'official' | 'acting' | 'in-charge' | 'seconded';

export type EndReason =
  'retired' | 'resigned' | 'dismissed' | 'transferred' | 'term-ended' | 'deceased' | 'reorganised' | 'other';

/** Before any day that a decision may name: a name given at birth is borne from here. */
export const FIRST_DAY: Day = '0001-01-01';

export interface FactBodies {
  readonly appointmentStart: {
    readonly mode: Mode;
    readonly primary: boolean;
    readonly fields: readonly string[];
    readonly termEndsOn: Day | null;
    readonly homeAppointmentId: string | null;
    /** The appointment that this one continues after a transfer or a reorganisation. */
    readonly movedFromId: string | null;
  };
  readonly appointmentEnd: { readonly reason: EndReason; readonly successorId: string | null };
  /** Ends every appointment that the person began before; also one that we learn of later. */
  readonly personEnd: { readonly reason: EndReason; readonly successorId: string | null };
  readonly termSet: { readonly termEndsOn: Day };
  readonly suspensionStart: { readonly endsOn: Day | null };
  readonly suspensionEnd: Record<string, never>;
  readonly delegationStart: { readonly scope: string; readonly fields: readonly string[]; readonly endsOn: Day };
  readonly delegationEnd: Record<string, never>;
  readonly nameSet: { readonly familyName: string; readonly middleName: string; readonly givenName: string };
  readonly unitStart: {
    readonly name: string;
    readonly nameEn: string | null;
    readonly kind: string;
    readonly parentId: string | null;
    readonly code: string | null;
  };
  readonly unitEnd: { readonly successorIds: readonly string[] };
  readonly postOpen: { readonly positionId: string; readonly title: string | null; readonly seats: number | null };
  readonly postClose: { readonly mappedToId: string | null };
}

export type FactKind = keyof FactBodies;

export interface FactStem {
  readonly id: string;
  /** Null only for the name that a person was entered with. */
  readonly decisionId: string | null;
  /** Index of the decision's line, counted over all kinds in the order of `lines.ts`. */
  readonly line: number;
  readonly subjectId: string;
  readonly personId: string | null;
  readonly appointmentId: string | null;
  readonly postId: string | null;
  readonly unitId: string | null;
  readonly onDay: Day;
  /** Order among decisions of one day: one more than the decision it says it comes after. */
  readonly rank: number;
  readonly knownFrom: Date;
  readonly knownUntil: Date | null;
}

export type Fact = { [K in FactKind]: FactStem & { readonly kind: K; readonly body: FactBodies[K] } }[FactKind];

export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** True when we knew the fact at that instant. */
export function knownAt(fact: FactStem, at: Date): boolean {
  return (
    fact.knownFrom.getTime() <= at.getTime() && (fact.knownUntil === null || at.getTime() < fact.knownUntil.getTime())
  );
}
