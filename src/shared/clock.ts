/** Time is passed in: whoever needs "now" takes a Clock, so that a test or a replay can decide what day it is. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved; may also step backwards, as real clocks do. */
export class ManualClock implements Clock {
  private instantMs: number;

  constructor(start: Date) {
    this.instantMs = start.getTime();
  }

  now(): Date {
    return new Date(this.instantMs);
  }

  set(instant: Date): void {
    this.instantMs = instant.getTime();
  }

  advance(byMs: number): void {
    this.instantMs += byMs;
  }
}
