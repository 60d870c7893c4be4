/**
 * One outside system as a reader sees it: each call has a deadline, a system that keeps failing is left alone for a
 * while, and what it last said is kept (bounded) to be shown, marked as old, when it says nothing now.
 */
import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  type CircuitBreakerPolicy,
} from 'cockatiel';

export interface BackendSettings {
  readonly name: string;
  readonly deadlineMs: number;
  /** Failures in a row after which the system is left alone. */
  readonly breakAfter: number;
  readonly breakForMs: number;
  /** How many last answers are kept; what was used longest ago goes first. */
  readonly keep: number;
}

export interface Answer<T> {
  readonly value: T;
  /** 0 when the system said it just now. */
  readonly ageMs: number;
}

export class Backend<T> {
  private readonly breaker: CircuitBreakerPolicy;
  private readonly lastKnown = new Map<string, { readonly value: T; readonly atMs: number }>();

  constructor(
    private readonly settings: BackendSettings,
    private readonly nowMs: () => number,
  ) {
    this.breaker = circuitBreaker(handleAll, {
      halfOpenAfter: settings.breakForMs,
      breaker: new ConsecutiveBreaker(settings.breakAfter),
    });
  }

  /**
   * Asks for many in one call, each under a key by which it is remembered. In their order: the live answer; null where
   * the system says that there is nothing; what it said last, with its age, when it does not answer; the failure where
   * nothing was ever heard.
   */
  async ask(
    keys: readonly string[],
    call: (signal: AbortSignal) => Promise<readonly (T | null)[]>,
    caller?: AbortSignal,
  ): Promise<readonly (Answer<T> | null | BackendSilent)[]> {
    if (keys.length === 0) return [];
    try {
      const values = await this.live(call, caller);
      return keys.map((key, index) => this.keep(key, values[index] ?? null));
    } catch (error) {
      return keys.map((key) => this.remembered(key) ?? new BackendSilent(this.settings.name, error));
    }
  }

  /** The live answer or a failure, for a caller that remembers by itself. */
  live<A>(call: (signal: AbortSignal) => Promise<A>, caller?: AbortSignal): Promise<A> {
    return this.breaker.execute(() => this.withinDeadline(call, caller));
  }

  private async withinDeadline<A>(
    call: (signal: AbortSignal) => Promise<A>,
    caller: AbortSignal | undefined,
  ): Promise<A> {
    const over = new AbortController();
    const timer = setTimeout(
      () => over.abort(new Error(`no answer in ${this.settings.deadlineMs} ms`)),
      this.settings.deadlineMs,
    );
    const giveUp = (): void => over.abort(new Error('the caller has gone'));
    caller?.addEventListener('abort', giveUp, { once: true });
    const expired = new Promise<never>((_, reject) => {
      over.signal.addEventListener('abort', () => reject(over.signal.reason as Error), { once: true });
    });
    try {
      return await Promise.race([call(over.signal), expired]);
    } finally {
      clearTimeout(timer);
      caller?.removeEventListener('abort', giveUp);
    }
  }

  private keep(key: string, value: T | null): Answer<T> | null {
    this.lastKnown.delete(key);
    if (value === null) return null;
    this.lastKnown.set(key, { value, atMs: this.nowMs() });
    const oldest = this.lastKnown.keys().next();
    if (this.lastKnown.size > this.settings.keep && !oldest.done) this.lastKnown.delete(oldest.value);
    return { value, ageMs: 0 };
  }

  /** A clock that was set back must not make what is old look live. */
  private remembered(key: string): Answer<T> | null {
    const known = this.lastKnown.get(key);
    return known === undefined ? null : { value: known.value, ageMs: Math.max(1, this.nowMs() - known.atMs) };
  }
}

/** The system did not answer in time, or is being left alone, and nothing is known from before. */
export class BackendSilent extends Error {
  constructor(
    readonly system: string,
    cause: unknown,
  ) {
    super(
      cause instanceof BrokenCircuitError
        ? `${system} is being left alone after repeated failures`
        : `${system} did not answer`,
      { cause },
    );
    this.name = 'BackendSilent';
  }
}
