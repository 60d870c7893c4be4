/** What happened in how many histories, and what was in play: a proof says nothing of what never occurred. */
export const INVARIANTS: Readonly<Record<number, string>> = {
  1: 'leave bar',
  2: 'what is justified stays',
  3: 'order of arrival does not matter',
  4: 'reconcile twice writes nothing',
  5: 'everybody converges',
  6: 'applied as approved, or stale',
  7: 'wake-ups lost, doubled, late',
  8: 'many posts at once as one by one',
  9: 'a crash doubles and loses nothing',
  10: 'one target delays no other',
  11: 'the brake holds',
  12: 'unlinked and protected untouched',
  13: 'an incomplete read closes nothing',
  14: 'delegated within the delegator’s',
  15: 'one intent, one outcome, chained',
  16: 'a name is for life',
  17: 'late entry as timely entry',
  18: 'one live owner in force',
  19: 'retention from the observed disable',
};

export type Group = 'line' | 'act' | 'fault' | 'boundary' | 'invariant' | 'refused';

export class Tally {
  private readonly counts = new Map<string, number>();

  add(group: Group, name: string | number, by = 1): void {
    const key = `${group}\n${name}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }

  of(group: Group): ReadonlyMap<string, number> {
    const own = [...this.counts].filter(([key]) => key.startsWith(`${group}\n`));
    return new Map(own.map(([key, count]) => [key.slice(group.length + 1), count]));
  }

  toJson(): readonly (readonly [string, number])[] {
    return [...this.counts];
  }

  merge(entries: readonly (readonly [string, number])[]): void {
    for (const [key, count] of entries) this.counts.set(key, (this.counts.get(key) ?? 0) + count);
  }
}

/** An invariant did not hold. */
export class Violation extends Error {
  constructor(
    readonly invariant: number,
    message: string,
  ) {
    super(`invariant ${invariant} (${INVARIANTS[invariant]}): ${message}`);
    this.name = 'Violation';
  }
}
