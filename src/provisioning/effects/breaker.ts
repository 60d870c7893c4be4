/**
 * Leaves a target alone after a number of faults in a row, for a time that doubles while it stays away. One success
 * closes it. Time is passed in; a clock that steps back cannot keep it open beyond its longest time.
 */
export interface BreakerSettings {
  readonly breakerThreshold: number;
  readonly breakerOpenMs: number;
  readonly breakerOpenMaxMs: number;
}

export class Breaker {
  private faults = 0;
  private openings = 0;
  private openUntil: Date | null = null;
  /** How often it opened in all, by which a call knows whether it did so meanwhile. */
  private opened = 0;

  constructor(private readonly settings: BreakerSettings) {}

  get health(): 'up' | 'degraded' | 'down' {
    if (this.openUntil !== null) return 'down';
    return this.faults > 0 ? 'degraded' : 'up';
  }

  /** Until when no call may be made; null when one may. */
  closedUntil(now: Date): Date | null {
    if (this.openUntil === null || this.openUntil <= now) return null;
    if (this.openUntil.getTime() - now.getTime() > this.settings.breakerOpenMaxMs) return null;
    return this.openUntil;
  }

  /** To be given back when the call has succeeded. */
  begun(): number {
    return this.opened;
  }

  /** A success of a call that was under way when it opened says nothing new either: a system may answer reads alone. */
  succeeded(begun: number): void {
    if (begun !== this.opened) return;
    this.faults = 0;
    this.openings = 0;
    this.openUntil = null;
  }

  /** Faults of calls that were under way when it opened say nothing new and do not prolong it. */
  failed(now: Date): void {
    if (this.closedUntil(now) !== null) return;
    this.faults += 1;
    if (this.faults < this.settings.breakerThreshold) return;
    this.openings += 1;
    this.opened += 1;
    const openMs = Math.min(
      this.settings.breakerOpenMaxMs,
      this.settings.breakerOpenMs * 2 ** Math.min(this.openings - 1, 20),
    );
    this.openUntil = new Date(now.getTime() + openMs);
  }
}
