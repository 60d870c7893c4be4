/** Accounts of nobody and of several (12, 4): a stranger's is never written, and nobody has two at one target. */
import type { Bench } from '../bench';
import type { Actual } from '../systems/actual';
import { Violation } from '../tally';

export class Untouched {
  /** Accounts of strangers, as they were found. */
  private foreign: ReadonlyMap<string, string> = new Map();

  constructor(private readonly database: Bench['database']) {}

  planted(accounts: readonly Actual[]): void {
    this.foreign = new Map(accounts.filter((one) => one.personId === null).map((one) => [accountKey(one), one.raw]));
  }

  hold(accounts: readonly Actual[]): void {
    for (const account of accounts) {
      const before = this.foreign.get(accountKey(account));
      if (before !== undefined && before !== account.raw)
        throw new Violation(12, `${account.name} at ${account.targetId} was changed`);
    }
    const twice = this.database
      .prepare(
        'SELECT targetId, nativeId FROM shadow WHERE linked = 1 GROUP BY targetId, nativeId HAVING COUNT(DISTINCT personId) > 1',
      )
      .all();
    if (twice.length > 0) throw new Violation(12, 'one account is linked to two persons');
    this.oneEach(accounts);
  }

  private oneEach(accounts: readonly Actual[]): void {
    const seen = new Set<string>();
    for (const { targetId, personId, name } of accounts) {
      if (personId === null) continue;
      const key = `${targetId} ${personId}`;
      if (seen.has(key)) throw new Violation(9, `${name} is the second account of one person at ${targetId}`);
      seen.add(key);
    }
  }
}

export function accountKey(account: Pick<Actual, 'targetId' | 'nativeId'>): string {
  return `${account.targetId} ${account.nativeId}`;
}
