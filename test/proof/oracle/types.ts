/** What the oracle is told, in words of its own: it shares no type with the code it judges. */

/** `YYYY-MM-DD` in Hanoi. */
export type Day = string;

export type Mode = 'official' | 'acting' | 'in-charge' | 'seconded';

/** One accepted line of a decision. Ids are opaque; those of new things are told so that later lines can name them. */
export type Line =
  | {
      readonly kind: 'appoint';
      readonly id: string;
      readonly personId: string;
      readonly postId: string;
      readonly mode: Mode;
      readonly primary: boolean;
      readonly fields: readonly string[];
      readonly endsOn: Day | null;
      readonly homeId: string | null;
    }
  | { readonly kind: 'reappoint'; readonly appointmentId: string }
  | { readonly kind: 'end'; readonly appointmentId: string | null; readonly personId: string | null }
  | {
      readonly kind: 'transfer';
      readonly appointmentId: string;
      readonly id: string;
      readonly toPostId: string;
      readonly mode: Mode;
      readonly primary: boolean;
      readonly fields: readonly string[];
    }
  | {
      readonly kind: 'suspend';
      readonly personId: string | null;
      readonly appointmentId: string | null;
      readonly endsOn: Day | null;
    }
  | { readonly kind: 'reinstate'; readonly personId: string | null; readonly appointmentId: string | null }
  | {
      readonly kind: 'delegate';
      readonly id: string;
      readonly fromAppointmentId: string;
      readonly toPersonId: string;
      readonly scope: string;
      readonly fields: readonly string[];
      readonly endsOn: Day;
    }
  | { readonly kind: 'endDelegation'; readonly delegationId: string }
  | { readonly kind: 'changeName'; readonly personId: string; readonly name: string }
  | { readonly kind: 'establishUnit'; readonly id: string; readonly unitKind: string; readonly parentId: string | null }
  | {
      readonly kind: 'openPost';
      readonly id: string;
      readonly unitId: string;
      readonly positionId: string;
      readonly seats: number | null;
    }
  | { readonly kind: 'endUnit'; readonly unitId: string }
  | {
      readonly kind: 'mapPost';
      readonly fromPostId: string;
      readonly toPostId: string;
      /** New appointment by the one that it continues. */
      readonly moved: Readonly<Record<string, string>>;
    };

export type LineKind = Line['kind'];

/** What was accepted, in the order of recording. */
export type Event =
  | {
      readonly kind: 'decision';
      readonly id: string;
      readonly effectiveOn: Day;
      readonly rank: number;
      readonly lines: readonly Line[];
    }
  | { readonly kind: 'annul'; readonly ids: readonly string[] };

export interface Person {
  readonly id: string;
  readonly login: string;
  /** The name that the person was entered with. */
  readonly name: string;
}

/** A stop of access; times in milliseconds. */
export interface Lock {
  readonly personId: string;
  readonly targetId: string | null;
  readonly from: number;
  readonly until: number | null;
}

export interface Exception {
  readonly personId: string;
  readonly targetId: string;
  readonly grant: string;
  readonly startsOn: Day;
  readonly endsOn: Day;
}

/** What the minutes of a handover say that this person keeps for others. */
export interface Kept {
  readonly personId: string;
  readonly postId: string;
  readonly keys: readonly string[];
  readonly vacant: boolean;
  readonly closed: boolean;
  readonly holdsPapers: boolean;
  readonly leftOn: Day;
}

/** All that access follows from. */
export interface World {
  readonly events: readonly Event[];
  readonly persons: readonly Person[];
  readonly locks: readonly Lock[];
  readonly exceptions: readonly Exception[];
  readonly kept: readonly Kept[];
  /** Name of the policy in force. */
  readonly policy: string;
}

export type Because = 'office' | 'leftOffice' | 'suspended' | 'seconded' | 'locked';

/** An account that somebody should have. */
export interface Account {
  readonly targetId: string;
  readonly open: boolean;
  readonly because: Because;
  /** `kind:value`. */
  readonly grants: ReadonlySet<string>;
  readonly fullName: string;
  readonly quotaMiB: number | null;
  readonly title: string | null;
}
