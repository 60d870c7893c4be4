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
  /** How many last answers are kept. */
  readonly keep: number;
}

export interface Answer<T> {
  readonly value: T;
  /** 0 when the system said it just now. */
  readonly ageMs: number;
}

export class Backend<T> {
  private readonly breaker: CircuitBreakerPolicy;
  private readonly lastKnown = new Map<string, { readonly value: T; readonly at: number }>();

  constructor(
    private readonly settings: BackendSettings,
    private readonly now: () => number,
  ) {
    this.breaker = circuitBreaker(handleAll, {
      halfOpenAfter: settings.breakForMs,
      breaker: new ConsecutiveBreaker(settings.breakAfter),
    });
  }

  /** The live answer, or the last one with its age, or the failure when nothing was ever heard under this key. */
  async ask(key: string, call: (signal: AbortSignal) => Promise<T>, caller?: AbortSignal): Promise<Answer<T>> {
    try {
      const value = await this.live(call, caller);
      this.keep(key, value);
      return { value, ageMs: 0 };
    } catch (error) {
      const known = this.lastKnown.get(key);
      if (known !== undefined) return { value: known.value, ageMs: Math.max(1, this.now() - known.at) };
      throw new BackendSilent(this.settings.name, error);
    }
  }

  /** The live answer or a failure, for a caller that remembers by itself. */
  live(call: (signal: AbortSignal) => Promise<T>, caller?: AbortSignal): Promise<T> {
    return this.breaker.execute(() => this.withinDeadline(call, caller));
  }

  private async withinDeadline(call: (signal: AbortSignal) => Promise<T>, caller: AbortSignal | undefined): Promise<T> {
    const deadline = AbortSignal.timeout(this.settings.deadlineMs);
    const signal = caller === undefined ? deadline : AbortSignal.any([deadline, caller]);
    const expired = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    return Promise.race([call(signal), expired]);
  }

  private keep(key: string, value: T): void {
    this.lastKnown.delete(key);
    this.lastKnown.set(key, { value, at: this.now() });
    if (this.lastKnown.size > this.settings.keep) {
      const oldest = this.lastKnown.keys().next();
      if (!oldest.done) this.lastKnown.delete(oldest.value);
    }
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
