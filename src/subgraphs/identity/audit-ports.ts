/** What the audit part of this room must know of others, as interfaces that `main` joins. */
import type { EntityManager } from 'typeorm';
import type { RootSigner } from '../../audit';
import type { Tx } from '../../store/store';

/** Everything held about one person, by where it lies. */
export interface HeldAboutPerson {
  readonly personId: string;
  readonly sections: readonly HeldSection[];
}

export interface HeldSection {
  /** Name of the table. */
  readonly name: string;
  readonly about: { readonly vi: string; readonly en: string };
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** False when there is more than one export takes. */
  readonly complete: boolean;
}

/** Why a person cannot be erased now. */
export type Kept =
  | { readonly because: 'unknown' }
  | { readonly because: 'in-office' }
  | { readonly because: 'role'; readonly role: string }
  | { readonly because: 'account'; readonly account: string }
  | { readonly because: 'retention'; readonly until: string };

export interface PeopleRecords {
  /** By id or login; null when there is none. */
  find(idOrLogin: string): Promise<string | null>;
  /** Null when there is no such person. */
  held(personId: string): Promise<HeldAboutPerson | null>;
  /** Erases what is held about the person and need not be kept, in the open transaction; or why not. */
  erase(tx: Tx, personId: string): Promise<{ readonly rows: number } | Kept>;
  /** Ids, in order, of those who have been out of office for long enough and were not erased. */
  over(manager: EntityManager, now: Date, page: PeoplePage): Promise<readonly string[]>;
}

export interface PeoplePage {
  readonly first: number;
  readonly after?: string | null;
  /** Only this person. */
  readonly personId?: string;
}

export interface AuditParts {
  /** Null: nothing is signed. */
  readonly signer: RootSigner | null;
  /** Decisions that touch a person. */
  decisionsOf(personId: string): Promise<readonly string[]>;
  /** Under which name calls to an account are on record; null for an id that is none. */
  accountSubject(accountId: string): Promise<string | null>;
  readonly people: PeopleRecords;
}

/** Where nothing is joined: a room by itself. */
export const NO_AUDIT_PARTS: AuditParts = {
  signer: null,
  decisionsOf: () => Promise.resolve([]),
  accountSubject: () => Promise.resolve(null),
  people: {
    find: () => Promise.resolve(null),
    held: () => Promise.resolve(null),
    erase: () => Promise.resolve({ because: 'unknown' as const }),
    over: () => Promise.resolve([]),
  },
};
