/** What a system said last, kept for when it says nothing: so many answers and no more, and none beyond an age. */

export interface LastKnownSettings {
  /** What was used longest ago goes first. */
  readonly keep: number;
  readonly keepForMs: number;
}

export class LastKnown<T> {
  /** In order of last keeping: the first is the next to be forgotten. */
  private readonly answers = new Map<string, { readonly value: T; readonly atMs: number }>();

  constructor(
    private readonly settings: LastKnownSettings,
    private readonly nowMs: () => number,
  ) {}

  /** Null: the system says that there is nothing, so nothing is to be shown later either. */
  keep(key: string, value: T | null): void {
    this.answers.delete(key);
    if (value === null) return;
    this.answers.set(key, { value, atMs: this.nowMs() });
    const oldest = this.answers.keys().next();
    if (this.answers.size > this.settings.keep && !oldest.done) this.answers.delete(oldest.value);
  }

  /** A clock that was set back must not make what is old look live: the age is never 0. */
  of(key: string): { readonly value: T; readonly ageMs: number } | null {
    const known = this.answers.get(key);
    if (known === undefined) return null;
    const ageMs = Math.max(1, this.nowMs() - known.atMs);
    if (ageMs <= this.settings.keepForMs) return { value: known.value, ageMs };
    this.answers.delete(key);
    return null;
  }
}
