/** What this room must be given to read mailboxes: it stores none and knows no protocol. */

export interface MailboxFacts {
  readonly address: string;
  readonly aliases: readonly string[];
  /** Messages in the inbox that were not read yet. */
  readonly unread: number;
  readonly quotaUsedMiB: number;
  /** Null: no limit. */
  readonly quotaMiB: number | null;
}

/** `ageMs` above zero: last known, not live. */
export interface MailboxAnswer {
  readonly value: MailboxFacts;
  readonly ageMs: number;
}

/** Reads the mailboxes of many persons at once. */
export interface MailboxReader {
  /** In the order asked for: an answer; null for who has no mailbox; an Error where the system did not answer and nothing is remembered. */
  mailboxes(personIds: readonly string[], signal: AbortSignal): Promise<readonly (MailboxAnswer | Error | null)[]>;
}
