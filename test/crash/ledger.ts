/**
 * What the callers of the city know: which of their changes were acknowledged, and so who should have which access. It
 * is kept by the callers alone; nothing here asks the city.
 */

import { CityClock } from './city-clock';

/** Where the decisions of a crash test appoint people. */
export const UNITS = ['so-tttt', 'so-du-lich', 'so-gtvt', 'so-y-te'] as const;

/** Positions with the directory's groups beside that of the unit, as the policy names them; all may process and read. */
export const POSITIONS: Readonly<Record<string, readonly string[]>> = {
  'chuyen-vien': [],
  'can-bo-cntt': ['it-officers'],
  'ke-toan-tai-san': ['asset-accountants'],
  'to-chuc-can-bo': ['personnel-officers'],
};

export interface Held {
  readonly unitId: string;
  readonly position: string;
}

export interface Subject {
  readonly id: string;
  readonly login: string;
  readonly familyName: string;
  middleName: string;
  readonly givenName: string;
  held: readonly Held[];
  suspended: boolean;
  locked: boolean;
  /** Works with rights of another too. */
  delegate: boolean;
  /** Gave rights away: later decisions may build on it, so that nothing about this person is annulled. */
  delegator: boolean;
  /** A decision about the days to come was made: nothing more is decided about this person. */
  resting: boolean;
  /** The day from which on nothing is held any more, when that is to come. */
  leavesOn: string | null;
  /** By name; its number and what it takes to annul it. */
  lastEnd: { readonly decisionId: string; readonly held: readonly Held[] } | null;
  /** Day of the last decision about this person. */
  day: string;
  everHeld: boolean;
}

/** A decision about a day to come; `tells` is what is told on that day, where that is known. */
export interface Planned {
  readonly on: string;
  readonly tells?: string;
}

/** A change of which the answer arrived. */
export interface Acknowledged {
  readonly kind: 'decision' | 'annulment' | 'person' | 'lock' | 'unlock';
  /** Of the decision, or of the person. */
  readonly id: string;
  /** Of a decision: its number, and what is told of it. */
  readonly number?: string;
  readonly tells?: string;
  readonly planned?: Planned;
  /** Of an annulment: what it took back. */
  readonly annuls?: string;
  /** Of an annulment: how many posts it gave back, each of which is told. */
  readonly posts?: number;
}

/** A paper that was laid on somebody's desk before they left. */
export interface Paper {
  readonly id: string;
  readonly unitId: string;
  readonly addressee: { readonly login: string; readonly userId: string };
  /** Whom a draft goes back to. */
  readonly drafter: string | null;
}

export class Ledger {
  /** By which callers and checks live, as the gateway does. */
  readonly clock = new CityClock();
  readonly subjects: Subject[] = [];
  readonly acknowledged: Acknowledged[] = [];
  readonly papers: Paper[] = [];
  /** Heads and clerks who stay: they keep what leavers leave, so that only their being active is foretold. */
  readonly stable: { readonly id: string; readonly login: string; readonly unitId: string }[] = [];
  /** Units that the test itself established. */
  readonly units = new Set<string>(UNITS);

  /** Who was to leave on a day that has come has left. */
  passDays(today: string): void {
    for (const subject of this.subjects) {
      if (subject.leavesOn === null || subject.leavesOn > today) continue;
      subject.held = [];
      subject.leavesOn = null;
    }
  }
}

export function hasAccess(subject: Subject): boolean {
  return subject.held.length > 0 && !subject.suspended && !subject.locked;
}

export function fullNameOf({ familyName, middleName, givenName }: Subject): string {
  return [familyName, middleName, givenName].filter((part) => part !== '').join(' ');
}

export function groupsOf({ held }: Subject): string[] {
  return [
    ...new Set(held.flatMap(({ unitId, position }) => [`unit-${unitId}`, ...(POSITIONS[position] ?? [])])),
  ].sort();
}
