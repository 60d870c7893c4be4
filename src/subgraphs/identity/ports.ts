/**
 * What this room must know of others, as interfaces that `main` joins: passwords live in the directory, office in
 * organisation, locks in provisioning. Nothing here names an implementation.
 */

/** `locked` – the directory itself has shut the account. */
export type PasswordOutcome = 'ok' | 'wrong' | 'locked' | 'unknownUser';

/**
 * The directory, as far as passwords go. Rejects with an error whose `code` is `rejected` (and whose message says why)
 * when it refuses a new password, and `unreachable` or `timeout` when it does not answer. An unknown login must cost
 * the same one bind as a wrong password.
 */
export interface PasswordAuthority {
  verify(login: string, password: string): Promise<PasswordOutcome>;
  setPassword(login: string, newPassword: string): Promise<void>;
  changePassword(login: string, oldPassword: string, newPassword: string): Promise<void>;
}

/** What office says of a person at one instant. */
export interface Standing {
  readonly inOffice: boolean;
  /** Suspended as a person, or in every appointment in force. */
  readonly suspended: boolean;
  /** Units of the appointments in force. */
  readonly unitIds: readonly string[];
  /** Units that the person administers, the whole subtree spelled out; empty for most. */
  readonly administers: readonly string[];
  /** What else posts in force carry here: management roles with their subtrees. */
  readonly holds?: readonly HeldRole[];
  /** Posts whose holders have delegated all of them to this person, in force today. */
  readonly delegated?: readonly DelegatedTo[];
}

/** What a post that was delegated carries, and by whose delegation. */
export interface DelegatedTo {
  readonly delegationId: string;
  readonly delegatorId: string;
  readonly role: HeldRole;
}

export interface HeldRole {
  /** As the catalogue of positions names it. */
  readonly managementRole: string;
  /** The whole subtree spelled out. */
  readonly unitIds: readonly string[];
}

export interface PersonLogin {
  readonly personId: string;
  readonly login: string;
}

export interface StandingReader {
  /** Null for a person who does not exist. */
  standing(personId: string, at: Date): Promise<Standing | null>;
  personByLogin(login: string): Promise<PersonLogin | null>;
  /** Unknown ids are left out. */
  personsById(personIds: readonly string[]): Promise<readonly PersonLogin[]>;
  /** The Committee itself and its office with all below it (clause 70). Absent: nobody operates the headquarters. */
  headquarters?(at: Date): Promise<readonly string[]>;
}

export interface AccessLocks {
  /** True while a lock of the person as a whole is in force. */
  isLocked(personId: string, at: Date): Promise<boolean>;
}

/** A tablet as far as it matters who may show its key. */
export interface CustodyOfTablet {
  readonly id: string;
  readonly serial: string;
  readonly unitId: string;
  /** Null while its unit keeps it. */
  readonly holderId: string | null;
}

export interface TabletCustody {
  /** What these persons hold now. */
  heldBy(personIds: readonly string[]): Promise<readonly CustodyOfTablet[]>;
  find(tabletId: string): Promise<CustodyOfTablet | null>;
}

/** Where there is no register of tablets: nobody holds one. */
export const NO_TABLETS: TabletCustody = {
  heldBy: () => Promise.resolve([]),
  find: () => Promise.resolve(null),
};
