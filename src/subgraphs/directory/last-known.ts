/**
 * A reader that remembers: while the directory does not answer, whoever was read before is shown as last known, with
 * the age of what is shown. Bounded; what was read longest ago is forgotten first.
 */
import type { Clock } from '../../shared/clock';
import type { Answer, DirectoryEntry, DirectoryReader } from './ports';

/** Where entries are found: joined by `main` from provisioning's accounts and the directory's connector. */
export interface DirectoryAccounts {
  /** The directory account (its native id) of each person, in order; null for who has none. Read from our own store. */
  accountsOf(personIds: readonly string[]): Promise<readonly (string | null)[]>;
  /** Live; null for an account that is gone. Rejects when the directory does not answer. */
  read(account: string, signal: AbortSignal): Promise<DirectoryEntry | null>;
}

interface Remembered {
  readonly value: DirectoryEntry;
  readonly readAtMs: number;
}

const REMEMBERED_MAX = 10_000;

export function createDirectoryReader(parts: {
  readonly accounts: DirectoryAccounts;
  readonly clock: Clock;
  readonly rememberedMax?: number;
}): DirectoryReader {
  const { accounts, clock, rememberedMax = REMEMBERED_MAX } = parts;
  const remembered = new Map<string, Remembered>();

  const remember = (account: string, value: DirectoryEntry | null): void => {
    remembered.delete(account);
    if (value === null) return;
    remembered.set(account, { value, readAtMs: clock.now().getTime() });
    const oldest = remembered.keys().next();
    if (remembered.size > rememberedMax && !oldest.done) remembered.delete(oldest.value);
  };

  const answer = async (account: string | null, signal: AbortSignal): Promise<Answer | Error | null> => {
    if (account === null) return null;
    try {
      const value = await accounts.read(account, signal);
      remember(account, value);
      return value === null ? null : { value, ageMs: 0 };
    } catch (error) {
      const known = remembered.get(account);
      // A clock that was set back must not make what is old look live.
      if (known) return { value: known.value, ageMs: Math.max(1, clock.now().getTime() - known.readAtMs) };
      return error instanceof Error ? error : new Error('the directory failed', { cause: error });
    }
  };

  return {
    async entries(personIds, signal) {
      const found = await accounts.accountsOf(personIds);
      return Promise.all(personIds.map((_, index) => answer(found[index] ?? null, signal)));
    },
  };
}
