/**
 * A reader that remembers: while the mail system does not answer, whoever was read before is shown as last known, with
 * the age of what is shown. Bounded; what was used longest ago is forgotten first.
 */
import type { Clock } from '../../shared/clock';
import type { MailboxFacts, MailboxReader } from './ports';

/** Where mailboxes are found: joined by `main` from provisioning's accounts and the mail connector. */
export interface Mailboxes {
  /** The mail account of each person, in order; null for who has none. Read from our own store. */
  accountsOf(personIds: readonly string[]): Promise<readonly (string | null)[]>;
  /** Live, in order; null for an account that is not there. Rejects when the system does not answer. */
  read(accounts: readonly string[], signal: AbortSignal): Promise<readonly (MailboxFacts | null)[]>;
}

interface Remembered {
  readonly value: MailboxFacts;
  readonly readAtMs: number;
}

const REMEMBERED_MAX = 10_000;

export function createMailboxReader(parts: {
  readonly mailboxes: Mailboxes;
  readonly clock: Clock;
  readonly rememberedMax?: number;
}): MailboxReader {
  const { mailboxes, clock, rememberedMax = REMEMBERED_MAX } = parts;
  const remembered = new Map<string, Remembered>();

  const remember = (account: string, value: MailboxFacts | null): void => {
    remembered.delete(account);
    if (value === null) return;
    remembered.set(account, { value, readAtMs: clock.now().getTime() });
    const oldest = remembered.keys().next();
    if (remembered.size > rememberedMax && !oldest.done) remembered.delete(oldest.value);
  };

  const lastKnown = (account: string, failure: Error): { value: MailboxFacts; ageMs: number } | Error => {
    const known = remembered.get(account);
    // A clock that was set back must not make what is old look live.
    return known ? { value: known.value, ageMs: Math.max(1, clock.now().getTime() - known.readAtMs) } : failure;
  };

  return {
    async mailboxes(personIds, signal) {
      const accounts = await mailboxes.accountsOf(personIds);
      const asked = accounts.filter((account) => account !== null);
      if (asked.length === 0) return personIds.map(() => null);
      try {
        const values = await mailboxes.read(asked, signal);
        const byAccount = new Map(asked.map((account, index) => [account, values[index] ?? null]));
        byAccount.forEach((value, account) => remember(account, value));
        return personIds.map((_, index) => {
          const account = accounts[index] ?? null;
          const value = account === null ? null : byAccount.get(account);
          return value ? { value, ageMs: 0 } : null;
        });
      } catch (error) {
        const failure = error instanceof Error ? error : new Error('the mail system failed', { cause: error });
        return personIds.map((_, index) => {
          const account = accounts[index] ?? null;
          return account === null ? null : lastKnown(account, failure);
        });
      }
    },
  };
}
