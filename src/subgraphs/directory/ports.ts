/** What this room must be given to read the directory: it stores nothing and knows no protocol. */

export interface DirectoryEntry {
  readonly dn: string;
  /** Names of the groups that the entry is in. */
  readonly groups: readonly string[];
  /** True when the directory lets nobody in with this account. */
  readonly locked: boolean;
  /** Null when the password does not expire, or none was set. */
  readonly passwordExpiresAt: Date | null;
}

/** `ageMs` above zero: last known, not live. */
export interface Answer {
  readonly value: DirectoryEntry;
  readonly ageMs: number;
}

/** Reads the directory entries of many persons at once. */
export interface DirectoryReader {
  /** In the order asked for; null for who has no entry. Rejects when the directory does not answer and nothing is remembered; an Error in a place says that of one person. */
  entries(personIds: readonly string[], signal: AbortSignal): Promise<readonly (Answer | Error | null)[]>;
}

/** Where persons serve, so that a unit's administrator sees the entries of the own subtree. */
export interface ServedUnits {
  /** In the order asked for; empty for who never held a post. */
  unitsOf(personIds: readonly string[]): Promise<readonly (readonly string[])[]>;
}
