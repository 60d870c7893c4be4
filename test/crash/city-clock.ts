/**
 * What time it is in the city. Its clock may be ahead of the machine's, so that a run need not wait for a midnight, and
 * is never set back. Callers and checks ask here; the gateway is given the same clock by `clock-preload.ts`.
 */
const DAY_MS = 86_400_000;
/** Hanoi keeps UTC+7 the year round. */
const ZONE_MS = 7 * 3_600_000;

export class CityClock {
  private ahead = 0;

  /** By how much it is ahead of the machine's. */
  get aheadMs(): number {
    return this.ahead;
  }

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** The day in Hanoi, as decisions name it. */
  today(): string {
    return new Date(this.now().getTime() + ZONE_MS).toISOString().slice(0, 10);
  }

  untilMidnightMs(): number {
    return DAY_MS - ((this.now().getTime() + ZONE_MS) % DAY_MS);
  }

  /** Moves on to so long before a midnight: the next, or the one after it when the next is as near as that already. */
  advanceToBeforeMidnight(ms: number): void {
    const until = this.untilMidnightMs();
    this.ahead += (until > ms ? until : until + DAY_MS) - ms;
  }
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
